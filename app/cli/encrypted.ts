import { randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { toFixed } from "#models/imaging/fixed";
import { quantise } from "#models/reference/quantise";
import { readingGraph, readOff } from "#models/zoo/description";
import { type Model, readingWeights } from "#models/zoo/model";
import { memoryPair } from "#mpc/channel/memory";
import { deal } from "#mpc/deal/deal";
import { planOf } from "#mpc/plan/plan";
import { infer } from "#mpc/protocol/infer";
import { loadKernels } from "#mpc/ring/kernels";
import { expandInput, shareInput, shareWeights } from "#mpc/share/split";
import { buildKernels } from "#scripts/build";

/** What one encrypted reading gives the patient. */
export interface EncryptedReading {
  /** Index of the class, with the permutation undone. */
  readonly label: number;
  /** Published confidence, 0 to 1, rounded down to 2.5 % steps. */
  readonly confidence: number;
}

/**
 * The two-party protocol as it runs between the nodes (dealing, shares, opening, permuted release), with both parties
 * in this process and a pair of queues for the wire: the arithmetic and the messages are the real ones.
 *
 * @returns reads one model input `[1, size, size]`; every reading gets fresh shares and fresh material
 */
export async function encryptedReader(model: Model): Promise<(x: Float32Array) => Promise<EncryptedReading>> {
  const kernels = await loadKernels(readFileSync(buildKernels()));
  const plan = planOf(readingGraph(model));
  const weights = shareWeights(kernels, quantise(plan.graph, readingWeights(model)), randomBytes(32));
  return async (x) => {
    const fixed = toFixed(x, plan.graph.activationBits);
    const seed = randomBytes(32);
    const { set0, set1, permutation } = deal(kernels, plan, randomBytes);
    const [channel0, channel1] = memoryPair();
    const input0 = expandInput(kernels, seed, fixed.length);
    const input1 = shareInput(kernels, fixed, seed);
    const [{ released }] = await Promise.all([
      infer({ kernels, party: 0, plan, channel: channel0, weights: weights.share0, input: input0, material: set0 }),
      infer({ kernels, party: 1, plan, channel: channel1, weights: weights.share1, input: input1, material: set1 }),
    ]);
    const reading = readOff(released, model);
    return { label: permutation[reading.maskedClass], confidence: reading.confidence };
  };
}
