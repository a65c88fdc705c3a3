/**
 * The range rule. A ring of 32 bits is fast because it is small; in exchange every value must be known to stay inside.
 *
 * | value enters | its magnitude stays below | because |
 * |---|---|---|
 * | max-pool | 2^30 - 2^6 | a difference of two values doubles it, and then the line below holds |
 * | relu | 2^31 - 2^7 | the comparison skips 7 bits and misjudges [2^31 - 2^7, 2^31) |
 * | release | 2^30 | an offset of 2^30 makes it non-negative for the division |
 * | elsewhere | 2^31 - 2^7 | the ring itself, with the same margin |
 *
 * Ranges are properties of data, so they are checked when a model is exported, over every training and validation
 * picture and with a margin, and again by the patient's client on the picture at hand.
 */
import { DoctorError } from "#errors";
import { type Graph, inputsOf } from "../graph/graph.ts";

const POOL_LIMIT = 2 ** 30 - 2 ** 6;
const RELEASE_LIMIT = 2 ** 30;
const VALUE_LIMIT = 2 ** 31 - 2 ** 7;

/** The bound of each node's value, by what reads it. */
export function limitsOf(graph: Graph): Map<string, number> {
  const limits = new Map(graph.nodes.map((node) => [node.id, VALUE_LIMIT]));
  for (const node of graph.nodes) if (node.op === "maxpool") limits.set(inputsOf(node)[0], POOL_LIMIT);
  limits.set(graph.output, Math.min(RELEASE_LIMIT, limits.get(graph.output)!));
  return limits;
}

/** @throws E142_OUT_OF_RANGE when a magnitude reaches `limit` */
export function checkRange(id: string, values: Float64Array, limit: number): void {
  if (!(magnitude(values) < limit)) throw outOfRange(id);
}

/** Largest absolute value. */
export function magnitude(values: Float64Array | Float32Array): number {
  let most = 0;
  for (const value of values) most = Math.max(most, Math.abs(value));
  return most;
}

export function outOfRange(id: string): DoctorError {
  return new DoctorError(
    "E142_OUT_OF_RANGE",
    `a value of node ${id} leaves the range in which the encrypted arithmetic is right`,
    "Lower activationBits or weightBits of the layer before it, or normalise its inputs.",
  );
}
