import { DoctorError } from "#errors";
import { type Graph, isLinear, type LinearNode, type Weights } from "../graph/graph.ts";
import { type Fact, volume } from "../graph/shape.ts";
import { tensorShapes, validateGraph } from "../graph/validate.ts";

/** A model whose tensors are ring elements: weights at 2^f_w, biases at 2^(f_a + f_w). */
export interface FixedModel {
  graph: Graph;
  facts: ReadonlyMap<string, Fact>;
  tensors: ReadonlyMap<string, Int32Array>;
}

/** Keeps a sum of 2^24 products of a weight and an activation (below 2^24 after any relu) exact in float64. */
export const WEIGHT_LIMIT = 2 ** 24;
export const BIAS_LIMIT = 2 ** 30;

/**
 * Rounds float weights to the ring, to nearest.
 * @throws E140_BAD_GRAPH for a bad graph
 * @throws E141_BAD_WEIGHTS for a tensor that is missing, of the wrong length, not finite, or too large for its scale
 */
export function quantise(source: Graph, weights: Weights): FixedModel {
  const { graph, facts } = validateGraph(source);
  const shapes = tensorShapes(graph);
  const tensors = new Map<string, Int32Array>();
  const fix = (name: string, bits: number, limit: number) => {
    const values = weights.get(name);
    if (!values || values.length !== volume(shapes.get(name)!)) throw badWeights(`tensor ${name} is missing or short`);
    const scaled = Float64Array.from(values, (value) => Math.round(value * 2 ** bits));
    // Written so that NaN fails too.
    if (!scaled.every((value) => Math.abs(value) < limit)) throw badWeights(`tensor ${name} does not fit its scale`);
    tensors.set(name, Int32Array.from(scaled));
  };
  for (const node of graph.nodes.filter(isLinear) as LinearNode[]) {
    fix(node.weight, node.weightBits, WEIGHT_LIMIT);
    fix(node.bias, graph.activationBits + node.weightBits, BIAS_LIMIT);
  }
  return { graph, facts, tensors };
}

function badWeights(message: string): DoctorError {
  return new DoctorError(
    "E141_BAD_WEIGHTS",
    message,
    "Export the model again, with smaller weightBits if values are large.",
  );
}
