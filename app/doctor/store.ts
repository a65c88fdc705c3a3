import { DurableStore } from "#service/durable-store";

export interface KeptBallot {
  readonly caseId: string;
  readonly wave: number;
  readonly seat: number;
  readonly doctor: string;
  readonly label: string;
  readonly tag: string;
  readonly salt: string;
  readonly proof: readonly [string, string, string];
  readonly codebookRoot: string;
  readonly rest: string;
}

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS ballots (
    case_id TEXT NOT NULL, wave INTEGER NOT NULL, seat INTEGER NOT NULL, ballot TEXT NOT NULL, state TEXT NOT NULL,
    PRIMARY KEY (case_id, wave, seat)) STRICT;
`;

/** What the doctors must not lose: the openings of their ballots. */
export class DoctorStore extends DurableStore {
  constructor(path: string) {
    super(path, SCHEMA);
  }

  /** Kept before the commitment is sent: a commitment whose opening is lost can never be revealed. The first draft of a seat stands. */
  keep(ballot: KeptBallot): KeptBallot {
    const { caseId, wave, seat } = ballot;
    this.db
      .prepare("INSERT OR IGNORE INTO ballots VALUES (?, ?, ?, ?, 'drafted')")
      .run(caseId, wave, seat, JSON.stringify(ballot));
    return JSON.parse(
      this.db.prepare("SELECT ballot FROM ballots WHERE case_id = ? AND wave = ? AND seat = ?").get(caseId, wave, seat)!
        .ballot as string,
    );
  }

  /** Forgets a draft whose commitment the chain refused, so that the doctor can vote again. */
  drop({ caseId, wave, seat }: KeptBallot): void {
    this.db
      .prepare("DELETE FROM ballots WHERE case_id = ? AND wave = ? AND seat = ? AND state = 'drafted'")
      .run(caseId, wave, seat);
  }

  mark({ caseId, wave, seat }: KeptBallot, state: "committed" | "revealed"): void {
    this.db
      .prepare("UPDATE ballots SET state = ? WHERE case_id = ? AND wave = ? AND seat = ?")
      .run(state, caseId, wave, seat);
  }

  unrevealed(): KeptBallot[] {
    return this.db
      .prepare("SELECT ballot FROM ballots WHERE state <> 'revealed' ORDER BY rowid")
      .all()
      .map((row) => JSON.parse(row.ballot as string));
  }
}
