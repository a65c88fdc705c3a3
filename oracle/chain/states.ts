/** Names of the contract's enums, in their order (ICryptoDoctor.State, ICryptoDoctor.Phase, ICryptoDoctor.SeatStatus). */
export const STATES = [
  "None",
  "Open",
  "Voting",
  "Settled",
  "NoQuorum",
  "Refunded",
  "Cancelled",
  "Unavailable",
  "Rejected",
] as const;
export const PHASES = [
  "None",
  "Seeding",
  "Reporting",
  "Overdue",
  "Committing",
  "Grace",
  "Revealing",
  "Settling",
  "Deciding",
  "Closing",
  "Done",
] as const;
export const SEAT_STATUSES = ["Seated", "Committed", "Revealed", "Flagged", "Voided"] as const;

export type State = (typeof STATES)[number];
export type Phase = (typeof PHASES)[number];
export type SeatStatus = (typeof SEAT_STATUSES)[number];

export const stateName = (state: bigint): State => STATES[Number(state)] ?? "None";
export const phaseName = (phase: bigint): Phase => PHASES[Number(phase)] ?? "None";
export const seatStatusName = (status: bigint): SeatStatus => SEAT_STATUSES[Number(status)] ?? "Seated";

/** No state follows these. */
export const isTerminal = (state: State): boolean => !["None", "Open", "Voting", "NoQuorum"].includes(state);

export const isState = (view: { state: bigint }, state: State): boolean => stateName(view.state) === state;
export const isPhase = (view: { phase: bigint }, phase: Phase): boolean => phaseName(view.phase) === phase;
