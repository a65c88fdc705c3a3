import type { CaseState, World } from "./state.ts";

/** When a vote is over, as it follows from the seats. */

export const everyoneVoted = (c: CaseState): boolean => c.seats.every((seat) => seat.vote !== undefined);
export const isComplete = (c: CaseState): boolean =>
  everyoneVoted(c) && c.seats.every((seat) => seat.vote !== "committed" || seat.revealed !== undefined);
export const revealStart = (w: World, c: CaseState): number => c.commitEnd + (everyoneVoted(c) ? 0 : w.p.grace);
export const revealEnd = (w: World, c: CaseState): number => revealStart(w, c) + w.p.revealTime;
