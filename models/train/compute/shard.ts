/**
 * One shard of a batch: forwards through the graph, and backwards. Shards share the parameters and nothing else; batch
 * normalisation takes its statistics from the shard alone, so a step's result does not depend on who computes which.
 */
import { DoctorError } from "#errors";
import { type ConvNode, type DenseNode, type GraphNode, inputsOf, type LinearNode } from "#models/graph/graph";
import { type Fact, factsOf, volume } from "#models/graph/shape";
import type { Random } from "../random.ts";
import { bindKernels, type TrainKernels } from "./kernels.ts";
import {
  imagesPerProduct,
  isDropped,
  isNormalised,
  type Layout,
  type Plan,
  planTraining,
  type ShardPlan,
} from "./plan.ts";

export const EPSILON = 1e-5;

/** Dropout in training; without it statistics are the running ones and nothing is dropped. */
export interface TrainingMode {
  readonly dropout: number;
  readonly random: Random;
}

/** Forwards and backwards through one shard, whoever computes it. */
export interface Passes {
  readonly plan: Plan;
  /** The input, `[c, n, h, w]`, to be filled before `forward`. */
  input(images: number): Float32Array;
  /** @returns the logits, `[k, n]`; gone with the next pass */
  forward(images: number, training?: TrainingMode): Float32Array;
  /** Gradients of all parameters, from the loss's gradient by the logits, `[k, n]`; after a `forward` in training. */
  backward(images: number, slope: Float32Array): void;
}

export class Shard implements Passes {
  readonly plan: Plan;
  readonly #kernels: TrainKernels;
  readonly #own: ShardPlan;
  readonly #memory: WebAssembly.Memory;
  readonly #facts: ReadonlyMap<string, Fact>;
  readonly #parameterAt: ReadonlyMap<string, number>;
  readonly #statisticAt: ReadonlyMap<string, number>;

  constructor(module: WebAssembly.Module, memory: WebAssembly.Memory, plan: Plan, index: number) {
    this.#kernels = bindKernels(module, memory);
    this.plan = plan;
    this.#own = plan.shard[index];
    this.#memory = memory;
    this.#facts = factsOf(plan.graph);
    this.#parameterAt = new Map(plan.parameters.map(({ name, at }) => [name, 4 * at]));
    this.#statisticAt = new Map(plan.statistics.map(({ node, at }) => [node, 4 * at]));
  }

  input(images: number): Float32Array {
    const [input] = this.plan.graph.nodes;
    return this.#view(this.#own.value.get(input.id)!, this.#size(input.id) * images);
  }

