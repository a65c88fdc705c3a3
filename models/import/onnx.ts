import type { BatchNorm } from "../graph/fold.ts";
import { type Draft, type DraftBody, type DraftNode, notAModel, transposed, unsupported } from "./draft.ts";
import { type Imported, lower } from "./lower.ts";
import {
  decodeOnnx,
  FLOAT,
  INT64,
  type OnnxAttribute,
  type OnnxGraph,
  type OnnxNode,
  type OnnxTensor,
} from "./onnx-schema.ts";

/**
 * Reads an ONNX file, as PyTorch and others export it, of a network `[1, c, h, w]` to logits.
 *
 * Ops: Conv, BatchNormalization, Relu, MaxPool, Add, GlobalAveragePool (or a mean or sum over the whole map), Flatten (or
 * a Reshape to one vector), Gemm, MatMul with Add, Identity, Dropout, Constant, and a Softmax at the very end, which is
 * left out: the engine releases logits.
 *
 * @throws E144_UNSUPPORTED_OP naming the op, or the option of one, that is outside this list
 * @throws E145_BAD_IMPORT for bytes that are no ONNX model
 * @throws E140_BAD_GRAPH for a network that breaks the engine's rules
 */
export function importOnnx(bytes: Uint8Array): Imported {
  let graph: OnnxGraph | null;
  try {
    graph = decodeOnnx(bytes);
  } catch (cause) {
    throw notAModel("it is no ONNX file", cause);
  }
  if (!graph || graph.nodes.length === 0) throw notAModel("it holds no graph");
  return lower(new Reader(graph).draft());
}

class Reader {
  readonly #graph: OnnxGraph;
  readonly #constants: Map<string, OnnxTensor>;
  /** Draft ids by the names of ONNX values. */
  readonly #values = new Map<string, string>();
  readonly #nodes: DraftNode[] = [];

  constructor(graph: OnnxGraph) {
    this.#graph = graph;
    this.#constants = new Map(graph.initializers.map((tensor) => [tensor.name, tensor]));
  }

  draft(): Draft {
    const inputs = this.#graph.inputs.filter(({ name }) => !this.#constants.has(name));
    if (inputs.length !== 1 || this.#graph.outputs.length !== 1) throw notAModel("it has not one input and one output");
    const [batch, ...shape] = (inputs[0].type?.tensor?.shape?.dims ?? []).map(({ value }) => value);
    if (shape.length !== 3 || shape.some((side) => !(side > 0)) || batch > 1) {
      throw notAModel("its input has no fixed shape [1, c, h, w]");
    }
    this.#values.set(inputs[0].name, "input");
    this.#nodes.push({ id: "input", op: "input", inputs: [], shape: shape as [number, number, number] });
    for (const node of this.#graph.nodes) this.#read(node);
    return { nodes: this.#nodes, output: this.#value(this.#graph.outputs[0].name) };
  }

  #read(node: OnnxNode) {
    const [from] = node.inputs;
    const [to] = node.outputs;
    const name = node.domain === "" || node.domain === "ai.onnx" ? node.op : `${node.domain}.${node.op}`;
    switch (name) {
      case "Conv":
        return this.#put(node, this.#conv(node));
      case "BatchNormalization":
        return this.#put(node, { op: "norm", norm: this.#norm(node) });
      case "Relu":
        return this.#put(node, { op: "relu" });
      case "MaxPool":
        return this.#put(node, maxpool(node));
      case "GlobalAveragePool":
        return this.#put(node, { op: "average" });
      case "ReduceMean":
        return this.#put(node, this.#overMap(node, "average"));
      case "ReduceSum":
        return this.#put(node, this.#overMap(node, "sum"));
      case "Flatten":
      case "Reshape":
      case "Squeeze":
        return this.#flatten(node);
      case "Gemm":
        return this.#put(node, this.#gemm(node));
      case "MatMul":
        return this.#put(node, this.#matmul(node));
      case "Add":
        return this.#add(node);
      case "Constant":
        this.#constants.set(to, attribute(node, "value")?.t ?? missing(node, "value"));
        return;
      case "Identity":
      case "Dropout": {
        const constant = this.#constants.get(from);
        if (constant) this.#constants.set(to, constant);
        else this.#values.set(to, this.#value(from));
        return;
      }
      case "Softmax":
      case "LogSoftmax":
        if (to !== this.#graph.outputs[0].name) throw unsupported(`the op ${name} before its end`);
        this.#values.set(to, this.#value(from));
        return;
      default:
        throw unsupported(`the op ${name}`);
    }
  }

  #put(node: OnnxNode, body: DraftBody, from: readonly string[] = node.inputs.slice(0, 1)): void {
    const id = `n${this.#nodes.length}`;
    this.#nodes.push({ ...body, id, inputs: from.map((name) => this.#value(name)) } as DraftNode);
    this.#values.set(node.outputs[0], id);
  }

  #value(name: string): string {
    return this.#values.get(name) ?? missing(undefined, `the value ${name}`);
  }

  #body(id: string): DraftNode {
    return this.#nodes.find((node) => node.id === id)!;
  }

