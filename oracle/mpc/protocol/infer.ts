/** One encrypted evaluation of a graph, from one party's shares and material to the released logits. */
import { sha256 } from "@noble/hashes/sha2.js";
import { DoctorError } from "#errors";
import { volume } from "#models/graph/shape";
import type { Channel } from "../channel/channel.ts";
import type { Plan } from "../plan/plan.ts";
import type { Kernels } from "../ring/kernels.ts";
import { holdShare } from "../share/split.ts";
import type { Party } from "../share/types.ts";
import { inMemory, type MaterialSource, type NewHash, readMaterial } from "../tape/material.ts";
import { mountTape } from "../tape/tape.ts";
import { evaluate, type Layer } from "./evaluate.ts";
import { prepareLinear } from "./linear.ts";
import { release } from "./release.ts";
import type { Session } from "./session.ts";

export interface Inference {
  kernels: Kernels;
  party: Party;
  plan: Plan;
  channel: Channel;
  /** this party's share of all weights and biases, from `shareWeights` */
  weights: Int32Array;
  /** this party's share of the pictures, `[pictures, c, h, w]` */
  input: Int32Array;
  /** this party's material set, never used before: its bytes, or a source that is read into the workspace as it goes */
  material: Uint8Array | MaterialSource;
  /** SHA-256 of the host, where it is faster than the one in JavaScript */
  newHash?: NewHash;
  /** milliseconds from any origin; without it the times come back as 0 */
  clock?: () => number;
  /** is told of each layer before it is computed, and of the rounds that are over; must not throw */
  onLayer?: (layer: Layer, rounds: number) => void;
}

export interface InferenceResult {
  /** `[pictures, classes]`: rounded, permuted logits plus an unknown constant; the same for both parties */
  released: Int32Array;
  /** in all, of which so many before the input was used */
  rounds: number;
  setupRounds: number;
  /** bytes sent before the input was used (masked weights) and from then on */
  setupBytesSent: number;
  bytesSent: number;
  setupMs: number;
  onlineMs: number;
}

/**
 * Runs one party. Both parties run it at the same time, over the two ends of one channel.
 * @throws E304_WRONG_SHARE for a share of the wrong length, E32x for material that does not fit (nothing was sent yet)
 * @throws E30x for a defect, E4xx from the channel: then the material set is spent and must not be used again
 */
export async function infer(inference: Inference): Promise<InferenceResult> {
  const { kernels, party, plan, channel, newHash = sha256.create, clock = () => 0 } = inference;
  requireLength("weights", inference.weights, plan.weights);
  requireLength("input", inference.input, plan.pictures * volume(plan.facts.get(plan.graph.nodes[0].id)!.shape));
  return kernels.use(async (space) => {
    const before = { ...channel.stats };
    const begin = clock();
    const source = inference.material instanceof Uint8Array ? inMemory(inference.material) : inference.material;
    const material = await readMaterial(space, plan, party, source, newHash);
    const session: Session = { party, plan, space, channel, tape: mountTape(space, plan, material) };
    const layers = await prepareLinear(session, holdShare(space, inference.weights));
    const setupRounds = channel.stats.rounds - before.rounds;
    const setupBytesSent = channel.stats.bytesSent - before.bytesSent;
    const ready = clock();
    const logits = await evaluate(session, layers, holdShare(space, inference.input), (layer) =>
      inference.onLayer?.(layer, channel.stats.rounds - before.rounds),
    );
    const released = await release(session, logits);
    session.tape.finish();
    return {
      released,
      rounds: channel.stats.rounds - before.rounds,
      setupRounds,
      setupBytesSent,
      bytesSent: channel.stats.bytesSent - before.bytesSent - setupBytesSent,
      setupMs: ready - begin,
      onlineMs: clock() - ready,
    };
  });
}

function requireLength(what: string, share: Int32Array, length: number): void {
  if (share.length === length) return;
  throw new DoctorError(
    "E304_WRONG_SHARE",
    `the share of the ${what} has the wrong length`,
    "It was made for another model.",
  );
}
