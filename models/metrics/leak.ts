import { tierOf } from "#models/graph/tiers";
import { CONFIDENCE_STEPS } from "#models/reference/release";
import { fitTiers } from "./fit-tiers.ts";
import { type Information, information } from "./information.ts";
import { argmax, softmax } from "./scored.ts";

/** What a reading shows the nodes of the class that they are not to know. */
export interface Leak {
  /** By the published confidence, of which everybody knows. */
  readonly confidence: Information;
  /** By what is opened of the permuted classes, which the nodes alone see. */
  readonly opened: Information;
  readonly n: number;
}

/** Above so many bits, logits are not opened: the reading is said in tiers. */
export const MOST_BITS = 0.05;

/** The differences are told apart in this many equally filled bins each: finer ones find no more on a few hundred. */
const BINS = 4;

/**
 * Where the differences of logits are opened.
 * @param logits calibrated, one row of K per picture that the model was not trained on
 */
export function leakOfLogits(logits: readonly (readonly number[])[], uniform: () => number): Leak {
  const classes = logits.map(argmax);
  const confidence = logits.map((row) => Math.floor(CONFIDENCE_STEPS * Math.max(...softmax(row)) + 1e-9));
  // The permutation is uniform, so all that is left of the vector is its sorted differences.
  const differences = logits.map((row) => {
    const [first, ...rest] = row.toSorted((a, b) => b - a);
    return rest.map((value) => first - value);
  });
  const columns = differences[0].map((_, k) => binned(differences.map((row) => row[k])));
  const opened = differences.map((_, i) => columns.map((column) => column[i]).join());
  return {
    confidence: information(classes, confidence, uniform),
    opened: information(classes, opened, uniform),
    n: logits.length,
  };
}

/**
 * Where a tier is opened: each half of the pictures is read by the tiers fitted on the other. The published confidence
 * follows from the tier, and so tells no more.
 * @returns nothing when there are too few pictures of a class for tiers
 */
export function leakOfTiers(logits: readonly (readonly number[])[], uniform: () => number): Information | undefined {
  const halves = [0, 1].map((half) => fitTiers(logits.filter((_, i) => i % 2 === half)));
  const read = logits.map((row, i) => {
    const tiers = halves[1 - (i % 2)];
    return tiers && tierOf(row, tiers.thresholds);
  });
  if (!read.every((one) => one !== undefined)) return undefined;
  return information(
    read.map(({ label }) => label),
    read.map(({ tier }) => tier),
    uniform,
  );
}

function binned(values: readonly number[]): number[] {
  const sorted = values.toSorted((a, b) => a - b);
  const cuts = Array.from({ length: BINS - 1 }, (_, i) => sorted[Math.floor(((i + 1) * sorted.length) / BINS)]);
  return values.map((value) => cuts.filter((cut) => value >= cut).length);
}