  #conv(node: OnnxNode): DraftBody {
    plainWindow(node);
    if ((attribute(node, "group")?.i ?? 1) !== 1) throw unsupported("a Conv in groups");
    const { dims, values } = this.#floats(node.inputs[1]);
    const bias = node.inputs[2] ? this.#floats(node.inputs[2]).values : new Float32Array(dims[0]);
    if (dims.length !== 4) throw unsupported("a Conv that is not two-dimensional");
    const [stride, pad] = [square(node, "strides", 1), square(node, "pads", 0)];
    return { op: "conv", kernel: [dims[2], dims[3]], stride, pad, weight: values, bias };
  }

  #norm(node: OnnxNode): BatchNorm {
    const [gamma, beta, mean, variance] = node.inputs.slice(1, 5).map((name) => this.#floats(name).values);
    return { gamma, beta, mean, variance, epsilon: attribute(node, "epsilon")?.f ?? 1e-5 };
  }

  /** y = alpha · x · B + beta · C, B `[n, units]` or, with transB, `[units, n]`. */
  #gemm(node: OnnxNode): DraftBody {
    if (attribute(node, "transA")?.i) throw unsupported("a Gemm with transA");
    const { dims, values } = this.#floats(node.inputs[1]);
    const [alpha, beta] = [attribute(node, "alpha")?.f ?? 1, attribute(node, "beta")?.f ?? 1];
    const rows = attribute(node, "transB")?.i ? values : transposed(values, dims[0], dims[1]);
    const units = attribute(node, "transB")?.i ? dims[0] : dims[1];
    const bias = node.inputs[2] ? this.#floats(node.inputs[2]).values : new Float32Array(units);
    return { op: "dense", weight: rows.map((value) => value * alpha), bias: bias.map((value) => value * beta) };
  }

  #matmul(node: OnnxNode): DraftBody {
    const { dims, values } = this.#floats(node.inputs[1]);
    if (dims.length !== 2) throw unsupported("a MatMul with anything but a matrix of weights");
    return { op: "dense", weight: transposed(values, dims[0], dims[1]), bias: new Float32Array(dims[1]) };
  }

  /** A skip connection, or the bias of the MatMul before it. */
  #add(node: OnnxNode) {
    const constant = node.inputs.find((name) => this.#constants.has(name));
    if (constant === undefined) return this.#put(node, { op: "add" }, node.inputs);
    const layer = this.#value(node.inputs.find((name) => name !== constant) ?? constant);
    const before = this.#body(layer);
    const { values } = this.#floats(constant);
    if (before.op !== "dense" || values.length !== before.bias.length) throw unsupported("an Add of a constant");
    this.#nodes[this.#nodes.indexOf(before)] = { ...before, bias: before.bias.map((value, i) => value + values[i]) };
    this.#values.set(node.outputs[0], layer);
  }

  #overMap(node: OnnxNode, op: "average" | "sum"): DraftBody {
    const axes = attribute(node, "axes")?.ints ?? (node.inputs[1] ? this.#integers(node.inputs[1]) : []);
    const spatial = axes.map((axis) => (axis < 0 ? axis + 4 : axis)).sort();
    if (spatial.join() !== "2,3") throw unsupported(`a ${node.op} over anything but the whole map`);
    return { op };
  }

  /** To a vector; what is one already, stays. */
  #flatten(node: OnnxNode) {
    const from = this.#value(node.inputs[0]);
    if (node.op === "Flatten" && (attribute(node, "axis")?.i ?? 1) !== 1)
      throw unsupported("a Flatten of another axis");
    if (node.op === "Reshape") {
      const target = this.#integers(node.inputs[1]);
      if (target.length !== 2) throw unsupported("a Reshape to anything but one vector");
    }
    const isVector = (id: string): boolean => {
      const { op, inputs } = this.#body(id);
      if (op === "average" || op === "sum" || op === "dense" || op === "flatten") return true;
      return (op === "relu" || op === "norm" || op === "add") && isVector(inputs[0]);
    };
    if (isVector(from)) this.#values.set(node.outputs[0], from);
    else if (node.op === "Squeeze") throw unsupported("a Squeeze of a map");
    else this.#put(node, { op: "flatten" });
  }

  #floats(name: string): { dims: number[]; values: Float32Array } {
    const { dims, raw, floats } = this.#tensor(name, FLOAT);
    const size = dims.reduce((product, side) => product * side, 1);
    const view = new DataView(raw.buffer, raw.byteOffset, raw.byteLength);
    const given = raw.length > 0 ? raw.length / 4 : floats.length;
    if (given !== size) throw notAModel(`the tensor ${name} has not the length of its shape`);
    const values = Float32Array.from({ length: size }, (_, i) =>
      raw.length > 0 ? view.getFloat32(4 * i, true) : floats[i],
    );
    return { dims, values };
  }

  #integers(name: string): number[] {
    const { raw, int64s } = this.#tensor(name, INT64);
    const view = new DataView(raw.buffer, raw.byteOffset, raw.byteLength);
    if (raw.length === 0) return int64s;
    return Array.from({ length: raw.length / 8 }, (_, i) => Number(view.getBigInt64(8 * i, true)));
  }

  #tensor(name: string, type: number): OnnxTensor {
    const tensor = this.#constants.get(name) ?? missing(undefined, `the tensor ${name}`);
    if (tensor.location !== 0) throw unsupported("tensors in files of their own", "Export it as a single file.");
    if (tensor.dataType !== type) throw unsupported(`the tensor ${name} of another type than float32`);
    return tensor;
  }
}

