import { readFile } from "node:fs/promises";
import path from "node:path";
import { DoctorError } from "#errors";
import { type CalibrationMap, calibrated, fitCalibration } from "#models/metrics/fit-calibration";
import type { Scored } from "#models/metrics/scored";
import type { Example } from "./dataset.ts";
import { groupedFolds } from "./folds.ts";
import { Random } from "./random.ts";

/** Out-of-fold logits: each row by a network that saw none of its example's cluster. */
export interface OutOfFold {
  readonly example: Example;
  readonly fold: number;
  readonly logits: readonly number[];
}

/**
 * Which pictures belong together (near-duplicates, one patient), from a CSV with columns label, file and cluster.
 * @returns an example's cluster; one that the file does not name is a cluster of its own
 * @throws DoctorError E135 for a file without those columns
 */
export async function readClusters(file: string, labels: readonly string[]): Promise<(example: Example) => string> {
  const [header, ...rows] = (await readFile(file, "utf8"))
    .trim()
    .split(/\r?\n/)
    .map((line) => line.split(","));
  const [label, name, cluster] = ["label", "file", "cluster"].map((column) => header.indexOf(column));
  if (Math.min(label, name, cluster) < 0) {
    throw new DoctorError(
      "E135_NO_CLUSTERS",
      `${path.basename(file)} has no columns label, file and cluster.`,
      "Give a CSV with one row per picture and those three columns.",
    );
  }
  const clusters = new Map(rows.map((row) => [`${row[label]}/${row[name]}`, row[cluster]]));
  return (example) => {
    const key = `${labels[example.label]}/${example.file}`;
    return clusters.get(key) ?? key;
  };
}

/**
 * Grouped k-fold cross-validation of a whole recipe.
 * @param trainOn trains on the first argument and gives logits of the second; `fold` counts from 0
 */
export async function crossValidate(options: {
  readonly examples: readonly Example[];
  readonly clusterOf: (example: Example) => string;
  readonly folds: number;
  readonly seed: number;
  readonly trainOn: (train: readonly Example[], held: readonly Example[], fold: number) => Promise<number[][]>;
}): Promise<OutOfFold[]> {
  const { examples, clusterOf, seed, trainOn } = options;
  const folds = groupedFolds(examples, clusterOf, options.folds, Random.of(seed));
  const rows: OutOfFold[] = [];
  for (const [fold, held] of folds.entries()) {
    const logits = await trainOn(folds.toSpliced(fold, 1).flat(), held, fold);
    held.forEach((example, i) => {
      rows.push({ example, fold, logits: logits[i] });
    });
  }
  return rows;
}

/** Temperature and biases from all out-of-fold logits. */
export function calibrationOf(rows: readonly OutOfFold[]): CalibrationMap {
  return fitCalibration(
    rows.map(({ logits }) => logits),
    rows.map(({ example }) => example.label),
  );
}

/** Each fold's probabilities under a calibration that was fitted on the other folds: nothing is scored by itself. */
export function crossFitted(rows: readonly OutOfFold[]): Scored[] {
  const folds = [...new Set(rows.map(({ fold }) => fold))];
  const maps = new Map(folds.map((fold) => [fold, calibrationOf(rows.filter((row) => row.fold !== fold))]));
  return rows.map(({ example, fold, logits }) => ({
    label: example.label,
    probabilities: calibrated(logits, maps.get(fold)!),
  }));
}
