/**
 * A reading in tiers: instead of logits, a network gives each class a whole number, 0 for all but the likeliest, and for
 * that one how many of its own thresholds its lead over the second passes. Thresholds that cut every class's leads into
 * equally filled tiers leave the two parties nothing to tell the classes apart by; differences of logits, permuted or
 * not, do not.
 *
 * Three layers of the common vocabulary say it. With z the logits, [.] a ramp of width 1 / SLOPE around a threshold:
 *
 *     pairs   [z_k - z_j >= t_ki]   for each class k, other class j and threshold i, a ramp being two relus
 *     all     relu(sum_j [.] - (K - 2))     1 where the class leads all others by t_ki
 *     count   sum_i, times TIER
 *
 * The first is linear in what the logits were computed from, so it takes the place of the output layer.
 */
import { type Graph, isLinear, type LinearNode, type Weights } from "./graph.ts";
import { badGraph, factsOf } from "./shape.ts";
import { COMPARISON_SLACK_BITS } from "./validate.ts";

/** `[classes][tiers]`: the least lead, in logits, of each tier of a class; the first is 0, each next one larger. */
export type Thresholds = readonly (readonly number[])[];

/** A reading that says a tier of the likeliest class instead of logits. */
export interface Tiers {
  readonly thresholds: Thresholds;
  /** Of each tier, over all classes, lowest first; multiples of a published step. */
  readonly confidence: readonly number[];
}

/**
 * A ramp is 1/16 of a logit wide: narrow beside a tier, and wide enough that the roundings under encryption (at most
 * 0.01 a logit) move a result by less than a fifth of a tier.
 */
const SLOPE_BITS = 4;
/** A tier of the output, on the scale of logits. */
export const TIER = 1 / 32;

const NAMES = ["tier.pairs", "tier.all", "tier.count"] as const;

/**
 * The graph that reads in tiers.
 * @throws DoctorError E140_BAD_GRAPH when the output is not a dense layer's, or there is not one row of thresholds a class
 */
export function tieredGraph(graph: Graph, thresholds: Thresholds): Graph {
  const output = outputOf(graph, thresholds);
  const [classes, tiers] = [thresholds.length, thresholds[0].length];
  const [pairs, all, count] = NAMES;
  const dense = (id: string, input: string, units: number, weightBits: number): LinearNode => ({
    id,
    op: "dense",
    input,
    units,
    weight: `${id}.weight`,
    bias: `${id}.bias`,
    weightBits,
  });
  // A lead is at most twice a logit, and a threshold at most a lead: two bits more beside the slope's.
  const bits = Math.max(COMPARISON_SLACK_BITS, output.weightBits - SLOPE_BITS - 2);
  return {
    ...graph,
    nodes: [
      ...graph.nodes.filter(({ id }) => id !== output.id),
      dense(pairs, output.input, 2 * tiers * classes * (classes - 1), bits),
      { id: `${pairs}.relu`, op: "relu", input: pairs },
      dense(all, `${pairs}.relu`, tiers * classes, HEAD_BITS),
      { id: `${all}.relu`, op: "relu", input: all },
      dense(count, `${all}.relu`, classes, HEAD_BITS),
    ],
    output: count,
  };
}
/** The head's own weights are small powers of two and whole numbers: exact at this scale. */
const HEAD_BITS = 12;

/** The weights of {@link tieredGraph}, from those of the graph that gives logits. */
export function tieredWeights(graph: Graph, weights: Weights, thresholds: Thresholds): Weights {
  const output = outputOf(graph, thresholds);
  const [classes, tiers] = [thresholds.length, thresholds[0].length];
  const [weight, bias] = [weights.get(output.weight)!, weights.get(output.bias)!];
  const depth = weight.length / classes;
  const slope = 2 ** SLOPE_BITS;
  const rows = thresholds.flatMap((own, k) =>
    own.flatMap((threshold, i) =>
      others(k, classes).flatMap((j) => [0, 1].map((end) => ({ k, j, threshold, end, unit: k * tiers + i }))),
    ),
  );
  const pairs = {
    weight: new Float32Array(rows.length * depth),
    bias: Float32Array.from(rows, ({ k, j, threshold, end }) => slope * (bias[k] - bias[j] - threshold) + 0.5 - end),
  };
  const all = {
    weight: new Float32Array(classes * tiers * rows.length),
    bias: new Float32Array(classes * tiers).fill(2 - classes),
  };
  for (const [row, { k, j, end, unit }] of rows.entries()) {
    for (let d = 0; d < depth; d++)
      pairs.weight[row * depth + d] = slope * (weight[k * depth + d] - weight[j * depth + d]);
    all.weight[unit * rows.length + row] = end === 0 ? 1 : -1;
  }
  const count = {
    weight: Float32Array.from({ length: classes * classes * tiers }, (_, at) => {
      const [k, unit] = [Math.floor(at / (classes * tiers)), at % (classes * tiers)];
      return Math.floor(unit / tiers) === k ? TIER : 0;
    }),
    bias: new Float32Array(classes),
  };
  const kept = [...weights].filter(([name]) => name !== output.weight && name !== output.bias);
  const added = [pairs, all, count].flatMap(
    (layer, n) =>
      [
        [`${NAMES[n]}.weight`, layer.weight],
        [`${NAMES[n]}.bias`, layer.bias],
      ] as const,
  );
  return new Map([...kept, ...added]);
}

/** The same in the clear: the likeliest class of `[classes]` logits, and its tier, from 1. */
export function tierOf(logits: ArrayLike<number>, thresholds: Thresholds): { label: number; tier: number } {
  const values = Array.from(logits);
  const most = Math.max(...values);
  const label = values.indexOf(most);
  const lead = most - Math.max(...others(label, values.length).map((j) => values[j]));
  return { label, tier: Math.max(1, thresholds[label].filter((threshold) => lead >= threshold).length) };
}

const others = (k: number, classes: number): number[] =>
  Array.from({ length: classes }, (_, j) => j).filter((j) => j !== k);

function outputOf(graph: Graph, thresholds: Thresholds): LinearNode {
  const output = graph.nodes.filter(isLinear).find(({ id }) => id === graph.output);
  if (output?.op !== "dense") throw badGraph("tiers take the place of a dense output layer");
  if (factsOf(graph).get(output.id)!.shape[0] !== thresholds.length)
    throw badGraph("tiers need one row of thresholds for each class");
  return output;
}
