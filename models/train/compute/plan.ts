/**
 * Where everything lies in the one memory that all shards of a batch share: parameters once; gradients and feature maps
 * per shard. A function of its arguments alone, so that every worker finds the same addresses.
 */
import { type Graph, type GraphNode, inputsOf, isLinear, type LinearNode } from "#models/graph/graph";
import { factsOf, tensorsOf, volume } from "#models/graph/shape";

export interface Layout {
  readonly graph: Graph;
  /** Images per shard, at most. */
  readonly capacity: number;
  readonly shards: number;
  /** False for a folded graph that is only evaluated: biases for normalisations, sums for means, nothing backwards. */
  readonly training: boolean;
}

/** One trainable tensor; `at` is its first element within any region that holds all parameters. */
export interface Parameter {
  readonly name: string;
  readonly shape: readonly number[];
  readonly at: number;
  readonly count: number;
  /** Weights decay; biases, gains and offsets do not. */
  readonly decays: boolean;
}

/** A batch normalisation's statistics: `at` is its channel 0 within a region of means or variances. */
export interface Statistics {
  readonly node: string;
  readonly channels: number;
  readonly at: number;
}

/** Addresses of one shard. Feature maps lie `[c, n, h, w]`, vectors `[units, n]`. */
export interface ShardPlan {
  readonly gradients: number;
  readonly means: number;
  readonly variances: number;
  /** Per node: its value, and the loss's gradient by it. */
  readonly value: ReadonlyMap<string, number>;
  readonly slope: ReadonlyMap<string, number>;
  /** Per node: what its backward pass needs beside that (before normalisation, places of maxima, dropped inputs). */
  readonly kept: ReadonlyMap<string, number>;
  readonly columns: number;
  /** Scales and shifts of one layer, in evaluation. */
  readonly affine: number;
  readonly work: number;
}

export interface Plan extends Layout {
  readonly parameters: readonly Parameter[];
  readonly statistics: readonly Statistics[];
  /** Elements of a region that holds all parameters, or all statistics. */
  readonly parameterCount: number;
  readonly statisticCount: number;
  readonly values: number;
  readonly first: number;
  readonly second: number;
  readonly runningMeans: number;
  readonly runningVariances: number;
  readonly shard: readonly ShardPlan[];
  readonly bytes: number;
}

/** Columns of one product: enough to fill the kernels' panels, few enough to stay in cache. */
const COLUMNS = 512;

/** In training every linear layer but the output is followed by batch normalisation, which the export folds away. */
export function isNormalised({ graph, training }: Layout, node: LinearNode): boolean {
  return training && node.id !== graph.output;
}

/** Dropout stands before a dense layer that reads single features, not a flattened map. */
export function isDropped({ graph, training }: Layout, node: GraphNode): boolean {
  return training && node.op === "dense" && graph.nodes.find(({ id }) => id === node.input)?.op !== "flatten";
}

/** Images whose windows make up one product's columns. */
export function imagesPerProduct(positions: number, images: number): number {
  return Math.min(images, Math.max(1, Math.round(COLUMNS / positions)));
}

export function planTraining(layout: Layout, gemmWork: number): Plan {
  const { graph, shards, training } = layout;
  const facts = factsOf(graph);
  const parameters: Parameter[] = [];
  const statistics: Statistics[] = [];
  let parameterCount = 0;
  let statisticCount = 0;
  const parameter = (name: string, shape: readonly number[], decays: boolean) => {
    const count = volume(shape);
    parameters.push({ name, shape, at: parameterCount, count, decays });
    parameterCount += Math.ceil(count / 4) * 4;
  };
  for (const node of graph.nodes.filter(isLinear)) {
    const { weight, bias } = tensorsOf(node, facts.get(node.input)!.shape);
    parameter(node.weight, weight, true);
    if (!isNormalised(layout, node)) {
      parameter(node.bias, bias, false);
      continue;
    }
    parameter(`${node.id}/gamma`, bias, false);
    parameter(`${node.id}/beta`, bias, false);
    statistics.push({ node: node.id, channels: bias[0], at: statisticCount });
    statisticCount += Math.ceil(bias[0] / 4) * 4;
  }

  let end = 1024; // address 0 stays free: nothing may be there by mistake
  const take = (elements: number) => {
    const at = end;
    end += Math.ceil(elements / 16) * 64;
    return at;
  };
  const values = take(parameterCount);
  const first = take(training ? parameterCount : 0);
  const second = take(training ? parameterCount : 0);
  const runningMeans = take(statisticCount);
  const runningVariances = take(statisticCount);
  const shard = Array.from({ length: shards }, () => {
    const gradients = take(training ? parameterCount : 0);
    const means = take(statisticCount);
    const variances = take(statisticCount);
    return { gradients, means, variances, ...buffers(layout, facts, take), work: take(gemmWork / 4) };
  });
  return {
    ...layout,
    parameters,
    statistics,
    parameterCount,
    statisticCount,
    values,
    first,
    second,
    runningMeans,
    runningVariances,
    shard,
    bytes: end,
  };
}

function buffers(
  layout: Layout,
  facts: ReturnType<typeof factsOf>,
  take: (elements: number) => number,
): Omit<ShardPlan, "gradients" | "means" | "variances" | "work"> {
  const { graph, capacity, training } = layout;
  const value = new Map<string, number>();
  const slope = new Map<string, number>();
  const kept = new Map<string, number>();
  let columns = 0;
  let widest = 0;
  for (const node of graph.nodes) {
    const { shape } = facts.get(node.id)!;
    const elements = volume(shape) * capacity;
    widest = Math.max(widest, shape[0]);
    // A relu whose input nobody else reads works in place, forwards and backwards.
    if (node.op === "relu" && graph.nodes.filter((reader) => inputsOf(reader).includes(node.input)).length === 1) {
      value.set(node.id, value.get(node.input)!);
      if (training) slope.set(node.id, slope.get(node.input)!);
      continue;
    }
    value.set(node.id, take(elements));
    if (training) slope.set(node.id, take(elements));
    if (isLinear(node) && isNormalised(layout, node)) kept.set(node.id, take(elements));
    if (node.op === "maxpool") kept.set(node.id, take(elements));
    if (isDropped(layout, node)) {
      const [input] = inputsOf(node);
      kept.set(`${node.id}/input`, take(2 * volume(facts.get(input)!.shape) * capacity));
    }
    if (node.op === "conv") {
      const [depth] = facts.get(node.input)!.shape;
      const images = imagesPerProduct(shape[1] * shape[2], capacity);
      columns = Math.max(columns, depth * node.kernel[0] * node.kernel[1] * images * shape[1] * shape[2]);
    }
  }
  return { value, slope, kept, columns: take(columns), affine: take(2 * widest) };
}
