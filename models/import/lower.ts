/** From a draft to a graph and its weights: normalisations and averages folded, pools before their relus. */
import { foldAverage, foldBatchNorm } from "../graph/fold.ts";
import type { Graph, GraphNode, Weights } from "../graph/graph.ts";
import { validateGraph } from "../graph/validate.ts";
import { type Draft, type DraftNode, unsupported } from "./draft.ts";

export interface Imported {
  graph: Graph;
  weights: Weights;
}

/** Scales until `calibrateScales` has seen pictures. */
const FIRST_BITS = { activationBits: 10, weightBits: 12 };

/**
 * @throws E144_UNSUPPORTED_OP for a normalisation that no layer can take over
 * @throws E140_BAD_GRAPH for a network that breaks the engine's rules
 */
export function lower(draft: Draft): Imported {
  const { nodes, output } = poolFirst(normFirst(draft));
  const weights = new Map<string, Float32Array>();
  const norms = new Map(nodes.flatMap((node) => (node.op === "norm" ? [[node.inputs[0], node] as const] : [])));
  const renamed = new Map([...norms].map(([layer, norm]) => [norm.id, layer]));
  const source = (id: string) => renamed.get(id) ?? id;
  const graph: Graph = {
    format: "crypto-doctor/graph@1",
    activationBits: FIRST_BITS.activationBits,
    nodes: nodes.flatMap((node) => (node.op === "norm" ? [] : [graphNode(node, node.inputs.map(source), weights)])),
    output: source(output),
  };
  validateGraph(graph);
  let folded: Weights = weights;
  for (const [layer, { norm }] of norms) folded = foldBatchNorm(graph, folded, layer, norm);
  for (const node of nodes) if (node.op === "average") folded = foldAverage(graph, folded, node.id);
  return { graph, weights: folded };
}

/** A normalisation must be the only thing that reads a linear layer: then it is part of that layer. */
function normFirst(draft: Draft): Draft {
  const byId = new Map(draft.nodes.map((node) => [node.id, node]));
  for (const node of draft.nodes) {
    if (node.op !== "norm") continue;
    const from = byId.get(node.inputs[0]);
    const linear = from?.op === "conv" || from?.op === "dense";
    if (!linear || readers(draft, node.inputs[0]).length > 1) {
      throw unsupported(`a normalisation (${node.id}) that does not follow a layer of its own`);
    }
  }
  return draft;
}

/** maxpool(relu(x)) becomes relu(maxpool(x)): the same value, with fewer relus, and what the engine can compare. */
function poolFirst(draft: Draft): Draft {
  const nodes: DraftNode[] = [];
  const byId = new Map(draft.nodes.map((node) => [node.id, node]));
  for (const node of draft.nodes) {
    const from = byId.get(node.inputs[0]);
    if (node.op !== "maxpool" || from?.op !== "relu") {
      nodes.push(node);
      continue;
    }
    const pooled = `${node.id}.pooled`;
    nodes.push({ ...node, id: pooled, inputs: from.inputs }, { id: node.id, op: "relu", inputs: [pooled] });
  }
  const rewritten = { nodes, output: draft.output };
  const unread = (node: DraftNode) =>
    node.op === "relu" && node.id !== draft.output && readers(rewritten, node.id).length === 0;
  return { nodes: nodes.filter((node) => !unread(node)), output: draft.output };
}

function readers(draft: Draft, id: string): DraftNode[] {
  return draft.nodes.filter((node) => node.inputs.includes(id));
}

function graphNode(
  node: Exclude<DraftNode, { op: "norm" }>,
  inputs: readonly string[],
  weights: Map<string, Float32Array>,
): GraphNode {
  const { id } = node;
  const [input] = inputs;
  const tensors = { weight: `${id}.weight`, bias: `${id}.bias`, weightBits: FIRST_BITS.weightBits };
  const keep = (layer: { weight: Float32Array; bias: Float32Array }) =>
    weights.set(tensors.weight, layer.weight).set(tensors.bias, layer.bias);
  switch (node.op) {
    case "input":
      return { id, op: "input", shape: node.shape };
    case "conv": {
      keep(node);
      const { kernel, stride, pad } = node;
      return { id, op: "conv", input, filters: node.bias.length, kernel, stride, pad, ...tensors };
    }
    case "dense":
      keep(node);
      return { id, op: "dense", input, units: node.bias.length, ...tensors };
    case "maxpool":
      return { id, op: "maxpool", input, size: node.size, stride: node.stride, pad: node.pad };
    case "average":
    case "sum":
      return { id, op: "sumpool", input };
    case "add":
      return { id, op: "add", inputs: [input, inputs[1]] };
    case "relu":
    case "flatten":
      return { id, op: node.op, input };
  }
}
