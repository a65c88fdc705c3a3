/**
 * What correlated randomness one evaluation of a graph needs: a static list, derived from the public graph alone.
 *
 * The dealer fills the list, the parties consume it; neither knows the other. An item is a group of fields. A field is
 * bytes of which party 0's share is always key stream; party 1's is key stream too (`seeded`: the field is merely
 * random) or a correction that makes the two shares fit a relation (`corrected`: it has to be sent to party 1).
 */
import type { LinearNode, Shape } from "#models/graph/graph";

export interface Field {
  name: string;
  bytes: number;
  corrected: boolean;
}

/** Mask A of a value that linear layers read: opened once as X - A, however many layers read it. */
export interface MaskDemand {
  kind: "mask";
  id: string;
  fields: readonly Field[];
}

/** Rest of a linear layer's matrix triple: B like its weight, C = A * B like its output, A the mask of its input. */
export interface LinearDemand {
  kind: "linear";
  id: string;
  node: LinearNode;
  /** shapes of one picture's input and output */
  input: Shape;
  output: Shape;
  fields: readonly Field[];
}

/** One batch of relus: `divide` bits are divided away, 0 keeps the scale (as a max does). */
export interface CompareDemand {
  kind: "compare";
  id: string;
  /** elements, a multiple of 128 */
  count: number;
  divide: number;
  fields: readonly Field[];
}

/** Secret permutation of the logits, division to the public grid by 2^shift, and one constant for all of them. */
export interface ReleaseDemand {
  kind: "release";
  id: string;
  classes: number;
  /** each with its own permutation and constant */
  pictures: number;
  shift: number;
  fields: readonly Field[];
}

export type Demand = MaskDemand | LinearDemand | CompareDemand | ReleaseDemand;

const seeded = (name: string, bytes: number): Field => ({ name, bytes, corrected: false });
const corrected = (name: string, bytes: number): Field => ({ name, bytes, corrected: true });

export function maskFields(elements: number): readonly Field[] {
  return [seeded("A", 4 * elements)];
}

export function linearFields(weights: number, outputs: number): readonly Field[] {
  return [seeded("B", 4 * weights), corrected("C", 4 * outputs)];
}

/**
 * Fields of `count` comparisons. Bytes of each: 4 for r, 11.25 for its digits, 3 for the two levels of AND, and 8 (the
 * scale kept) or 20 (fused division) for what turns an opened bit into shares of a relu.
 */
export function compareFields(count: number, divide: number): readonly Field[] {
  const plane = count / 8;
  const word = 4 * count;
  const arithmetic = divide > 0 ? ["beta", "rho", "delta", "rhoBeta", "deltaBeta"] : ["beta", "rBeta"];
  return [
    seeded("r", word),
    seeded("bit", plane),
    corrected("digits", 90 * plane),
    corrected("top", plane),
    seeded("joinMasks", 9 * plane),
    corrected("joinProducts", 13 * plane),
    seeded("lastMasks", 2 * plane),
    corrected("lastProduct", plane),
    ...arithmetic.map((name) => corrected(name, word)),
  ];
}

/**
 * Per picture: A masks the logits; U = P·A; r, rho, top divide; `constant` is one random element, its shares simply add.
 */
export function releaseFields(classes: number, pictures: number): readonly Field[] {
  const vector = 4 * classes * pictures;
  return [
    seeded("A", vector),
    corrected("P", vector * classes),
    corrected("U", vector),
    seeded("r", vector),
    corrected("rho", vector),
    corrected("top", vector),
    seeded("constant", 4 * pictures),
  ];
}
