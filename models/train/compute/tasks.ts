/** What a shard is asked to do in one training step, whether by a call or by a message to its worker. */
import { augment } from "../augment.ts";
import { INPUT_SCALE } from "../batch.ts";
import { Random } from "../random.ts";
import { bindKernels } from "./kernels.ts";
import type { Plan } from "./plan.ts";
import { type Passes, Shard } from "./shard.ts";
import { nativeTensorFlow, TensorFlowShard } from "./tensorflow.ts";

/** One place in a batch: one picture, or two laid over each other (mixup), each varied anew. */
export interface Slot {
  readonly pictures: readonly { readonly x: Float32Array; readonly share: number }[];
  /** Seeds the variation. */
  readonly seed: number;
  /** Weighted target over all logits; zero outside the slot's own group of labels. */
  readonly target: Float32Array;
  /** The logits that compete here, `[from, to)`. */
  readonly group: readonly [number, number];
}

export interface StepRates {
  /** Factor on the gradient, so that its norm keeps below a bound. */
  readonly shorten: number;
  /** Learning rate with the corrections of the moments' bias. */
  readonly rate: number;
  /** What is left of a weight after decay. */
  readonly keep: number;
}

export interface Tasks {
  /** Forwards and backwards. @returns the slots' summed loss */
  gradients(slots: readonly Slot[], dropout: number, seed: number): number;
  /** Sums all shards' gradients over this shard's part of the parameters. @returns the sum's squared norm */
  reduce(): number;
  /** One optimiser step on this shard's part of the parameters. */
  update(rates: StepRates): void;
  /** Logits, one row per picture, with running statistics. */
  predict(pictures: readonly Float32Array[]): number[][];
}

/** What a shard computes on. */
export interface ShardSetup {
  readonly module: WebAssembly.Module;
  readonly memory: WebAssembly.Memory;
  readonly plan: Plan;
  readonly index: number;
}

/** The tasks of one shard, by TensorFlow's native library where that loads, else by our kernels. */
export async function openShard(setup: ShardSetup): Promise<Tasks> {
  const { module, memory, plan, index } = setup;
  const tf = await nativeTensorFlow();
  return shardTasks(setup, tf ? new TensorFlowShard(tf, memory, plan, index) : new Shard(module, memory, plan, index));
}

function shardTasks({ module, memory, plan, index }: ShardSetup, shard: Passes): Tasks {
  const kernels = bindKernels(module, memory);
  const size = inputSide(plan);
  // Equal parts of all parameters, cut at multiples of four elements.
  const cut = (part: number) => Math.floor((plan.parameterCount / 4) * (part / plan.shards)) * 4;
  const [start, end] = [cut(index), index + 1 === plan.shards ? plan.parameterCount : cut(index + 1)];
  const own = plan.shard[0].gradients + 4 * start;

  return {
    gradients(slots, dropout, seed) {
      const pixels = shard.input(slots.length);
      slots.forEach((slot, i) => {
        drawSlot(slot, size, pixels.subarray(i * size * size, (i + 1) * size * size));
      });
      const logits = shard.forward(slots.length, { dropout, random: Random.of(seed) });
      const { loss, slope } = crossEntropy(slots, logits);
      shard.backward(slots.length, slope);
      return loss;
    },
    reduce() {
      for (const other of plan.shard.slice(1)) kernels.add(own, other.gradients + 4 * start, own, end - start);
      return kernels.squares(own, end - start);
    },
    update({ shorten, rate, keep }) {
      for (const { at, count, decays } of plan.parameters) {
        const from = Math.max(at, start);
        const length = Math.min(at + count, end) - from;
        if (length <= 0) continue;
        const of = (region: number) => region + 4 * from;
        const { values, first, second, shard: shards } = plan;
        const { gradients } = shards[0];
        kernels.adamw(of(values), of(gradients), of(first), of(second), length, shorten, rate, decays ? keep : 1);
      }
    },
    predict(pictures) {
      const rows: number[][] = [];
      for (let at = 0; at < pictures.length; at += plan.capacity) {
        const batch = pictures.slice(at, at + plan.capacity);
        const pixels = shard.input(batch.length);
        batch.forEach((x, i) => {
          pixels.set(x, i * size * size);
        });
        for (let i = 0; i < pixels.length; i++) pixels[i] /= INPUT_SCALE;
        const logits = shard.forward(batch.length);
        const classes = logits.length / batch.length;
        for (let i = 0; i < batch.length; i++)
          rows.push(Array.from({ length: classes }, (_, k) => logits[k * batch.length + i]));
      }
      return rows;
    },
  };
}

function inputSide({ graph }: Plan): number {
  const [input] = graph.nodes;
  return input.op === "input" ? input.shape[1] : 0;
}

function drawSlot({ pictures, seed }: Slot, size: number, out: Float32Array): void {
  const random = Random.of(seed);
  const one = new Float32Array(size * size);
  out.fill(0);
  for (const { x, share } of pictures) {
    augment(x, size, random, one);
    const factor = share / INPUT_SCALE;
    for (let i = 0; i < out.length; i++) out[i] += factor * one[i];
  }
}

/** Softmax cross-entropy of each slot within its group; logits and slope `[k, n]`. */
function crossEntropy(slots: readonly Slot[], logits: Float32Array): { loss: number; slope: Float32Array } {
  const n = slots.length;
  const slope = new Float32Array(logits.length);
  let loss = 0;
  slots.forEach(({ target, group: [from, to] }, i) => {
    let top = -Infinity;
    let weight = 0;
    for (let k = from; k < to; k++) {
      top = Math.max(top, logits[k * n + i]);
      weight += target[k];
    }
    let sum = 0;
    for (let k = from; k < to; k++) sum += Math.exp(logits[k * n + i] - top);
    for (let k = from; k < to; k++) {
      const log = logits[k * n + i] - top - Math.log(sum);
      loss -= target[k] * log;
      slope[k * n + i] = weight * Math.exp(log) - target[k];
    }
  });
  return { loss, slope };
}
