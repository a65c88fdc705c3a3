import { DoctorError } from "#errors";
import type { Graph } from "#models/graph/graph";
import { factsOf } from "#models/graph/shape";
import { validateGraph } from "#models/graph/validate";
import type { Transform } from "#models/imaging/transform";

/** What everyone may know of a model: how its input is made, what it computes, and what its outputs mean. */
export interface ModelDescription {
  readonly name: string;
  readonly labels: readonly string[];
  readonly graph: Graph;
  readonly transform: Transform;
  /** SHA-256, hex, over description and weights: two nodes with equal digests run the same model. */
  readonly digest: string;
}

/**
 * Reads a description and believes none of it.
 * @throws DoctorError E140 for the graph, E124 for anything else that is off
 */
export function checkDescription(json: unknown): ModelDescription {
  if (typeof json !== "object" || json === null) throw badModel("it is no description");
  const { name, labels, transform, digest, graph: given } = json as ModelDescription;
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
  return { name, labels, graph, transform, digest };
}

export function badModel(what: string): DoctorError {
  return new DoctorError(
    "E124_BAD_MODEL",
    `The model cannot be used: ${what}.`,
    "Fetch or export the model folder again.",
  );
}
