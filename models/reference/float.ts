import type { Graph, Weights } from "../graph/graph.ts";
import { type Arithmetic, forward } from "./forward.ts";

/** The model as trained: what the encrypted result is an approximation of. Gives the logits `[classes]`. */
export function runFloat(graph: Graph, weights: Weights, x: Float32Array): Float64Array {
  const arithmetic: Arithmetic = {
    tensor: (name) => weights.get(name)!,
    relu: (value) => Math.max(0, value),
    lift: () => 1,
  };
  return forward(graph, arithmetic, x);
}
