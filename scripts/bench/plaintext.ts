/** The same network with the same weights in the clear, for comparison: this project's reference, and fast runtimes. */
import type { Graph, Weights } from "#models/graph/graph";
import { exportOnnx } from "#models/import/onnx-export";
import { runFloat } from "#models/reference/float";
import { openEvaluator } from "#models/train/evaluate";
import { buildTrainKernels } from "../build.ts";

type Run = (x: Float32Array) => ArrayLike<number> | Promise<ArrayLike<number>>;

/** Logits of one input by each runtime that is here, one thread each; a reason in words for one that is not. */
export async function plaintextRuntimes(graph: Graph, weights: Weights): Promise<Record<string, Run | string>> {
  buildTrainKernels();
  const evaluate = await openEvaluator(graph, weights, 1);
  return {
    reference: (x) => runFloat(graph, weights, x),
    trainingKernels: (x) => evaluate([x])[0],
    onnxruntime: await onnxRuntime(graph, weights),
  };
}

/** The part of onnxruntime-node that is used: it is no dependency, since it takes 290 MB. */
interface OnnxRuntime {
  InferenceSession: {
    create(
      model: Uint8Array,
      options: object,
    ): Promise<{ run(feeds: object): Promise<{ logits: { data: Float32Array } }> }>;
  };
  Tensor: new (type: "float32", data: Float32Array, dims: readonly number[]) => object;
}

async function onnxRuntime(graph: Graph, weights: Weights): Promise<Run | string> {
  const name = "onnxruntime-node";
  let runtime: OnnxRuntime;
  try {
    runtime = (await import(name)) as OnnxRuntime;
  } catch {
    return "onnxruntime-node is not installed";
  }
  const options = { intraOpNumThreads: 1, interOpNumThreads: 1 };
  const session = await runtime.InferenceSession.create(exportOnnx(graph, weights), options);
  const [input] = graph.nodes;
  const shape = input.op === "input" ? input.shape : [];
  return async (x) => (await session.run({ x: new runtime.Tensor("float32", x, [1, ...shape]) })).logits.data;
}
