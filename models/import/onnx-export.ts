import type { Graph, GraphNode, Weights } from "../graph/graph.ts";
import { factsOf } from "../graph/shape.ts";
import { tensorShapes } from "../graph/validate.ts";
import { encodeOnnx, FLOAT } from "./onnx-schema.ts";

/** The last version in which ReduceSum names its axes as an attribute; any runtime of the last years reads it. */
const OPSET = 12;

/**
 * A network in the clear as an ONNX file, input "x" `[1, c, h, w]` and output "logits" `[1, classes]`: to run it, or to
 * look at it, with other tools. A sum over the map is written as one.
 */
export function exportOnnx(graph: Graph, weights: Weights): Uint8Array {
  const facts = factsOf(graph);
  const [input] = graph.nodes;
  const value = (name: string, shape: readonly number[]) => ({
    name,
    type: { tensor: { elementType: FLOAT, shape: { dims: [1, ...shape].map((length) => ({ value: length })) } } },
  });
  const initializers = [...tensorShapes(graph)].map(([name, dims]) => ({
    name,
    dims,
    dataType: FLOAT,
    raw: littleEndian(weights.get(name)!),
  }));
  const named = (id: string) => (id === input.id ? "x" : id === graph.output ? "logits" : id);
  return encodeOnnx(
    {
      name: "crypto-doctor",
      nodes: graph.nodes.slice(1).map((node) => ({ ...onnxNode(node, named), outputs: [named(node.id)] })),
      initializers,
      inputs: [value("x", facts.get(input.id)!.shape)],
      outputs: [value("logits", facts.get(graph.output)!.shape)],
    },
    OPSET,
  );
}

const INT = 2;
const INTS = 7;
const ints = (name: string, values: readonly number[]) => ({ name, ints: values, type: INTS });
const int = (name: string, i: number) => ({ name, i, type: INT });
const sides = (stride: number, pad: number) => [ints("strides", [stride, stride]), ints("pads", [pad, pad, pad, pad])];

function onnxNode(node: GraphNode, named: (id: string) => string) {
  switch (node.op) {
    case "input":
      throw new RangeError("the input is no op");
    case "conv":
      return {
        op: "Conv",
        inputs: [named(node.input), node.weight, node.bias],
        attributes: [ints("kernel_shape", node.kernel), ...sides(node.stride, node.pad)],
      };
    case "dense":
      return { op: "Gemm", inputs: [named(node.input), node.weight, node.bias], attributes: [int("transB", 1)] };
    case "maxpool": {
      const attributes = [ints("kernel_shape", [node.size, node.size]), ...sides(node.stride, node.pad)];
      return { op: "MaxPool", inputs: [named(node.input)], attributes };
    }
    case "sumpool":
      return { op: "ReduceSum", inputs: [named(node.input)], attributes: [ints("axes", [2, 3]), int("keepdims", 0)] };
    case "relu":
      return { op: "Relu", inputs: [named(node.input)], attributes: [] };
    case "flatten":
      return { op: "Flatten", inputs: [named(node.input)], attributes: [] };
    case "add":
      return { op: "Add", inputs: node.inputs.map(named), attributes: [] };
  }
}

function littleEndian(values: Float32Array): Uint8Array {
  const bytes = new Uint8Array(4 * values.length);
  const view = new DataView(bytes.buffer);
  for (const [i, value] of values.entries()) view.setFloat32(4 * i, value, true);
  return bytes;
}