  /** @param visit sees each node's value, in place, before the next step may overwrite it */
  forward(images: number, training?: TrainingMode, visit?: (id: string, values: Float32Array) => void): Float32Array {
    for (const node of this.plan.graph.nodes) {
      this.#forward(node, images, training);
      visit?.(node.id, this.#view(this.#own.value.get(node.id)!, this.#size(node.id) * images));
    }
    const { output } = this.plan.graph;
    return this.#view(this.#own.value.get(output)!, this.#size(output) * images);
  }

  backward(images: number, slope: Float32Array): void {
    const { graph } = this.plan;
    this.#view(this.#own.slope.get(graph.output)!, slope.length).set(slope);
    const written = new Set<string>([graph.output]);
    for (const node of graph.nodes.toReversed()) this.#backward(node, images, written);
  }

  #forward(node: GraphNode, n: number, training: TrainingMode | undefined): void {
    const k = this.#kernels;
    const out = this.#own.value.get(node.id)!;
    const from = (id: string) => this.#own.value.get(id)!;
    const count = this.#size(node.id) * n;
    switch (node.op) {
      case "input":
        return;
      case "conv":
      case "dense": {
        const raw = this.#own.kept.get(node.id) ?? out;
        if (node.op === "conv") this.#convolve(node, n, raw);
        else this.#product(node, n, raw, training);
        this.#afterLinear(node, n, raw, out, training !== undefined);
        return;
      }
      case "relu":
        k.relu(from(node.input), out, count);
        return;
      case "maxpool": {
        const [c, h, w] = this.#shape(node.input);
        const [, oh, ow] = this.#shape(node.id);
        const { size, stride, pad } = node;
        k.maxPool(from(node.input), out, this.#own.kept.get(node.id)!, c * n, h, w, size, stride, pad, oh, ow);
        return;
      }
      case "sumpool": {
        const [c, h, w] = this.#shape(node.input);
        k.meanPool(from(node.input), out, c * n, h * w);
        if (this.plan.training) return;
        const sums = this.#view(out, count);
        for (let i = 0; i < count; i++) sums[i] *= h * w;
        return;
      }
      case "flatten": {
        const [c, h, w] = this.#shape(node.input);
        k.imagesToColumns(from(node.input), out, c, n, h * w);
        return;
      }
      case "add":
        k.add(from(node.inputs[0]), from(node.inputs[1]), out, count);
        return;
      default:
        throw new DoctorError(
          "E130_UNTRAINABLE_OP",
          `The trainer does not know the operation "${(node as { op: string }).op}".`,
          "Teach it to models/train/compute, or train with a backbone of this release.",
        );
    }
  }

  #backward(node: GraphNode, n: number, written: Set<string>): void {
    const k = this.#kernels;
    const own = this.#own;
    const slope = own.slope.get(node.id)!;
    const count = this.#size(node.id) * n;
    /** Where to add to an input's gradient: zeros where nothing is yet. */
    const sum = (id: string) => {
      const at = own.slope.get(id)!;
      if (!written.has(id)) this.#view(at, this.#size(id) * n).fill(0);
      written.add(id);
      return at;
    };
    /** Where to write an input's gradient that has one reader only. */
    const only = (id: string) => {
      if (written.has(id)) throw new Error(`two gradients meet at ${id}, before a ${node.op}`);
      written.add(id);
      return own.slope.get(id)!;
    };
    switch (node.op) {
      case "input":
        return;
      case "conv":
      case "dense": {
        const gradient = (name: string) => own.gradients + this.#parameterAt.get(name)!;
        if (isNormalised(this.plan, node)) {
          const at = this.#statisticAt.get(node.id)!;
          const channels = this.#shape(node.id)[0];
          k.normaliseBackward(
            own.kept.get(node.id)!,
            slope,
            slope,
            channels,
            count / channels,
            this.#parameter(`${node.id}/gamma`),
            own.means + at,
            own.variances + at,
            EPSILON,
            gradient(`${node.id}/gamma`),
            gradient(`${node.id}/beta`),
          );
        } else this.#biasGradient(node, n, slope, gradient(node.bias));
        if (node.op === "conv") this.#convolveBackward(node, n, slope, gradient(node.weight), sum);
        else this.#productBackward(node, n, slope, gradient(node.weight), only);
        return;
      }
      case "relu": {
        const value = own.value.get(node.id)!;
        if (value === own.value.get(node.input)!) {
          written.add(node.input);
          k.reluBackward(value, slope, slope, count);
          return;
        }
        k.reluBackward(value, slope, only(node.input), count);
        return;
      }
      case "maxpool":
        k.maxPoolBackward(slope, own.kept.get(node.id)!, sum(node.input), count);
        return;
      case "sumpool": {
        const [c, h, w] = this.#shape(node.input);
        k.meanPoolBackward(slope, only(node.input), c * n, h * w);
        return;
      }
      case "flatten": {
        const [c, h, w] = this.#shape(node.input);
        k.imagesToColumns(slope, only(node.input), c, h * w, n);
        return;
      }
      case "add":
        for (const id of inputsOf(node)) {
          const at = sum(id);
          k.add(slope, at, at, count);
        }
    }
  }

  /** Normalises what a linear layer gave, or adds the output layer's bias. */
  #afterLinear(node: LinearNode, n: number, raw: number, out: number, training: boolean): void {
    const channels = this.#shape(node.id)[0];
    const count = (this.#size(node.id) * n) / channels;
    if (!isNormalised(this.plan, node)) {
      const scales = this.#view(this.#own.affine, channels).fill(1);
      this.#kernels.affineChannels(raw, out, channels, count, scales.byteOffset, this.#parameter(node.bias));
      return;
    }
    const at = this.#statisticAt.get(node.id)!;
    const gamma = this.#parameter(`${node.id}/gamma`);
    const beta = this.#parameter(`${node.id}/beta`);
    const { means, variances, affine } = this.#own;
    if (training) {
      this.#kernels.normalise(raw, out, channels, count, gamma, beta, means + at, variances + at, EPSILON);
      return;
    }
    const { scale, shift } = affineOf(
      this.#view(gamma, channels),
      this.#view(beta, channels),
      this.#view(this.plan.runningMeans + at, channels),
      this.#view(this.plan.runningVariances + at, channels),
    );
    this.#view(affine, channels).set(scale);
    this.#view(affine + 4 * channels, channels).set(shift);
    this.#kernels.affineChannels(raw, out, channels, count, affine, affine + 4 * channels);
  }

