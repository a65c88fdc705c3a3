import { DoctorError } from "#errors";
import { ChainStore } from "#service/durable-store";

export type JobState = "waiting" | "reported" | "refused" | "gone";
export interface Job {
  readonly caseId: string;
  /** The case's wave that is to be read: an earlier one has ended. */
  readonly wave: number;
  readonly state: JobState;
  /** Stable code of the reason why a case was refused. */
  readonly code: string | null;
}
/** One ballot of a case, with its own package, material and report. */
export type Wave = Pick<Job, "caseId" | "wave">;
export interface Release {
  readonly recipient: Uint8Array;
  readonly cid: string;
  readonly signature: string;
}
export interface Halves {
  /** Null when the case has ended, and nobody needs it any more. */
  readonly packageHalf: Uint8Array | null;
  readonly recordHalf: Uint8Array | null;
}

const SCHEMA = `
  PRAGMA secure_delete = ON;
  CREATE TABLE IF NOT EXISTS jobs (
    case_id TEXT PRIMARY KEY, wave INTEGER NOT NULL, state TEXT NOT NULL, code TEXT, report TEXT, rejection TEXT) STRICT;
  CREATE TABLE IF NOT EXISTS halves (
    case_id TEXT NOT NULL, wave INTEGER NOT NULL, package BLOB NOT NULL, record BLOB, PRIMARY KEY (case_id, wave)) STRICT;
  CREATE TABLE IF NOT EXISTS nonces (nonce BLOB PRIMARY KEY, scope TEXT NOT NULL) STRICT;
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

  /** Adds the waves that a range of blocks opened and moves the cursor behind it, in one transaction. */
  addCases(opened: readonly { caseId: string; wave: number }[], lastBlock: number): void {
    this.follow(lastBlock, () => {
      const insert = this.db.prepare(
        `INSERT INTO jobs (case_id, wave, state) VALUES (?, ?, 'waiting') ON CONFLICT (case_id) DO UPDATE
         SET wave = excluded.wave, state = 'waiting', code = NULL, report = NULL, rejection = NULL
         WHERE excluded.wave > wave`,
      );
      for (const { caseId, wave } of opened) insert.run(caseId, wave);
    });
  }

  waiting(): Job[] {
    return this.db
      .prepare("SELECT case_id, wave, state, code FROM jobs WHERE state = 'waiting' ORDER BY rowid")
      .all()
      .map(jobOf);
  }

  job(caseId: string): Job | undefined {
    const row = this.db.prepare("SELECT case_id, wave, state, code FROM jobs WHERE case_id = ?").get(caseId);
    return row && jobOf(row);
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

  /** Nothing when a later wave has begun meanwhile. */
  finish({ caseId, wave }: Wave, state: Exclude<JobState, "waiting">, code: string | null = null): void {
    this.db
      .prepare("UPDATE jobs SET state = ?, code = ? WHERE case_id = ? AND wave = ?")
      .run(state, code, caseId, wave);
  }

  /** The doubly signed report, kept before it is posted, so that a crash in between posts it again and computes nothing twice. */
  keepReport({ caseId, wave }: Wave, report: string): void {
    this.db.prepare("UPDATE jobs SET report = ? WHERE case_id = ? AND wave = ?").run(report, caseId, wave);
  }

  /** As `keepReport`, for the doubly signed rejection of a forged dealing. */
  keepRejection({ caseId, wave }: Wave, rejection: string): void {
    this.db.prepare("UPDATE jobs SET rejection = ? WHERE case_id = ? AND wave = ?").run(rejection, caseId, wave);
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

  keepHalves({ caseId, wave }: Wave, halves: Halves & { packageHalf: Uint8Array }): void {
    this.db
      .prepare("INSERT OR IGNORE INTO halves VALUES (?, ?, ?, ?)")
      .run(caseId, wave, halves.packageHalf, halves.recordHalf);
  }

  halves({ caseId, wave }: Wave): Halves | undefined {
    const row = this.db.prepare("SELECT package, record FROM halves WHERE case_id = ? AND wave = ?").get(caseId, wave);
    if (!row) return undefined;
    const packageHalf = row.package as Uint8Array;
    return { packageHalf: packageHalf.length > 0 ? packageHalf : null, recordHalf: row.record as Uint8Array | null };
  }

  casesWithHalves(): string[] {
    return this.db
      .prepare("SELECT DISTINCT case_id FROM halves")
      .all()
      .map((row) => row.case_id as string);
  }

  /** Deletes the key halves of all waves of a case, or those of the pictures alone, from the disk too. */
  forgetHalves(caseId: string, which: "package" | "all"): void {
    const gone = which === "all" ? "" : "AND record IS NULL";
    const changes = [
      `DELETE FROM halves WHERE case_id = ? ${gone}`,
      "UPDATE halves SET package = x'' WHERE case_id = ? AND length(package) > 0",
    ].map((forget) => this.db.prepare(forget).run(caseId).changes);
    // The log of what was written last is part of the disk.
    if (changes.some((n) => n > 0)) this.db.exec("PRAGMA wal_checkpoint(TRUNCATE)");
  }

  /** Binds a bundle's nonce to the first wave that brought it. @throws DoctorError E331_REPLAYED for any other */
  claimNonce(nonce: Uint8Array, { caseId, wave }: Wave): void {
    const scope = `${caseId}/${wave}`;
    this.db.prepare("INSERT OR IGNORE INTO nonces VALUES (?, ?)").run(nonce, scope);
    if (this.db.prepare("SELECT scope FROM nonces WHERE nonce = ?").get(nonce)?.scope !== scope) {
      throw new DoctorError(
        "E331_REPLAYED",
        "This bundle was already brought by another case, or an earlier wave.",
        "A patient prepares each wave of each case afresh.",
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

const jobOf = (row: Record<string, unknown>): Job => ({
  caseId: row.case_id as string,
  wave: row.wave as number,
  state: row.state as JobState,
  code: row.code as string | null,
});

function spent(): DoctorError {
  return new DoctorError(
    "E330_MATERIAL_USED",
    "A material set was about to be used a second time.",
    "The node takes the spare set; nothing was opened.",
  );
}
