import type { Row } from "#client/rows";
import { ChainStore } from "#service/durable-store";

export interface Batch {
  readonly id: number;
  readonly root: string;
  readonly cid: string;
  readonly rows: readonly Row[];
  /** Number on chain, or null until the publication is confirmed. */
  readonly published: boolean;
}

const SCHEMA = `
  PRAGMA secure_delete = ON;
  CREATE TABLE IF NOT EXISTS seen (case_id TEXT PRIMARY KEY, state TEXT NOT NULL) STRICT;
  CREATE TABLE IF NOT EXISTS waiting (id INTEGER PRIMARY KEY, period TEXT NOT NULL, diagnosis TEXT NOT NULL) STRICT;
  CREATE TABLE IF NOT EXISTS batches (
    id INTEGER PRIMARY KEY, root TEXT NOT NULL, cid TEXT NOT NULL, rows TEXT NOT NULL, key BLOB NOT NULL, published INTEGER NOT NULL) STRICT;
`;

/** The curator's book: which cases were seen, the rows that wait, and the batches. A row never stands beside its case. */
export class DataStore extends ChainStore {
  constructor(path: string) {
    super(path, SCHEMA);
  }

  /** Adds settled cases and moves the cursor, in one transaction. */
  addSettled(caseIds: readonly string[], lastBlock: number): void {
    this.follow(lastBlock, () => {
      for (const caseId of caseIds) this.db.prepare("INSERT OR IGNORE INTO seen VALUES (?, 'open')").run(caseId);
    });
  }

  openCases(): string[] {
    return this.db
      .prepare("SELECT case_id FROM seen WHERE state = 'open' ORDER BY rowid")
      .all()
      .map((row) => row.case_id as string);
  }

  /** A case is done with: its row, if it gave one, waits for a batch. */
  finish(caseId: string, row?: Row): void {
    this.atOnce(() => {
      const { changes } = this.db
        .prepare("UPDATE seen SET state = 'done' WHERE case_id = ? AND state = 'open'")
        .run(caseId);
      if (changes === 1 && row)
        this.db.prepare("INSERT INTO waiting (period, diagnosis) VALUES (?, ?)").run(row.period, row.diagnosis);
    });
  }

  waiting(): Row[] {
    return this.db
      .prepare("SELECT period, diagnosis FROM waiting")
      .all()
      .map((row) => ({ period: row.period as string, diagnosis: row.diagnosis as string }));
  }

  /** Turns all waiting rows into a batch that is to be published. */
  startBatch(batch: { root: string; cid: string; rows: readonly Row[]; key: Uint8Array }): void {
    this.atOnce(() => {
      this.db.exec("DELETE FROM waiting");
      this.db
        .prepare("INSERT INTO batches (root, cid, rows, key, published) VALUES (?, ?, ?, ?, 0)")
        .run(batch.root, batch.cid, JSON.stringify(batch.rows), batch.key);
    });
  }

  published(id: number): void {
    this.db.prepare("UPDATE batches SET published = 1 WHERE id = ?").run(id);
  }

  batches(): Batch[] {
    return this.db
      .prepare("SELECT id, root, cid, rows, published FROM batches ORDER BY id")
      .all()
      .map((row) => ({
        id: row.id as number,
        root: row.root as string,
        cid: row.cid as string,
        rows: JSON.parse(row.rows as string),
        published: row.published === 1,
      }));
  }
}
