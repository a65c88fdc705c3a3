/**
 * What can be said as weights is said as weights: the encrypted engine never sees a normalisation or an average.
 * All functions give new weights and leave the given ones as they are.
 */
import { type Graph, isLinear, type Weights } from "./graph.ts";
import { badGraph, factsOf, volume } from "./shape.ts";

/** One normalisation per output channel: y = gamma (x - mean) / sqrt(variance + epsilon) + beta; arrays `[filters]`. */
export interface BatchNorm {
  gamma: ArrayLike<number>;
  beta: ArrayLike<number>;
  mean: ArrayLike<number>;
  variance: ArrayLike<number>;
  epsilon: number;
}

/**
 * Folds the normalisation of linear node `id`'s output into its tensors: W' = W s, b' = (b - mean) s + beta, with
 * s = gamma / sqrt(variance + epsilon) per channel.
 * @throws E140_BAD_GRAPH when `id` names no linear node
 */
export function foldBatchNorm(graph: Graph, weights: Weights, id: string, norm: BatchNorm): Weights {
  const node = linearNode(graph, id);
  const [weight, bias] = [weights.get(node.weight)!, weights.get(node.bias)!];
  const each = weight.length / bias.length;
  const factor = (channel: number) => norm.gamma[channel] / Math.sqrt(norm.variance[channel] + norm.epsilon);
  return new Map(weights)
    .set(
      node.weight,
      weight.map((value, i) => value * factor(Math.floor(i / each))),
    )
    .set(
      node.bias,
      bias.map((value, channel) => (value - norm.mean[channel]) * factor(channel) + norm.beta[channel]),
    );
}

/**
 * Makes the sum of sumpool node `id` an average: the factor 1/(h·w) goes into the weights of every linear node that
 * reads it (sum and dense layer commute with it; a bias is not touched).
 * @throws E140_BAD_GRAPH when `id` names no sumpool, or something else than a linear layer reads it
 */
export function foldAverage(graph: Graph, weights: Weights, id: string): Weights {
  const pool = graph.nodes.find((node) => node.id === id);
  if (pool?.op !== "sumpool") throw badGraph(`${id} is no sumpool node`);
  const [, ...plane] = factsOf(graph).get(pool.input)!.shape;
  const folded = new Map(weights);
  for (const reader of graph.nodes) {
    if (reader.op === "input" || (reader.op === "add" ? !reader.inputs.includes(id) : reader.input !== id)) continue;
    const { weight } = linearNode(graph, reader.id);
    folded.set(
      weight,
      weights.get(weight)!.map((value) => value / volume(plane)),
    );
  }
  return folded;
}

function linearNode(graph: Graph, id: string) {
  const node = graph.nodes.find((candidate) => candidate.id === id);
  if (!node || !isLinear(node)) throw badGraph(`${id} is no conv or dense node`);
  return node;
}
