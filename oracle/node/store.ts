import { DoctorError } from "#errors";
import { ChainStore } from "#service/durable-store";

export type JobState = "waiting" | "reported" | "refused" | "gone";
export interface Job {
  readonly caseId: string;
  readonly state: JobState;
  /** Stable code of the reason why a case was refused. */
  readonly code: string | null;
}
export interface Release {
  readonly recipient: Uint8Array;
  readonly cid: string;
  readonly signature: string;
}
export interface Halves {
  readonly packageHalf: Uint8Array;
  readonly recordHalf: Uint8Array | null;
}

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS jobs (case_id TEXT PRIMARY KEY, state TEXT NOT NULL, code TEXT, report TEXT, rejection TEXT) STRICT;
  CREATE TABLE IF NOT EXISTS halves (case_id TEXT PRIMARY KEY, package BLOB NOT NULL, record BLOB) STRICT;
  CREATE TABLE IF NOT EXISTS nonces (nonce BLOB PRIMARY KEY, case_id TEXT NOT NULL) STRICT;
  CREATE TABLE IF NOT EXISTS spent (
    material BLOB PRIMARY KEY, case_id TEXT NOT NULL, purpose TEXT NOT NULL, at TEXT NOT NULL) STRICT;
  CREATE TABLE IF NOT EXISTS signed (scope TEXT PRIMARY KEY, digest TEXT NOT NULL) STRICT;
  CREATE TABLE IF NOT EXISTS releases (
    scope TEXT PRIMARY KEY, recipient BLOB NOT NULL, cid TEXT NOT NULL, signature TEXT NOT NULL) STRICT;
