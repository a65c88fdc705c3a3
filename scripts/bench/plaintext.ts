/** The same network with the same weights in the clear, for comparison: this project's reference, and fast runtimes. */
import type { Graph, Weights } from "#models/graph/graph";
import { runFloat } from "#models/reference/float";
import { openEvaluator } from "#models/train/evaluate";
import { buildTrainKernels } from "../build.ts";

type Run = (x: Float32Array) => ArrayLike<number>;

/** Logits of one input by each runtime, one thread each. */
export async function plaintextRuntimes(graph: Graph, weights: Weights): Promise<Record<string, Run | string>> {
  buildTrainKernels();
  const evaluate = await openEvaluator(graph, weights, 1);
  return {
    reference: (x) => runFloat(graph, weights, x),
    trainingKernels: (x) => evaluate([x])[0],
  };
}
