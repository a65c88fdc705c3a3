/** The doctor service as the desk calls it; same origin only. */

/** A seat that waits for a decision. `bounty` decimal, in `token`; `wave` counts the case's panels from 1; `commitBy` ISO 8601. */
export interface Seat {
  readonly caseId: string;
  readonly wave: number;
  readonly seat: number;
  readonly doctor: string;
  readonly labels: readonly string[];
  readonly bounty: string;
  readonly token: string;
  readonly commitBy: string;
}
export interface Decision {
  readonly caseId: string;
  readonly doctor: string;
  readonly label: string;
}

/** What the service said went wrong: one sentence, and what to do about it. */
export class Refusal extends Error {
  readonly hint: string;
  constructor(message: string, hint: string) {
    super(message);
    this.hint = hint;
  }
}

export const keyOf = (seat: { caseId: string; doctor: string }): string => `${seat.caseId}/${seat.doctor}`;

/** @throws Refusal; an aborted call ends with the signal's AbortError instead */
export async function openSeats(signal?: AbortSignal): Promise<Seat[]> {
  return (await call("/cases", { signal, headers: { Accept: "application/json" } })).json();
}

/** The picture of a seat, PNG. The service accepts the seat if that has not happened. @throws Refusal */
export async function picture(seat: Seat, signal: AbortSignal): Promise<Blob> {
  const path = `/cases/${encodeURIComponent(seat.caseId)}/image?doctor=${encodeURIComponent(seat.doctor)}`;
  return (await call(path, { signal })).blob();
}

/** Commits a decision. @throws Refusal */
export async function decide(decision: Decision): Promise<void> {
  const headers = { "Content-Type": "application/json" };
  await call("/decision", { method: "POST", headers, body: JSON.stringify(decision) });
}

async function call(path: string, init: RequestInit): Promise<Response> {
  const response = await fetch(path, { cache: "no-store", ...init }).catch((error: Error) => {
    if (error.name === "AbortError") throw error;
    throw new Refusal("The doctor service does not answer.", "Check that it is running; this page keeps trying.");
  });
  if (response.ok) return response;
  const said = await response.json().catch(() => ({}));
  throw new Refusal(
    said.message ?? `The doctor service refused with status ${response.status}.`,
    said.hint ?? "Try again in a moment.",
  );
}
