import { DoctorError } from "#errors";
import { fromJson } from "#wire/json";

const TIMEOUT_MS = 15_000;
const MAX_ANSWER = 64 * 1024;

/**
 * Posts JSON and gives the answer's JSON.
 * @throws DoctorError the other side's own error, or E414_NO_ANSWER
 */
export async function postJson(url: string, body: unknown): Promise<unknown> {
  let response: Response;
  let text: string;
  try {
    response = await fetch(url, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(TIMEOUT_MS),
      redirect: "error",
    });
    text = await response.text();
  } catch (cause) {
    throw new DoctorError(
      "E414_NO_ANSWER",
      "A node did not answer.",
      "Try again in a few seconds; see whether the node runs.",
      cause,
    );
  }
  const answer = text.length <= MAX_ANSWER ? fromJson(text) : undefined;
  if (response.ok && answer !== undefined) return answer;
  const { code, message, hint } = (answer ?? {}) as { code?: string; message?: string; hint?: string };
  throw new DoctorError(
    code ?? "E414_NO_ANSWER",
    message ?? "A node answered with something that is not JSON.",
    hint ?? "Check the address of the node.",
  );
}