`;

/**
 * What one node must not forget, across `kill -9` too: material that was ever used is known as used.
 */
export class NodeStore extends ChainStore {
  constructor(path: string) {
    super(path, SCHEMA);
  }

  /** Adds the cases of a range of blocks and moves the cursor behind it, in one transaction. */
  addCases(caseIds: readonly string[], lastBlock: number): void {
    this.follow(lastBlock, () => {
      const insert = this.db.prepare("INSERT OR IGNORE INTO jobs (case_id, state) VALUES (?, 'waiting')");
      for (const caseId of caseIds) insert.run(caseId);
    });
  }

  waiting(): string[] {
    return this.db
      .prepare("SELECT case_id FROM jobs WHERE state = 'waiting' ORDER BY rowid")
      .all()
      .map((row) => row.case_id as string);
  }

  job(caseId: string): Job | undefined {
    const row = this.db.prepare("SELECT state, code FROM jobs WHERE case_id = ?").get(caseId);
    return row && { caseId, state: row.state as JobState, code: row.code as string | null };
  }

  /** How many cases stand where, and what reading them took: counts only. */
  counts(): { waiting: number; reported: number; refused: number; rounds: number; bytesSent: number } {
    const count = (state: JobState) =>
      this.db.prepare("SELECT count(*) AS n FROM jobs WHERE state = ?").get(state)!.n as number;
    const sum = (field: string) =>
      (this.db.prepare(`SELECT sum(json_extract(report, '$.stats.${field}')) AS n FROM jobs`).get()!.n as number) ?? 0;
    return {
      waiting: count("waiting"),
      reported: count("reported"),
      refused: count("refused"),
      rounds: sum("rounds"),
      bytesSent: sum("bytesSentPerParty"),
    };
  }

  finish(caseId: string, state: Exclude<JobState, "waiting">, code: string | null = null): void {
    this.db.prepare("UPDATE jobs SET state = ?, code = ? WHERE case_id = ?").run(state, code, caseId);
  }

  /** The doubly signed report, kept before it is posted, so that a crash in between posts it again and computes nothing twice. */
  keepReport(caseId: string, report: string): void {
    this.db.prepare("UPDATE jobs SET report = ? WHERE case_id = ?").run(report, caseId);
  }

  /** As `keepReport`, for the doubly signed rejection of a forged dealing. */
  keepRejection(caseId: string, rejection: string): void {
    this.db.prepare("UPDATE jobs SET rejection = ? WHERE case_id = ?").run(rejection, caseId);
  }

  rejection(caseId: string): string | undefined {
    const row = this.db.prepare("SELECT rejection FROM jobs WHERE case_id = ?").get(caseId);
    return (row?.rejection as string | null) ?? undefined;
  }

  /**
   * Binds this node's signature to the first report, or rejection, of a case's wave. Whoever holds two different ones may slash its bond.
   * @throws DoctorError E337_SIGNED_ANOTHER for any other report
   */
  signOnce(caseId: string, wave: number, digest: string): void {
    const scope = `${caseId}/${wave}`;
    this.db.prepare("INSERT OR IGNORE INTO signed VALUES (?, ?)").run(scope, digest);
    if (this.db.prepare("SELECT digest FROM signed WHERE scope = ?").get(scope)?.digest !== digest)
      throw new DoctorError(
        "E337_SIGNED_ANOTHER",
        "This node has already signed another report of this case.",
        "After the report's deadline the case goes on without a prediction.",
      );
  }

  report(caseId: string): string | undefined {
    return (
      (this.db.prepare("SELECT report FROM jobs WHERE case_id = ?").get(caseId)?.report as string | null) ?? undefined
    );
  }

  keepHalves(caseId: string, halves: Halves): void {
    this.db.prepare("INSERT OR IGNORE INTO halves VALUES (?, ?, ?)").run(caseId, halves.packageHalf, halves.recordHalf);
  }

  halves(caseId: string): Halves | undefined {
    const row = this.db.prepare("SELECT package, record FROM halves WHERE case_id = ?").get(caseId);
    return row && { packageHalf: row.package as Uint8Array, recordHalf: row.record as Uint8Array | null };
  }

  /** Binds a bundle's nonce to the first case that brought it. @throws DoctorError E331_REPLAYED for any other case */
  claimNonce(nonce: Uint8Array, caseId: string): void {
    this.db.prepare("INSERT OR IGNORE INTO nonces VALUES (?, ?)").run(nonce, caseId);
    if (this.db.prepare("SELECT case_id FROM nonces WHERE nonce = ?").get(nonce)?.case_id !== caseId) {
      throw new DoctorError(
        "E331_REPLAYED",
        "This bundle was already brought by another case.",
        "A patient prepares each case afresh.",
      );
    }
  }

  /** True once a set was used in a run, or shown in an audit. */
  isSpent(material: Uint8Array): boolean {
    return this.#purpose(material) !== undefined;
  }

  /**
   * Marks a material set, named by its SHA-256, as used in a run. Returns only when the mark is on the disk.
   * @throws DoctorError E330_MATERIAL_USED when it was spent already
   */
  markUsed(material: Uint8Array, caseId: string, at: string): void {
    if (!this.#spend(material, caseId, "run", at)) throw spent();
  }

  /**
   * Marks a set as shown to the peer, which it may be again, but never used. A set that was used must not be shown:
   * with its masks the peer would see what they hid.
   * @throws DoctorError E330_MATERIAL_USED when it was used in a run
   */
  markShown(material: Uint8Array, caseId: string, at: string): void {
    if (!this.#spend(material, caseId, "audit", at) && this.#purpose(material) !== "audit") throw spent();
  }

  #spend(material: Uint8Array, caseId: string, purpose: "run" | "audit", at: string): boolean {
    return (
      this.db.prepare("INSERT OR IGNORE INTO spent VALUES (?, ?, ?, ?)").run(material, caseId, purpose, at).changes ===
      1
    );
  }

  #purpose(material: Uint8Array): string | undefined {
    return this.db.prepare("SELECT purpose FROM spent WHERE material = ?").get(material)?.purpose as string | undefined;
  }

  /** The first release of a scope wins; a later one gets the first one's answer. */
  keepRelease(scope: string, release: Release): Release {
    this.db
      .prepare("INSERT OR IGNORE INTO releases VALUES (?, ?, ?, ?)")
      .run(scope, release.recipient, release.cid, release.signature);
    return this.releaseOf(scope)!;
  }

  releaseOf(scope: string): Release | undefined {
    const row = this.db.prepare("SELECT recipient, cid, signature FROM releases WHERE scope = ?").get(scope);
    return (
      row && { recipient: row.recipient as Uint8Array, cid: row.cid as string, signature: row.signature as string }
    );
  }
}

function spent(): DoctorError {
  return new DoctorError(
    "E330_MATERIAL_USED",
    "A material set was about to be used a second time.",
    "The node takes the spare set; nothing was opened.",
  );
}
