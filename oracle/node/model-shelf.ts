import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Contracts } from "#chain/contracts";
import { DoctorError } from "#errors";
import type { Tiers } from "#models/graph/tiers";
import { readingGraph } from "#models/zoo/description";
import { type Plan, planOf } from "#mpc/plan/plan";
import type { Kernels } from "#mpc/ring/kernels";
import { expandWeights } from "#mpc/share/split";
import type { BlobStore } from "#storage/blobs";
import { cidOfDigest, parseCid } from "#storage/cid";
import { equal, ringElements, unhex } from "#wire/bytes";
import { decodeModelManifest, MAX_MODEL_MANIFEST, type ModelManifest } from "#wire/model-manifest";
import { decodeModelShare, MAX_MODEL_SHARE } from "#wire/model-share";
import { unseal } from "#wire/seal";
import type { Identities } from "./keys.ts";

/** A model that this node can run: the public graph and this party's share of the weights. */
export interface RunnableModel {
  readonly digest: string;
  readonly plan: Plan;
  readonly weights: Int32Array;
  /** How the opened differences are read; without it as those of logits. */
  readonly tiers?: Tiers;
}

/** Models kept ready in memory; a ResNet18 share is 45 MB. */
const READY = 2;

export interface ShelfOptions {
  readonly folder: string;
  readonly party: 0 | 1;
  readonly pair: number;
  readonly contracts: Contracts;
  readonly blobs: BlobStore;
  readonly identities: Pick<Identities, "all">;
  readonly kernels: Kernels;
}

/**
 * The models that this node can run. One that a case names for the first time is fetched: manifest and sealed share
 * from IPFS, by the model's entry on chain. The share is kept on disk, readable by its owner only, since the identity
 * that opens the sealed one is deleted some day.
 */
export class ModelShelf {
  readonly #options: ShelfOptions;
  readonly #ready = new Map<string, RunnableModel>();
  /** What is being loaded: several cases that begin at once wait for one share and not for one each. */
  readonly #loading = new Map<string, Promise<RunnableModel>>();

  constructor(options: ShelfOptions) {
    this.#options = options;
    mkdirSync(options.folder, { recursive: true, mode: 0o700 });
  }

  /**
   * @param id of the model in the directory   @param digest that the case's opening named
   * @throws DoctorError E335_UNKNOWN_MODEL when there is no share for this pair, E143_MODEL_SHARE when it does not fit;
   *   E6xx when storage does not answer
   */
  async find(id: number, digest: string): Promise<RunnableModel> {
    const key = digest.toLowerCase();
    const model = this.#ready.get(key) ?? (await this.#loadOnce(id, key));
    // Most recently used last; the oldest makes room.
    this.#ready.delete(key);
    this.#ready.set(key, model);
    for (const old of [...this.#ready.keys()].slice(0, -READY)) this.#ready.delete(old);
    return model;
  }

  /** Shares at hand, on disk. */
  get size(): number {
    return readdirSync(this.#options.folder).filter((name) => name.endsWith(".share")).length;
  }

  /** Fetches the shares of every admitted model that there is one of for this pair, so that no case waits for it. */
  async stock(): Promise<void> {
    const { contracts } = this.#options;
    const { models } = await contracts.directory.totals();
    for (let id = 1; id <= Number(models); id++) {
      const { digest, card: entry, active } = await contracts.directory.getModel(id);
      if (!active || existsSync(this.#path(digest.toLowerCase()))) continue;
      const manifest = await this.#manifest(entry);
      if (this.#ours(manifest)) await this.#share(digest.toLowerCase(), manifest);
    }
  }

  #loadOnce(id: number, digest: string): Promise<RunnableModel> {
    const already = this.#loading.get(digest);
    if (already) return already;
    const loading = this.#load(id, digest).finally(() => this.#loading.delete(digest));
    this.#loading.set(digest, loading);
    return loading;
  }

  async #load(id: number, digest: string): Promise<RunnableModel> {
    const { contracts, party, kernels } = this.#options;
    const { card: entry } = await contracts.directory.getModel(id);
    const manifest = await this.#manifest(entry);
    const share = decodeModelShare(await this.#share(digest, manifest));
    const { description } = manifest;
    const plan = planOf(readingGraph(description));
    const fits =
      share.party === party &&
      share.weights.length === (party === 0 ? 32 : 4 * plan.weights) &&
      equal(share.model, unhex(digest)) &&
      `0x${description.digest}` === digest;
    if (!fits)
      throw new DoctorError(
        "E143_MODEL_SHARE",
        "A model share is another party's or another model's, or does not fit its graph.",
        "The model's owner publishes it again; each operator gets an own share of the same model.",
      );
    const weights = party === 0 ? expandWeights(kernels, share.weights, plan.weights) : ringElements(share.weights);
    return { digest, plan, weights, tiers: description.tiers };
  }

  async #manifest(entry: string): Promise<ModelManifest> {
    const { blobs } = this.#options;
    return decodeModelManifest(await blobs.get(cidOfDigest(unhex(entry)), { maxBytes: MAX_MODEL_MANIFEST }));
  }

  #path(digest: string): string {
    return join(this.#options.folder, `${digest.slice(2)}.share`);
  }

  #ours(manifest: ModelManifest) {
    return manifest.shares.find((shares) => shares.pair === this.#options.pair);
  }

  /** The share's bytes, from disk if they were ever fetched. */
  async #share(digest: string, manifest: ModelManifest): Promise<Uint8Array> {
    const { party, blobs, identities } = this.#options;
    const path = this.#path(digest);
    if (existsSync(path)) return readFileSync(path);
    const ours = this.#ours(manifest);
    if (!ours)
      throw new DoctorError(
        "E335_UNKNOWN_MODEL",
        "This pair of nodes has no share of the model that the case names.",
        "The model's owner publishes it for this pair: crypto-doctor model publish.",
      );
    const { cid, size } = ours.halves[party];
    const sealed = await blobs.get(parseCid(cid), { maxBytes: Math.min(size, MAX_MODEL_SHARE) });
    const bytes = await unseal(sealed, ...identities.all());
    writeFileSync(`${path}.new`, bytes, { mode: 0o600 });
    renameSync(`${path}.new`, path);
    return bytes;
  }
}
