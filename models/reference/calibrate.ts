import { type Graph, inputsOf, isLinear, type LinearNode, type Weights } from "../graph/graph.ts";
import { COMPARISON_SLACK_BITS, MAX_SCALE, MAX_WEIGHT_BITS } from "../graph/validate.ts";
import { floatArithmetic } from "./float.ts";
import { forward } from "./forward.ts";
import { limitsOf, magnitude } from "./limits.ts";
import { BIAS_LIMIT, WEIGHT_LIMIT } from "./quantise.ts";

/**
 * The same graph with the finest weight scale for each layer at which no value on the given pictures uses more than
 * `margin` of its range. Rounded weights are the largest part of the error against the float model, and layers differ
 * in what they can afford: small weights and small outputs leave room for more bits.
 *
 * Scales are public, so a model calibrated on pictures tells, in powers of two, how large its values become on them.
 *
 * @param inputs pictures `[c, h, w]` as the model reads them; for an export, all of training and validation
 * @param margin fraction of 1; below the 1/2 that `requireRange` asks for, by what other pictures may add
 */
export function calibrateScales(graph: Graph, weights: Weights, inputs: Iterable<Float32Array>, margin = 0.4): Graph {
  const most = new Map(graph.nodes.map((node) => [node.id, 0]));
  for (const x of inputs) {
    forward(graph, floatArithmetic(weights), x, (id, values) => {
      most.set(id, Math.max(most.get(id)!, magnitude(values)));
    });
  }
  const limits = limitsOf(graph);
  // Largest number of bits by which a magnitude may be shifted and still stays below a limit.
  const room = (magnitude: number, limit: number) => Math.floor(Math.log2(limit / Math.max(magnitude, 2 ** -40)));
  const weightBits = (node: LinearNode): number => {
    const { activationBits } = graph;
    const scale = Math.min(
      MAX_SCALE,
      ...sameScale(graph, node.id).map((id) => room(most.get(id)!, margin * limits.get(id)!)),
    );
    const [weight, bias] = [node.weight, node.bias].map((name) => magnitude(weights.get(name)!));
    const bits = Math.min(
      MAX_WEIGHT_BITS,
      scale - activationBits,
      room(weight, WEIGHT_LIMIT - 1),
      room(bias, BIAS_LIMIT - 1) - activationBits,
    );
    return Math.max(bits, COMPARISON_SLACK_BITS);
  };
  return {
    ...graph,
    nodes: graph.nodes.map((node) => (isLinear(node) ? { ...node, weightBits: weightBits(node) } : node)),
  };
}

/** The node and all that its value becomes before a relu divides it or a layer multiplies it. */
function sameScale(graph: Graph, id: string): string[] {
  const ids = new Set([id]);
  for (const node of graph.nodes) {
    const passes = node.op === "maxpool" || node.op === "sumpool" || node.op === "flatten" || node.op === "add";
    if (passes && inputsOf(node).some((input) => ids.has(input))) ids.add(node.id);
  }
  return [...ids];
}
