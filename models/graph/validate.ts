/**
 * Is this a graph the engine can run, exactly as the references run it?
 *
 * Beside spelling and shapes, the rules that make the encrypted arithmetic right are checked here, once, in public:
 * linear layers read activation scale, comparisons read a finer scale (see `COMPARISON_SLACK_BITS`), and a padded pool
 * is followed by relu alone.
 */
import { type Graph, type GraphNode, inputsOf, isLinear } from "./graph.ts";
import { badGraph, type Fact, factsOf, tensorsOf, volume } from "./shape.ts";

/**
 * The two-party comparison ignores the lowest 7 bits, so it may take a value in [-2^7, 0) for a positive one. Harmless
 * when the following division drops at least as many bits; hence every comparison needs this much scale to spare.
 */
export const COMPARISON_SLACK_BITS = 7;

/** Most fractional bits of a layer's weights. */
export const MAX_WEIGHT_BITS = 18;
/** Most fractional bits of any value. */
export const MAX_SCALE = 28;

const MAX_ELEMENTS = 1 << 24;
const MAX_NODES = 1024;
const MAX_CLASSES = 64;

/**
 * Checks anything at all (parsed JSON, say) and gives it back as a graph with the facts of its nodes.
 * @throws E140_BAD_GRAPH naming the first thing that is wrong
 */
export function validateGraph(value: unknown): { graph: Graph; facts: Map<string, Fact> } {
  const graph = value as Graph;
  if (!isRecord(graph) || graph.format !== "crypto-doctor/graph@1") throw badGraph("not a crypto-doctor/graph@1");
  between("activationBits", graph.activationBits, 4, 14);
  if (!Array.isArray(graph.nodes) || graph.nodes.length === 0 || graph.nodes.length > MAX_NODES) {
    throw badGraph("a graph has 1 to 1024 nodes");
  }
  const seen = new Set<string>();
  const tensors = new Set<string>();
  (graph.nodes as readonly GraphNode[]).forEach((node, index) => {
    if (!isRecord(node)) throw badGraph(`node ${index} is not an object`);
    name("id", node.id);
    if (seen.has(node.id)) throw badGraph(`two nodes are called ${node.id}`);
    seen.add(node.id);
    if ((index === 0) !== (node.op === "input")) throw badGraph("exactly the first node is the input");
    fields(node, tensors);
  });
  const facts = factsOf(graph);
  for (const [id, fact] of facts) {
    if (volume(fact.shape) > MAX_ELEMENTS) throw badGraph(`node ${id} is too large`);
    if (fact.scale > MAX_SCALE) throw badGraph(`node ${id} needs more fractional bits than the ring has`);
  }
  for (const node of graph.nodes) scales(node, graph, facts);
  usage(graph, facts);
  return { graph, facts };
}

/** Tensors a graph needs, by name, with their shapes. */
export function tensorShapes(graph: Graph): Map<string, readonly number[]> {
  const facts = factsOf(graph);
  const shapes = new Map<string, readonly number[]>();
  for (const node of graph.nodes) {
    if (!isLinear(node)) continue;
    const { weight, bias } = tensorsOf(node, facts.get(node.input)!.shape);
    shapes.set(node.weight, weight).set(node.bias, bias);
  }
  return shapes;
}

function fields(node: GraphNode, tensors: Set<string>): void {
  switch (node.op) {
    case "input":
      if (!Array.isArray(node.shape) || node.shape.length !== 3) throw badGraph("the input has a shape [c, h, w]");
      for (const side of node.shape) between("input side", side, 1, 4096);
      return;
    case "conv":
      if (!Array.isArray(node.kernel) || node.kernel.length !== 2)
        throw badGraph(`conv ${node.id} has no kernel [kh, kw]`);
      for (const side of node.kernel) between(`kernel of ${node.id}`, side, 1, 31);
      between(`filters of ${node.id}`, node.filters, 1, 65536);
      between(`stride of ${node.id}`, node.stride, 1, 31);
      between(`pad of ${node.id}`, node.pad, 0, Math.min(...node.kernel) - 1);
      break;
    case "dense":
      between(`units of ${node.id}`, node.units, 1, 65536);
      break;
    case "maxpool":
      between(`size of ${node.id}`, node.size, 2, 31);
      between(`stride of ${node.id}`, node.stride, 1, 31);
      between(`pad of ${node.id}`, node.pad, 0, node.size - 1);
      break;
    case "relu":
    case "sumpool":
    case "flatten":
      break;
    case "add":
      if (!Array.isArray(node.inputs) || node.inputs.length !== 2) throw badGraph(`add ${node.id} joins two inputs`);
      break;
    default:
      throw badGraph(`node ${(node as GraphNode).id} has an unknown op`);
  }
  for (const id of inputsOf(node)) name(`input of ${node.id}`, id);
  if (!isLinear(node)) return;
  between(`weightBits of ${node.id}`, node.weightBits, COMPARISON_SLACK_BITS, MAX_WEIGHT_BITS);
  for (const tensor of [node.weight, node.bias]) {
    name(`tensor of ${node.id}`, tensor);
    // One mask per weight and case: a tensor opened under two masks would still be safe, but is easier not to argue.
    if (tensors.has(tensor)) throw badGraph(`tensor ${tensor} is used twice`);
    tensors.add(tensor);
  }
}

function scales(node: GraphNode, graph: Graph, facts: Map<string, Fact>): void {
  const spare = (id: string) => facts.get(id)!.scale - graph.activationBits;
  if (isLinear(node) && spare(node.input) !== 0) {
    throw badGraph(`${node.op} ${node.id} must read the input or a relu: its input is at another scale`);
  }
  if ((node.op === "relu" || node.op === "maxpool") && spare(node.input) < COMPARISON_SLACK_BITS) {
    throw badGraph(
      `${node.op} ${node.id} must come before the division by a relu (pool first, then relu: they commute)`,
    );
  }
  if (node.op === "maxpool" && node.pad > 0) {
    const readers = graph.nodes.filter((reader) => inputsOf(reader).includes(node.id));
    if (readers.some((reader) => reader.op !== "relu"))
      throw badGraph(`padded maxpool ${node.id} is not followed by relu`);
  }
}

function usage(graph: Graph, facts: Map<string, Fact>): void {
  const read = new Set(graph.nodes.flatMap(inputsOf)).add(graph.output);
  const unread = graph.nodes.find((node) => !read.has(node.id));
  if (unread) throw badGraph(`nothing reads node ${unread.id}`);
  const output = facts.get(graph.output);
  if (!output) throw badGraph("the output names no node");
  if (output.shape.length !== 1) throw badGraph("the output is not a vector of logits");
  between("classes", output.shape[0], 2, MAX_CLASSES);
  if (output.scale === graph.activationBits) throw badGraph("the output is not a linear layer's");
}

function isRecord(value: unknown): boolean {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function between(what: string, value: unknown, low: number, high: number): void {
  if (!Number.isInteger(value) || (value as number) < low || (value as number) > high) {
    throw badGraph(`${what} is not a whole number from ${low} to ${high}`);
  }
}

function name(what: string, value: unknown): void {
  if (typeof value !== "string" || !/^[\w./-]{1,64}$/.test(value)) throw badGraph(`${what} is not a plain name`);
}
