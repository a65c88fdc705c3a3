import { createHash, randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import type { FixedModel } from "#models/reference/quantise";
import type { Channel } from "#mpc/channel/channel";
import { memoryPair } from "#mpc/channel/memory";
import { type Dealing, deal } from "#mpc/deal/deal";
import { type Plan, planOf } from "#mpc/plan/plan";
import { type InferenceResult, infer } from "#mpc/protocol/infer";
import { type Kernels, loadKernels } from "#mpc/ring/kernels";
import type { Workspace } from "#mpc/ring/workspace";
import { expandInput, shareInput, shareWeights } from "#mpc/share/split";
import type { Party } from "#mpc/share/types";
import { inMemory, readMaterial } from "#mpc/tape/material";
import { mountTape, type Tape } from "#mpc/tape/tape";
import { buildKernels } from "#scripts/build";

const newHash = () => createHash("sha256");

let loaded: Promise<Kernels> | undefined;
/** The kernels, compiled and loaded once for all tests. */
export function kernels(): Promise<Kernels> {
  loaded ??= loadKernels(readFileSync(buildKernels()));
  return loaded;
}

export interface Run {
  plan: Plan;
  dealing: Dealing;
  results: [InferenceResult, InferenceResult];
  /** released differences to class 0, in the model's own order of classes */
  differences: number[];
}

/** A whole encrypted evaluation of one input, both parties in this process. */
export async function evaluateEncrypted(
  model: FixedModel,
  x: Int32Array,
  wrap: (channels: [Channel, Channel]) => [Channel, Channel] = (same) => same,
): Promise<Run> {
  const k = await kernels();
  const plan = planOf(model.graph);
  const dealing = deal(k, plan, randomBytes, newHash);
  const weights = shareWeights(k, model, randomBytes(32));
  const seed = randomBytes(32);
  const channels = wrap(memoryPair());
  const results = await Promise.all([
    // biome-ignore format: one party a line
    infer({ kernels: k, party: 0, plan, channel: channels[0], weights: weights.share0, input: expandInput(k, seed, x.length), material: dealing.set0, newHash }),
    // biome-ignore format: one party a line
    infer({ kernels: k, party: 1, plan, channel: channels[1], weights: weights.share1, input: shareInput(k, x, seed), material: dealing.set1, newHash }),
  ]);
  return { plan, dealing, results, differences: unpermute(results[0].released, dealing.permutation) };
}

/** One party's tape of a dealing, in its workspace. */
export async function tapeOf(space: Workspace, plan: Plan, party: Party, dealing: Dealing): Promise<Tape> {
  const source = inMemory(party === 0 ? dealing.set0 : dealing.set1);
  return mountTape(space, plan, await readMaterial(space, plan, party, source));
}

export function unpermute(released: Int32Array, permutation: readonly number[]): number[] {
  const byClass = permutation.map((_, of) => released[permutation.indexOf(of)]);
  return byClass.map((value) => (value - byClass[0]) | 0);
}

/** Values at which comparisons, shifts and wraps go wrong first. */
export function edges(): number[] {
  const powers = Array.from({ length: 31 }, (_, j) => 2 ** j);
  const around = powers.flatMap((p) => [p - 1, p, p + 1, -p - 1, -p, -p + 1]);
  return [0, 1, -1, 2 ** 31 - 2 ** 7 - 1, ...around, 2 ** 30, -(2 ** 30), -(2 ** 31)].filter(
    (value) => value < 2 ** 31 - 2 ** 7 && value >= -(2 ** 31),
  );
}

export function randomWords(n: number): Int32Array {
  return new Int32Array(new Uint8Array(randomBytes(4 * n)).buffer);
}