  #convolve(node: ConvNode, n: number, out: number): void {
    const weight = this.#parameter(node.weight);
    this.#products(node, n, ({ depth, columns, offset, ld, window }) => {
      this.#kernels.toColumns(this.#own.value.get(node.input)!, this.#own.columns, ...window);
      this.#gemm(weight, this.#own.columns, out + 4 * offset, node.filters, depth, columns, depth, columns, ld);
    });
  }

  #convolveBackward(node: ConvNode, n: number, slope: number, dWeight: number, sum: (id: string) => number): void {
    const weight = this.#parameter(node.weight);
    const { columns: scratch, value } = this.#own;
    const wanted = this.plan.graph.nodes[0].id !== node.input; // nobody asks for the picture's gradient
    const dx = wanted ? sum(node.input) : 0;
    let add = false;
    this.#products(node, n, ({ depth, columns, offset, ld, window }) => {
      const dy = slope + 4 * offset;
      this.#kernels.toColumns(value.get(node.input)!, scratch, ...window);
      this.#gemm(dy, scratch, dWeight, node.filters, columns, depth, ld, columns, depth, { turnB: true, add });
      add = true;
      if (!wanted) return;
      this.#gemm(weight, dy, scratch, depth, node.filters, columns, depth, ld, columns, { turnA: true });
      this.#kernels.addColumns(scratch, dx, ...window);
    });
  }

  /** Calls `each` for every group of images whose windows make one product. */
  #products(
    node: ConvNode,
    n: number,
    each: (part: { depth: number; columns: number; offset: number; ld: number; window: number[] }) => void,
  ): void {
    const [c, h, w] = this.#shape(node.input);
    const [, oh, ow] = this.#shape(node.id);
    const [kh, kw] = node.kernel;
    const step = imagesPerProduct(oh * ow, n);
    for (let first = 0; first < n; first += step) {
      const images = Math.min(step, n - first);
      each({
        depth: c * kh * kw,
        columns: images * oh * ow,
        offset: first * oh * ow,
        ld: n * oh * ow,
        window: [c, n, h, w, first, images, kh, kw, node.stride, node.pad, oh, ow],
      });
    }
  }

  #product(node: DenseNode, n: number, out: number, training: TrainingMode | undefined): void {
    const depth = this.#size(node.input);
    let from = this.#own.value.get(node.input)!;
    if (isDropped(this.plan, node)) {
      const kept = this.#own.kept.get(`${node.id}/input`)!;
      const x = this.#view(from, depth * n);
      const dropped = this.#view(kept, depth * n);
      const mask = this.#view(kept + 4 * depth * n, depth * n);
      const dropout = training?.dropout ?? 0;
      for (let i = 0; i < x.length; i++) {
        mask[i] = dropout > 0 && training!.random.uniform() < dropout ? 0 : 1 / (1 - dropout);
        dropped[i] = x[i] * mask[i];
      }
      from = kept;
    }
    this.#gemm(this.#parameter(node.weight), from, out, node.units, depth, n, depth, n, n);
  }

  #productBackward(node: DenseNode, n: number, slope: number, dWeight: number, only: (id: string) => number): void {
    const depth = this.#size(node.input);
    const kept = this.#own.kept.get(`${node.id}/input`);
    const from = kept ?? this.#own.value.get(node.input)!;
    this.#gemm(slope, from, dWeight, node.units, n, depth, n, n, depth, { turnB: true });
    const dx = only(node.input);
    this.#gemm(this.#parameter(node.weight), slope, dx, depth, node.units, n, depth, n, n, { turnA: true });
    if (kept === undefined) return;
    const mask = this.#view(kept + 4 * depth * n, depth * n);
    const view = this.#view(dx, depth * n);
    for (let i = 0; i < view.length; i++) view[i] *= mask[i];
  }

  #biasGradient(node: LinearNode, n: number, slope: number, to: number): void {
    const channels = this.#shape(node.id)[0];
    const count = (this.#size(node.id) * n) / channels;
    const view = this.#view(slope, channels * count);
    const sums = this.#view(to, channels);
    for (let c = 0; c < channels; c++) {
      let sum = 0;
      for (let i = 0; i < count; i++) sum += view[c * count + i];
      sums[c] = sum;
    }
  }

  #gemm(
    a: number,
    b: number,
    c: number,
    m: number,
    k: number,
    n: number,
    lda: number,
    ldb: number,
    ldc: number,
    { turnA = false, turnB = false, add = false } = {},
  ): void {
    this.#kernels.gemm(a, b, c, m, k, n, lda, ldb, ldc, turnA, turnB, add, this.#own.work);
  }

  #parameter(name: string): number {
    return this.plan.values + this.#parameterAt.get(name)!;
  }

  #shape(id: string): readonly number[] {
    return this.#facts.get(id)!.shape;
  }

  #size(id: string): number {
    return volume(this.#shape(id));
  }

  #view(address: number, count: number): Float32Array {
    return new Float32Array(this.#memory.buffer, address, count);
  }
}

/** A batch normalisation with fixed statistics, as z = scale · y + shift per channel. */
export function affineOf(
  gamma: Float32Array,
  beta: Float32Array,
  mean: Float32Array,
  variance: Float32Array,
): { scale: Float32Array; shift: Float32Array } {
  const scale = gamma.map((g, c) => g / Math.sqrt(variance[c] + EPSILON));
  return { scale, shift: beta.map((b, c) => b - mean[c] * scale[c]) };
}

/** A plan, and a memory that holds it. */
export function openMemory(module: WebAssembly.Module, layout: Layout): { plan: Plan; memory: WebAssembly.Memory } {
  const probe = bindKernels(module, sharedMemory(1));
  const plan = planTraining(layout, Number(probe.GEMM_WORK.value));
  return { plan, memory: sharedMemory(Math.ceil(plan.bytes / 65536)) };
}

function sharedMemory(pages: number): WebAssembly.Memory {
  return new WebAssembly.Memory({ initial: pages, maximum: 65536, shared: true });
}
