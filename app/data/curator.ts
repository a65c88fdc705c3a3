import { randomBytes, randomInt } from "node:crypto";
import { sent } from "#chain/cases";
import { follow, pause } from "#chain/follow";
import { rowsRoot } from "#chain/rows-tree";
import { publishedBatches } from "#client/batches";
import { type BatchRule, batchRows, mayPublish, readRecord } from "#client/curator";
import { csv } from "#client/rows";
import { DoctorError } from "#errors";
import type { Logger } from "#service/log";
import { box } from "#wire/boxed";
import type { DataStore } from "./store.ts";

type Tools = Parameters<typeof readRecord>[0];

/** Turns settled, consenting cases into rows, and rows into published batches. */
export class Curator {
  readonly #tools: Tools;
  readonly #store: DataStore;
  readonly #rule: BatchRule;
  readonly #log: Logger;
  readonly #onPublished: (csv: string) => void;

  constructor(options: {
    tools: Tools;
    store: DataStore;
    rule: BatchRule;
    log: Logger;
    onPublished: (csv: string) => void;
  }) {
    this.#tools = options.tools;
    this.#store = options.store;
    this.#rule = options.rule;
    this.#log = options.log;
    this.#onPublished = options.onPublished;
  }

  async run(signal: AbortSignal): Promise<void> {
    const { contracts } = this.#tools;
    const { core } = contracts;
    await Promise.all([
      follow({
        provider: contracts.provider,
        filter: { address: await core.getAddress(), topics: await core.filters.CaseSettled().getTopicFilter() },
        from: this.#store.cursor() ?? contracts.fromBlock - 1,
        confirmations: 0,
        intervalMs: 250,
        signal,
        onLogs: (logs, last) =>
          this.#store.addSettled(
            logs.map((log) => String(core.interface.parseLog(log)!.args.caseId)),
            last,
          ),
        onError: (err) => this.#log.warn({ err }, "the chain does not answer"),
      }),
      this.#work(signal),
    ]);
  }

  async #work(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      try {
        for (const caseId of this.#store.openCases()) await this.#take(caseId);
        if (mayPublish(this.#store.waiting(), this.#rule)) await this.#pack();
        for (const batch of this.#store.batches()) if (!batch.published) await this.#publish(batch);
      } catch (err) {
        if (!signal.aborted) this.#log.warn({ err }, "put off, to be tried again");
        await pause(1_000, signal);
      }
      await pause(250, signal);
    }
  }

  async #take(caseId: string): Promise<void> {
    try {
      const diagnosis = await readRecord(this.#tools, caseId);
      this.#store.finish(caseId, diagnosis === undefined ? undefined : { period: month(this.#tools.now()), diagnosis });
      this.#log.info("a consenting case became a row");
    } catch (error) {
      if (!(error instanceof DoctorError) || error.code !== "E205_NOT_RELEASED") throw error;
      this.#store.finish(caseId);
      this.#log.info({ case: caseId }, "no consent, no row");
    }
  }

  async #pack(): Promise<void> {
    const rows = batchRows(this.#store.waiting(), month(this.#tools.now()), (bound) => randomInt(bound));
    const key = randomBytes(32);
    const cid = await this.#tools.blobs.put(box(new TextEncoder().encode(csv(rows)), key, randomBytes(24)));
    this.#store.startBatch({ root: rowsRoot(rows), cid: cid.toString(), rows, key });
  }

  async #publish({
    id,
    root,
    cid,
    rows,
  }: {
    id: number;
    root: string;
    cid: string;
    rows: readonly { period: string; diagnosis: string }[];
  }): Promise<void> {
    const { contracts, signer } = this.#tools;
    // A batch that was sent before a crash stands on chain already.
    const before = await publishedBatches(contracts);
    if (!before.some((batch) => batch.cid === cid)) {
      await sent(
        contracts,
        contracts.data.connect(signer).publishBatch,
        contracts.deployment.dataset,
        root,
        cid,
        rows.length,
      );
    }
    this.#store.published(id);
    this.#onPublished(csv(rows));
    this.#log.info({ batch: id, rows: rows.length }, "batch published");
  }
}

const month = (now: number): string => new Date(now).toISOString().slice(0, 7);