function maxpool(node: OnnxNode): DraftBody {
  plainWindow(node);
  const size = square(node, "kernel_shape", 0);
  return { op: "maxpool", size, stride: square(node, "strides", 1), pad: square(node, "pads", 0) };
}

function plainWindow(node: OnnxNode): void {
  const auto = new TextDecoder().decode(attribute(node, "auto_pad")?.s);
  if (auto !== "" && auto !== "NOTSET" && auto !== "VALID") throw unsupported(`a ${node.op} with auto_pad ${auto}`);
  if (square(node, "dilations", 1) !== 1) throw unsupported(`a ${node.op} with dilations`);
  if (attribute(node, "ceil_mode")?.i) throw unsupported(`a ${node.op} with ceil_mode`);
}

/** The one number that all entries of a list attribute are. */
function square(node: OnnxNode, name: string, usual: number): number {
  const values = attribute(node, name)?.ints ?? [];
  if (new Set(values).size > 1) throw unsupported(`a ${node.op} with uneven ${name}`);
  return values[0] ?? usual;
}

function attribute(node: OnnxNode, name: string): OnnxAttribute | undefined {
  return node.attributes.find((some) => some.name === name);
}

function missing(node: OnnxNode | undefined, what: string): never {
  throw notAModel(`${what} is missing${node ? ` in a ${node.op}` : ""}`);
}
