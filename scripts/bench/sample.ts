import { type Graph, isLinear, type Weights } from "#models/graph/graph";
import { volume } from "#models/graph/shape";
import { tensorShapes } from "#models/graph/validate";
import { floatArithmetic } from "#models/reference/float";
import { forward } from "#models/reference/forward";

/** Reproducible numbers in [0, 1) (mulberry32): for benchmarks and tests alone, never for anything secret. */
export function generator(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Weights of the size that training gives: uniform with the variance 2 / fan-in of He et al. (2015), small biases. */
export function sampleWeights(graph: Graph, next: () => number): Weights {
  const weights = new Map<string, Float32Array>();
  for (const [name, shape] of tensorShapes(graph)) {
    const spread = shape.length > 1 ? Math.sqrt(6 / volume(shape.slice(1))) : 0.1;
    weights.set(
      name,
      Float32Array.from({ length: volume(shape) }, () => (2 * next() - 1) * spread),
    );
  }
  return weights;
}

/**
 * The weights with each layer's output brought to deviation 1 on the picture `x`, the size that batch normalisation
 * gives it in a trained network: without it values double from skip to skip.
 */
export function normalised(graph: Graph, weights: Weights, x: Float32Array): Weights {
  const scaled = new Map([...weights].map(([name, values]) => [name, values.slice()]));
  const layers = new Map(graph.nodes.filter(isLinear).map((node) => [node.id, node]));
  forward(graph, floatArithmetic(scaled), x, (id, values) => {
    const layer = layers.get(id);
    // A few logits have no deviation worth dividing by.
    if (!layer || id === graph.output) return;
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    const deviation = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length);
    // In place, so that the layers after this one see what it gives from now on.
    for (const part of [values, scaled.get(layer.weight)!, scaled.get(layer.bias)!]) {
      part.forEach((value, i) => {
        part[i] = value / deviation;
      });
    }
  });
  return scaled;
}

/** A made-up input `[c, h, w]` with values in [0, 1]. */
export function sampleInput(graph: Graph, next: () => number): Float32Array {
  const [input] = graph.nodes;
  if (input.op !== "input") throw new Error("the first node is the input");
  return Float32Array.from({ length: volume(input.shape) }, next);
}

export function toRing(x: Float32Array, activationBits: number): Int32Array {
  return Int32Array.from(x, (value) => Math.round(value * 2 ** activationBits));
}
