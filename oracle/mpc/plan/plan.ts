import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex, utf8ToBytes } from "@noble/hashes/utils.js";
import { type Graph, isLinear, type LinearNode, type MaxPoolNode, type Shape } from "#models/graph/graph";
import { badGraph, type Fact, tensorsOf, volume } from "#models/graph/shape";
import { validateGraph } from "#models/graph/validate";
import { GRID_BITS } from "#models/reference/release";
import { align } from "../ring/workspace.ts";
import { compareFields, type Demand, linearFields, maskFields, releaseFields } from "./demand.ts";

/** Everything about one evaluation that is public and the same for every picture. */
export interface Plan {
  graph: Graph;
  /** pictures that one evaluation reads together, sharing its rounds and its masked weights */
  pictures: number;
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
 * The plan of a graph for one evaluation of `pictures` inputs at once.
 * @throws E140_BAD_GRAPH
 */
export function planOf(source: Graph, pictures = 1): Plan {
  const { graph, facts } = validateGraph(source);
  const shape = (id: string) => facts.get(id)!.shape;
  if (facts.has(RELEASE)) throw badGraph(`a node may not be called "${RELEASE}"`);
  const demands: Demand[] = [];
  const masked = new Set<string>();
  let weights = 0;
  for (const node of graph.nodes) {
    if (isLinear(node)) {
      const tensors = weightVolumes(node, facts);
      weights += tensors.weight + tensors.bias;
      const [input, output] = [shape(node.input), shape(node.id)];
      if (!masked.has(node.input)) {
        demands.push({ kind: "mask", id: maskId(node.input), fields: maskFields(pictures * volume(input)) });
        masked.add(node.input);
      }
      const fields = linearFields(tensors.weight, pictures * volume(output));
      demands.push({ kind: "linear", id: node.id, node, input, output, fields });
    } else if (node.op === "relu") {
      const divide = facts.get(node.input)!.scale - facts.get(node.id)!.scale;
      demands.push(compare(node.id, pictures * volume(shape(node.id)), divide));
    } else if (node.op === "maxpool") {
      for (const pass of poolPasses(shape(node.input), shape(node.id))) {
        for (const [round, pairs] of tournament(node.size).entries()) {
          demands.push(compare(poolId(node, pass.axis, round), pairs * poolStride(pictures, pass.output), 0));
        }
      }
    }
  }
  const classes = volume(shape(graph.output));
  const shift = facts.get(graph.output)!.scale - GRID_BITS;
  const fields = releaseFields(classes, pictures);
  demands.push({ kind: "release", id: RELEASE, classes, pictures, shift, fields });
  return {
    graph,
    pictures,
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

// Ids of demands that are no node's own. A colon is in no node's name; a node called "release" is refused.
export const RELEASE = "release";
export const maskId = (value: string): string => `${value}:mask`;
export const poolId = (node: MaxPoolNode, axis: "y" | "x", round: number): string => `${node.id}:${axis}${round}`;

/** Pairs compared in each round of a tournament over `size` positions: 2 take 1, 3 take 1 and 1, 5 take 2, 1 and 1. */
export function tournament(size: number): number[] {
  const rounds: number[] = [];
  for (let left = size; left > 1; left -= left >> 1) rounds.push(left >> 1);
  return rounds;
}

/** One direction of a max-pool, and the shapes `[c, h, w]` it goes from and to. */
export interface PoolPass {
  axis: "y" | "x";
  input: Shape;
  output: Shape;
}

/**
 * A window's maximum is that of its rows' maxima: first along y, then along x. Where windows overlap, the first
 * pass serves both neighbours, and 3 x 3 with stride 2 takes 6 comparisons a window instead of 8, in as many rounds.
 */
export function poolPasses(input: Shape, output: Shape): readonly [PoolPass, PoolPass] {
  const between = [input[0], output[1], input[2]];
  return [
    { axis: "y", input, output: between },
    { axis: "x", input: between, output },
  ];
}

/** Elements between two positions of a window in the tournament: the pooled map, on a 16-byte boundary. */
export function poolStride(pictures: number, output: Shape): number {
  return align(pictures * volume(output), 4);
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

/** What one demand costs on the wire: rounds from the input on, and bytes that one party sends before it and from it on. */
export function costOf(demand: Demand): { rounds: number; setupBytes: number; onlineBytes: number } {
  switch (demand.kind) {
    case "mask":
      return { rounds: 1, setupBytes: 0, onlineBytes: demand.fields[0].bytes };
    case "linear":
      return { rounds: 0, setupBytes: demand.fields[0].bytes, onlineBytes: 0 };
    case "compare":
      return { rounds: 4, setupBytes: 0, onlineBytes: 4 * demand.count + (12 * demand.count) / 8 };
    case "release":
      return { rounds: 3, setupBytes: 0, onlineBytes: 3 * 4 * demand.classes * demand.pictures };
  }
}

function traffic(demands: readonly Demand[]): Pick<Plan, "rounds" | "setupBytes" | "onlineBytes"> {
  const costs = demands.map(costOf);
  const total = (part: "rounds" | "setupBytes" | "onlineBytes") => costs.reduce((sum, cost) => sum + cost[part], 0);
  return { rounds: 1 + total("rounds"), setupBytes: total("setupBytes"), onlineBytes: total("onlineBytes") };
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
