import { DoctorError } from "#errors";
import { type Graph, type GraphNode, inputsOf, type LinearNode, type Shape } from "./graph.ts";

/** What is known of a node's value without any weight: its shape, and its scale in fractional bits. */
export interface Fact {
  shape: Shape;
  /** the ring value is the real one times 2^scale */
  scale: number;
}

/** Output positions of a window along one side; padding on both ends, incomplete windows dropped. */
export function windows(length: number, size: number, stride: number, pad: number): number {
  return Math.floor((length + 2 * pad - size) / stride) + 1;
}

export function volume(shape: Shape): number {
  return shape.reduce((product, side) => product * side, 1);
}

/** The two tensors of a linear layer, in the order in which they are stored and shared. */
export function tensorsOf(node: LinearNode, input: Shape): { weight: Shape; bias: Shape } {
  return node.op === "conv"
    ? { weight: [node.filters, input[0], ...node.kernel], bias: [node.filters] }
    : { weight: [node.units, input[0]], bias: [node.units] };
}

/**
 * Shape and scale of one node's value from those of its inputs.
 * @throws E140_BAD_GRAPH when the inputs do not fit the node
 */
export function infer(node: GraphNode, inputs: readonly Fact[], activationBits: number): Fact {
  const [from] = inputs;
  switch (node.op) {
    case "input":
      return { shape: node.shape, scale: activationBits };
    case "conv": {
      const [, h, w] = feature(node, from);
      const side = (length: number, size: number) => positive(node, windows(length, size, node.stride, node.pad));
      return {
        shape: [node.filters, side(h, node.kernel[0]), side(w, node.kernel[1])],
        scale: from.scale + node.weightBits,
      };
    }
    case "dense":
      if (from.shape.length !== 1) throw badGraph(`dense node ${node.id} needs a vector; put a flatten before it`);
      return { shape: [node.units], scale: from.scale + node.weightBits };
    case "relu":
      return { shape: from.shape, scale: activationBits };
    case "maxpool": {
      const [c, h, w] = feature(node, from);
      const side = (length: number) => positive(node, windows(length, node.size, node.stride, node.pad));
      return { shape: [c, side(h), side(w)], scale: from.scale };
    }
    case "sumpool":
      return { shape: [feature(node, from)[0]], scale: from.scale };
    case "flatten":
      return { shape: [volume(feature(node, from))], scale: from.scale };
    case "add": {
      const [, other] = inputs;
      if (from.shape.join() !== other.shape.join()) throw badGraph(`add node ${node.id} joins two different shapes`);
      return { shape: from.shape, scale: Math.max(from.scale, other.scale) };
    }
  }
}

/**
 * Shape and scale of every node of a graph that `validateGraph` accepted.
 * @throws E140_BAD_GRAPH
 */
export function factsOf(graph: Graph): Map<string, Fact> {
  const facts = new Map<string, Fact>();
  for (const node of graph.nodes) {
    const inputs = inputsOf(node).map((id) => {
      const fact = facts.get(id);
      if (!fact) throw badGraph(`node ${node.id} reads ${id}, which does not come before it`);
      return fact;
    });
    facts.set(node.id, infer(node, inputs, graph.activationBits));
  }
  return facts;
}

export function badGraph(message: string): DoctorError {
  return new DoctorError(
    "E140_BAD_GRAPH",
    message,
    "Export the model again; the graph is not one this version can run.",
  );
}

function feature(node: GraphNode, fact: Fact): readonly [number, number, number] {
  if (fact.shape.length !== 3) throw badGraph(`${node.op} node ${node.id} needs a feature map [c, h, w]`);
  return fact.shape as readonly [number, number, number];
}

function positive(node: GraphNode, side: number): number {
  if (side < 1) throw badGraph(`the window of node ${node.id} is larger than its input`);
  return side;
}
