/** The same network with the same weights in the clear, for comparison: this project's reference, and fast runtimes. */
import * as tf from "@tensorflow/tfjs-core";
import { type Graph, type GraphNode, isLinear, type Weights } from "#models/graph/graph";
import { tensorShapes } from "#models/graph/validate";
import { exportOnnx } from "#models/import/onnx-export";
import { runFloat } from "#models/reference/float";
import { trainingBackend } from "#models/train/backend";

type Run = (x: Float32Array) => ArrayLike<number> | Promise<ArrayLike<number>>;

/** Logits of one input by each runtime that is here, one thread each; a reason in words for one that is not. */
export async function plaintextRuntimes(graph: Graph, weights: Weights): Promise<Record<string, Run | string>> {
  return {
    reference: (x) => runFloat(graph, weights, x),
    tfjsWasm: await tfjsWasm(graph, weights),
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

async function tfjsWasm(graph: Graph, weights: Weights): Promise<Run> {
  await trainingBackend();
  const shapes = tensorShapes(graph);
  const tensors = new Map<string, tf.Tensor>();
  for (const node of graph.nodes.filter(isLinear)) {
    const weight = tf.tensor(weights.get(node.weight)!, [...shapes.get(node.weight)!]);
    // tfjs wants filters [kh, kw, in, out] and matrices [in, out].
    tensors.set(node.weight, tf.transpose(weight, node.op === "conv" ? [2, 3, 1, 0] : [1, 0]));
    tensors.set(node.bias, tf.tensor1d(weights.get(node.bias)!));
  }
  const [input] = graph.nodes;
  if (input.op !== "input") throw new Error("the first node is the input");
  const [c, h, w] = input.shape;
  return (x) =>
    tf.tidy(() => {
      const values = new Map<string, tf.Tensor>([[input.id, tf.transpose(tf.tensor4d(x, [1, c, h, w]), [0, 2, 3, 1])]]);
      for (const node of graph.nodes.slice(1)) values.set(node.id, resultOf(node, values, tensors));
      return values.get(graph.output)!.dataSync();
    });
}

function resultOf(node: GraphNode, values: ReadonlyMap<string, tf.Tensor>, tensors: ReadonlyMap<string, tf.Tensor>) {
  const of = (id: string) => values.get(id)!;
  switch (node.op) {
    case "input":
      return of(node.id);
    case "conv": {
      const [x, filter] = [of(node.input) as tf.Tensor4D, tensors.get(node.weight) as tf.Tensor4D];
      return tf.add(tf.conv2d(x, filter, node.stride, node.pad, "NHWC", 1, "floor"), tensors.get(node.bias)!);
    }
    case "dense":
      return tf.add(tf.matMul(tf.reshape(of(node.input), [1, -1]), tensors.get(node.weight)!), tensors.get(node.bias)!);
    case "relu":
      return tf.relu(of(node.input));
    case "maxpool":
      return tf.maxPool(of(node.input) as tf.Tensor4D, node.size, node.stride, node.pad, "floor");
    case "sumpool":
      return tf.sum(of(node.input), [1, 2]);
    case "flatten":
      return tf.reshape(tf.transpose(of(node.input), [0, 3, 1, 2]), [1, -1]);
    case "add":
      return tf.add(of(node.inputs[0]), of(node.inputs[1]));
  }
}
