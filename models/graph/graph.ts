/**
 * A network as data: a list of nodes in evaluation order, JSON-serialisable, and nothing else.
 *
 * One graph is read by everybody: the trainer exports it, the float and fixed-point references interpret it, the plan
 * derives the demand for correlated randomness from it, and two parties evaluate it under encryption. Adding a network
 * means adding a graph, never touching the engine.
 *
 * Fixed point: the input and every activation carry `activationBits` (f_a) fractional bits. A conv or dense layer adds
 * its own `weightBits` (f_w), so its output sits at f_a + f_w until the next relu divides by 2^f_w.
 */

/** `[c, h, w]` for a feature map, `[n]` for a vector; row-major. */
export type Shape = readonly number[];

export interface InputNode {
  id: string;
  op: "input";
  shape: readonly [number, number, number];
}
/** Cross-correlation, weight `[filters, c, kh, kw]`, bias `[filters]`, zero padding on all four sides. */
export interface ConvNode {
  id: string;
  op: "conv";
  input: string;
  filters: number;
  kernel: readonly [number, number];
  stride: number;
  pad: number;
  weight: string;
  bias: string;
  weightBits: number;
}
/** y = W x + b, weight `[units, n]`, bias `[units]`. */
export interface DenseNode {
  id: string;
  op: "dense";
  input: string;
  units: number;
  weight: string;
  bias: string;
  weightBits: number;
}
export interface ReluNode {
  id: string;
  op: "relu";
  input: string;
}
/** Square window. Padding counts as 0, which is only the usual -infinity because a relu must follow a padded pool. */
export interface MaxPoolNode {
  id: string;
  op: "maxpool";
  input: string;
  size: number;
  stride: number;
  pad: number;
}
/** Sum over each channel, `[c, h, w]` to `[c]`; the factor 1/(h·w) of an average is folded into the next layer. */
export interface SumPoolNode {
  id: string;
  op: "sumpool";
  input: string;
}
export interface FlattenNode {
  id: string;
  op: "flatten";
  input: string;
}
/** Skip connection. Of two inputs at different scales, the coarser is shifted left. */
export interface AddNode {
  id: string;
  op: "add";
  inputs: readonly [string, string];
}

export type LinearNode = ConvNode | DenseNode;
export type GraphNode = InputNode | ConvNode | DenseNode | ReluNode | MaxPoolNode | SumPoolNode | FlattenNode | AddNode;

export interface Graph {
  format: "crypto-doctor/graph@1";
  activationBits: number;
  nodes: readonly GraphNode[];
  output: string;
}

/** Float tensors by the names that the nodes use. */
export type Weights = ReadonlyMap<string, Float32Array>;

/** The ids a node reads. */
export function inputsOf(node: GraphNode): readonly string[] {
  if (node.op === "input") return [];
  return node.op === "add" ? node.inputs : [node.input];
}

export function isLinear(node: GraphNode): node is LinearNode {
  return node.op === "conv" || node.op === "dense";
}
