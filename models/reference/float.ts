import type { Graph, Weights } from "../graph/graph.ts";
import { type Arithmetic, forward } from "./forward.ts";

/** The model as trained: what the encrypted result is an approximation of. Gives the logits `[classes]`. */
export function runFloat(graph: Graph, weights: Weights, x: Float32Array): Float64Array {
  return forward(graph, floatArithmetic(weights), x);
}

/** Real numbers: nothing carries a scale. */
export function floatArithmetic(weights: Weights): Arithmetic {
  return { tensor: (name) => weights.get(name)!, relu: (value) => Math.max(0, value), lift: () => 1 };
}
