/** The part of ONNX's protobuf schema (onnx.proto, IR version 3 and later) that describes an inference graph. */
import protobuf from "protobufjs/light.js";

type Field = [name: string, id: number, type: string, repeated?: boolean];
const message = (...fields: Field[]) => ({
  fields: Object.fromEntries(
    fields.map(([name, id, type, repeated]) => [name, { id, type, ...(repeated && { rule: "repeated" }) }]),
  ),
});

const root = protobuf.Root.fromJSON({
  nested: {
    Model: message(["irVersion", 1, "int64"], ["graph", 7, "Graph"], ["opsets", 8, "Opset", true]),
    Opset: message(["domain", 1, "string"], ["version", 2, "int64"]),
    Graph: message(
      ["nodes", 1, "Node", true],
      ["name", 2, "string"],
      ["initializers", 5, "Tensor", true],
      ["inputs", 11, "Value", true],
      ["outputs", 12, "Value", true],
    ),
    Node: message(
      ["inputs", 1, "string", true],
      ["outputs", 2, "string", true],
      ["name", 3, "string"],
      ["op", 4, "string"],
      ["attributes", 5, "Attribute", true],
      ["domain", 7, "string"],
    ),
    Attribute: message(
      ["name", 1, "string"],
      ["f", 2, "float"],
      ["i", 3, "int64"],
      ["s", 4, "bytes"],
      ["t", 5, "Tensor"],
      ["floats", 7, "float", true],
      ["ints", 8, "int64", true],
      ["type", 20, "int32"],
    ),
    Tensor: message(
      ["dims", 1, "int64", true],
      ["dataType", 2, "int32"],
      ["floats", 4, "float", true],
      ["int64s", 7, "int64", true],
      ["name", 8, "string"],
      ["raw", 9, "bytes"],
      ["location", 14, "int32"],
    ),
    Value: message(["name", 1, "string"], ["type", 2, "Type"]),
    Type: message(["tensor", 1, "TensorType"]),
    TensorType: message(["elementType", 1, "int32"], ["shape", 2, "Shape"]),
    Shape: message(["dims", 1, "Dimension", true]),
    Dimension: message(["value", 1, "int64"], ["parameter", 2, "string"]),
  },
});

export interface OnnxTensor {
  dims: number[];
  dataType: number;
  floats: number[];
  int64s: number[];
  name: string;
  raw: Uint8Array;
  location: number;
}
export interface OnnxAttribute {
  name: string;
  f: number;
  i: number;
  s: Uint8Array;
  t: OnnxTensor | null;
  floats: number[];
  ints: number[];
  type: number;
}
export interface OnnxNode {
  inputs: string[];
  outputs: string[];
  name: string;
  op: string;
  attributes: OnnxAttribute[];
  domain: string;
}
export interface OnnxValue {
  name: string;
  type: {
    tensor: { elementType: number; shape: { dims: { value: number; parameter: string }[] } | null } | null;
  } | null;
}
export interface OnnxGraph {
  nodes: OnnxNode[];
  name: string;
  initializers: OnnxTensor[];
  inputs: OnnxValue[];
  outputs: OnnxValue[];
}

/** FLOAT and INT64 of TensorProto.DataType. */
export const FLOAT = 1;
export const INT64 = 7;

const Model = root.lookupType("Model");

/** @throws what the decoder throws for bytes that are no such message */
export function decodeOnnx(bytes: Uint8Array): OnnxGraph | null {
  const options = { longs: Number, arrays: true, defaults: true };
  return (Model.toObject(Model.decode(bytes), options) as { graph: OnnxGraph | null }).graph;
}

/** The same format written: for tests, and for comparing with runtimes that read it. */
export function encodeOnnx(graph: object, opset: number): Uint8Array {
  return Model.encode(Model.fromObject({ irVersion: 8, opsets: [{ version: opset }], graph })).finish();
}
