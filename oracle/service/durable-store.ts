import { chmodSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";

/**
 * One SQLite file, of one process with one writer, readable by its owner only. `synchronous = FULL`: what a call has
 * written is on the disk when it returns, so that it is still there after `kill -9` or a power cut.
 */
export abstract class DurableStore {
  protected readonly db: DatabaseSync;

  /**
   * @param path of the file, or ":memory:"
   * @param schema statements that may run at every start
   */
  constructor(path: string, schema: string) {
    this.db = new DatabaseSync(path);
    if (path !== ":memory:") chmodSync(path, 0o600);
    this.db.exec("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;");
    this.db.exec(schema);
  }

  close(): void {
    this.db.close();
  }

  /** All of `work`, or nothing of it. */
  protected atOnce(work: () => void): void {
    this.db.exec("BEGIN IMMEDIATE");
    try {
      work();
      this.db.exec("COMMIT");
    } catch (error) {
      this.db.exec("ROLLBACK");
      throw error;
    }
  }
}

/** A store that follows the chain: the cursor is the last block whose cases are in it. */
export abstract class ChainStore extends DurableStore {
  constructor(path: string, schema: string) {
    super(
      path,
      `CREATE TABLE IF NOT EXISTS cursor (only INTEGER PRIMARY KEY CHECK (only = 1), block INTEGER NOT NULL) STRICT; ${schema}`,
    );
  }

  /** `undefined` before the first block. */
  cursor(): number | undefined {
    return this.db.prepare("SELECT block FROM cursor").get()?.block as number | undefined;
  }

  /** Keeps what a range of blocks brought and moves the cursor behind it, in one transaction. */
  protected follow(lastBlock: number, keep: () => void): void {
    this.atOnce(() => {
      keep();
      this.db
        .prepare("INSERT INTO cursor VALUES (1, ?) ON CONFLICT (only) DO UPDATE SET block = excluded.block")
        .run(lastBlock);
    });
  }
}
