import type { CaseSecrets } from "#client/prepare";
import { DurableStore } from "#service/durable-store";

export interface PatientCase {
  readonly caseCommit: string;
  readonly caseId: string | null;
  readonly createdAt: string;
  readonly consent: boolean;
  readonly secrets: CaseSecrets;
  /** True once the case's line was printed, so that a restart prints none twice. */
  readonly told: boolean;
}

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS cases (
    case_commit TEXT PRIMARY KEY, case_id TEXT, created_at TEXT NOT NULL, consent INTEGER NOT NULL,
    secrets TEXT NOT NULL, told INTEGER NOT NULL DEFAULT 0) STRICT;
`;

/** The patient's own record of the cases, one entry for each wave: the secrets that decode them stand here and nowhere else. Readable by its owner only. */
export class PatientStore extends DurableStore {
  constructor(path: string) {
    super(path, SCHEMA);
  }

  /** Kept before the case is opened: a crash in between finds it again by its commitment. */
  add(caseCommit: string, consent: boolean, secrets: CaseSecrets): void {
    this.db
      .prepare("INSERT INTO cases (case_commit, created_at, consent, secrets) VALUES (?, ?, ?, ?)")
      .run(caseCommit, new Date().toISOString(), Number(consent), JSON.stringify(secrets));
  }

  opened(caseCommit: string, caseId: string): void {
    this.db.prepare("UPDATE cases SET case_id = ? WHERE case_commit = ?").run(caseId, caseCommit);
  }

  tell(caseId: string): void {
    this.db.prepare("UPDATE cases SET told = 1 WHERE case_id = ?").run(caseId);
  }

  /** What belongs to the case's latest wave. */
  byId(caseId: string): PatientCase | undefined {
    return this.#all("WHERE case_id = ?", caseId).at(-1);
  }

  /** Cases that were prepared and may or may not stand on chain. */
  unopened(): PatientCase[] {
    return this.#all("WHERE case_id IS NULL");
  }

  untold(): PatientCase[] {
    return this.#all(
      "WHERE told = 0 AND rowid IN (SELECT max(rowid) FROM cases WHERE case_id IS NOT NULL GROUP BY case_id)",
    );
  }

  #all(where: string, ...values: string[]): PatientCase[] {
    return this.db
      .prepare(`SELECT * FROM cases ${where} ORDER BY rowid`)
      .all(...values)
      .map((row) => ({
        caseCommit: row.case_commit as string,
        caseId: row.case_id as string | null,
        createdAt: row.created_at as string,
        consent: row.consent === 1,
        secrets: JSON.parse(row.secrets as string),
        told: row.told === 1,
      }));
  }
}
