import type { BallotOpening } from "#client/custody";

/** What this device keeps of a vote, encrypted in the vault. */
export interface KeptBallot extends BallotOpening {
  readonly label: string;
}
export const ballotOf = (caseId: string, account: string): string => `ballot/${caseId}/${account.toLowerCase()}`;
