import { DoctorError } from "#errors";
import type { Graph } from "#models/graph/graph";
import { factsOf } from "#models/graph/shape";
import { type Tiers, tieredGraph } from "#models/graph/tiers";
import { validateGraph } from "#models/graph/validate";
import type { Transform } from "#models/imaging/transform";
import { confidenceOf, type Read, tierConfidenceOf } from "#models/reference/release";

/** What everyone may know of a model: how its input is made, what it computes, and what its outputs mean. */
export interface ModelDescription {
  readonly name: string;
  readonly labels: readonly string[];
  readonly graph: Graph;
  readonly transform: Transform;
  /** Where opened logits would tell the classes apart; without it a reading opens their differences. */
  readonly tiers?: Tiers;
  /** SHA-256, hex, over description and weights: two nodes with equal digests run the same model. */
  readonly digest: string;
}

/** What the two parties compute: the network, and its tiers if it has any. */
export const readingGraph = ({ graph, tiers }: Pick<ModelDescription, "graph" | "tiers">): Graph =>
  tiers ? tieredGraph(graph, tiers.thresholds) : graph;

/**
 * What they both sign, read off the differences that they opened. Class j of the permuted list is class `permutation[j]`
 * of the dealing, which only the patient knows.
 */
export const readOff = (released: Int32Array, { tiers }: Pick<ModelDescription, "tiers">): Read =>
  tiers ? tierConfidenceOf(released, tiers.confidence) : confidenceOf(released);

/**
 * Reads a description and believes none of it.
 * @throws DoctorError E140 for the graph, E124 for anything else that is off
 */
export function checkDescription(json: unknown): ModelDescription {
  if (typeof json !== "object" || json === null) throw badModel("it is no description");
  const { name, labels, transform, digest, tiers, graph: given } = json as ModelDescription;
  const { graph } = validateGraph(given);
  if (typeof name !== "string" || !/^[\w.-]{1,64}$/.test(name)) throw badModel("its name is not a plain name");
  const classes = factsOf(graph).get(graph.output)!.shape[0];
  const distinct = Array.isArray(labels) && new Set(labels).size === classes && labels.length === classes;
  if (!distinct || !labels.every((label) => typeof label === "string" && /^[\w .-]{1,64}$/.test(label))) {
    throw badModel(`it does not name ${classes} different labels`);
  }
  if (transform?.id !== "whole-head" || transform.version !== 1 || !Number.isInteger(transform.size)) {
    throw badModel("its input transform is unknown to this release");
  }
  const [input] = graph.nodes;
  if (input.op !== "input" || input.shape.join() !== [1, transform.size, transform.size].join()) {
    throw badModel("its transform does not make the input its graph takes");
  }
  if (typeof digest !== "string" || !/^[0-9a-f]{64}$/.test(digest)) throw badModel("its digest is missing");
  if (tiers !== undefined) checkTiers(tiers, graph, classes);
  return { name, labels, graph, transform, digest, ...(tiers && { tiers }) };
}

function checkTiers({ thresholds, confidence }: Tiers, graph: Graph, classes: number): void {
  const rising = (values: unknown, from: number) =>
    Array.isArray(values) &&
    values.length === confidence.length &&
    values.every((value, i) => Number.isFinite(value) && value >= (i === 0 ? from : values[i - 1]));
  const within = Array.isArray(confidence) && confidence.length >= 2 && confidence.length <= MAX_TIERS;
  if (!within || !rising(confidence, 0) || confidence.at(-1)! > 1)
    throw badModel("its tiers have no rising confidences");
  if (!Array.isArray(thresholds) || thresholds.length !== classes || !thresholds.every((row) => rising(row, 0)))
    throw badModel("its tiers have no rising thresholds for each label");
  validateGraph(tieredGraph(graph, thresholds));
}
const MAX_TIERS = 16;

export function badModel(what: string): DoctorError {
  return new DoctorError(
    "E124_BAD_MODEL",
    `The model cannot be used: ${what}.`,
    "Fetch or export the model folder again.",
  );
}
