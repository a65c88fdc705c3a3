import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex, utf8ToBytes } from "@noble/hashes/utils.js";
import { type Graph, isLinear, type LinearNode, type MaxPoolNode } from "#models/graph/graph";
import { type Fact, tensorsOf, volume } from "#models/graph/shape";
import { validateGraph } from "#models/graph/validate";
import { GRID_BITS } from "#models/reference/release";
import { align } from "../ring/workspace.ts";
import { compareFields, type Demand, linearFields, releaseFields } from "./demand.ts";

/** Everything about one evaluation that is public and the same for every picture. */
export interface Plan {
  graph: Graph;
  facts: ReadonlyMap<string, Fact>;
  demands: readonly Demand[];
  /** bytes of key stream that party 0 expands */
  seeded0: number;
  /** bytes of key stream that party 1 expands */
  seeded1: number;
  /** bytes of correction in party 1's material */
  corrections: number;
  /** elements of all weights and biases, in the order in which they are shared */
  weights: number;
  classes: number;
  /** released logits are multiples of 2^-gridBits */
  gridBits: number;
  /** times the two parties exchange messages: one before the input arrives, the rest online */
  rounds: number;
  /** bytes one party sends before the input arrives (the masked weights) */
  setupBytes: number;
  /** bytes one party sends from the input on */
  onlineBytes: number;
  /** SHA-256 (hex) of graph and demands: material fits exactly one plan */
  digest: string;
}

/** Fields start on 16-byte boundaries, in the stream and in the corrections alike. */
export const FIELD_ALIGN = 16;

/**
 * The plan of a graph.
 * @throws E140_BAD_GRAPH
 */
export function planOf(source: Graph): Plan {
  const { graph, facts } = validateGraph(source);
  const shape = (id: string) => facts.get(id)!.shape;
  const demands: Demand[] = [];
  let weights = 0;
  for (const node of graph.nodes) {
    if (isLinear(node)) {
      const tensors = weightVolumes(node, facts);
      weights += tensors.weight + tensors.bias;
      const [input, output] = [shape(node.input), shape(node.id)];
      const fields = linearFields(volume(input), tensors.weight, volume(output));
      demands.push({ kind: "linear", id: node.id, node, input, output, fields });
    } else if (node.op === "relu") {
      const divide = facts.get(node.input)!.scale - facts.get(node.id)!.scale;
      demands.push(compare(node.id, volume(shape(node.id)), divide));
    } else if (node.op === "maxpool") {
      for (const [index, pairs] of tournament(node).entries()) {
        demands.push(compare(`${node.id}/${index}`, pairs * poolStride(shape(node.id)), 0));
      }
    }
  }
  const classes = volume(shape(graph.output));
  const shift = facts.get(graph.output)!.scale - GRID_BITS;
  demands.push({ kind: "release", id: "release", classes, shift, fields: releaseFields(classes) });
  return {
    graph,
    facts,
    demands,
    weights,
    classes,
    gridBits: GRID_BITS,
    ...sizes(demands),
    ...traffic(demands),
    digest: digest(graph, demands),
  };
}

/** Pairs compared in each round of the tournament over one window: 4 positions take 2 and 1, 9 take 4, 2, 1 and 1. */
export function tournament(node: MaxPoolNode): number[] {
  const rounds: number[] = [];
  for (let left = node.size ** 2; left > 1; left -= left >> 1) rounds.push(left >> 1);
  return rounds;
}

/** Elements between two positions of a window in the tournament: the pooled map, on a 16-byte boundary. */
export function poolStride(output: readonly number[]): number {
  return align(volume(output), 4);
}

/** Elements of a layer's two tensors. */
export function weightVolumes(node: LinearNode, facts: ReadonlyMap<string, Fact>): { weight: number; bias: number } {
  const { weight, bias } = tensorsOf(node, facts.get(node.input)!.shape);
  return { weight: volume(weight), bias: volume(bias) };
}

function compare(id: string, elements: number, divide: number): Demand {
  const count = align(elements, 128);
  return { kind: "compare", id, count, divide, fields: compareFields(count, divide) };
}

function sizes(demands: readonly Demand[]): Pick<Plan, "seeded0" | "seeded1" | "corrections"> {
  const fields = demands.flatMap((demand) => demand.fields);
  const total = (some: typeof fields) => some.reduce((sum, field) => sum + align(field.bytes, FIELD_ALIGN), 0);
  return {
    seeded0: total(fields),
    seeded1: total(fields.filter((field) => !field.corrected)),
    corrections: total(fields.filter((field) => field.corrected)),
  };
}

function traffic(demands: readonly Demand[]): Pick<Plan, "rounds" | "setupBytes" | "onlineBytes"> {
  let [rounds, setupBytes, onlineBytes] = [1, 0, 0];
  for (const demand of demands) {
    switch (demand.kind) {
      case "linear":
        rounds += 1;
        setupBytes += demand.fields[1].bytes;
        onlineBytes += 4 * volume(demand.input);
        break;
      case "compare":
        rounds += 4;
        onlineBytes += 4 * demand.count + (12 * demand.count) / 8;
        break;
      case "release":
        rounds += 3;
        onlineBytes += 3 * 4 * demand.classes;
    }
  }
  return { rounds, setupBytes, onlineBytes };
}

function digest(graph: Graph, demands: readonly Demand[]): string {
  return bytesToHex(sha256(utf8ToBytes(`crypto-doctor/plan/v1\n${canonical({ graph, demands })}`)));
}

/** JSON with sorted keys: the same graph gives the same digest however its file was written. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_, part) =>
    part && typeof part === "object" && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  );
}
