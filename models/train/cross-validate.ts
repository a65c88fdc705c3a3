import { readFile } from "node:fs/promises";
import path from "node:path";
import { DoctorError } from "#errors";
import type { Graph } from "#models/graph/graph";
import type { Values } from "./checkpoint.ts";
import type { Dataset, Example } from "./dataset.ts";
import { fitNetwork } from "./fit.ts";
import { groupedFolds } from "./folds.ts";
import { Network } from "./network.ts";
import { predict } from "./predict.ts";
import { Random } from "./random.ts";
import type { Recipe } from "./recipe.ts";

export const FOLDS = 5;

export interface CrossValidation {
  readonly examples: readonly Example[];
  /** Out-of-fold logits, one row per example: each by a network that saw none of its cluster. */
  readonly logits: readonly (readonly number[])[];
}

/**
 * Which pictures belong together (near-duplicates, one patient), from a CSV with columns label, file and cluster.
 * @returns `label/file` to cluster
 * @throws DoctorError E135 for a file without those columns
 */
export async function readClusters(file: string): Promise<ReadonlyMap<string, string>> {
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
  return new Map(rows.map((row) => [`${row[label]}/${row[name]}`, row[cluster]]));
}

/**
 * Grouped k-fold cross-validation of the whole recipe, each fold trained as long as the run itself: up to the epoch
 * that the run kept. No fold chooses its own. A picture without a cluster is a cluster of its own.
 */
export async function crossValidate(options: {
  readonly graph: Graph;
  readonly start: Values;
  readonly dataset: Pick<Dataset, "labels" | "examples">;
  readonly clusters: ReadonlyMap<string, string>;
  readonly recipe: Recipe;
  readonly epochs: number;
  readonly seed: number;
  readonly onFold?: (fold: number) => void;
}): Promise<CrossValidation> {
  const { graph, start, dataset, clusters, recipe, epochs, seed, onFold } = options;
  const key = ({ label, file }: Example) => `${dataset.labels[label]}/${file}`;
  const clusterOf = (example: Example) => clusters.get(key(example)) ?? key(example);
  const folds = groupedFolds(dataset.examples, clusterOf, FOLDS, Random.of(seed));
  const examples: Example[] = [];
  const logits: number[][] = [];
  for (const [i, fold] of folds.entries()) {
    const network = Network.create(graph, Random.of(seed + i + 1));
    network.assign(start);
    await fitNetwork({
      network,
      examples: folds.toSpliced(i, 1).flat(),
      recipe,
      stopAfter: epochs,
      seed: seed + i + 1,
    });
    examples.push(...fold);
    logits.push(...predict(network, fold));
    network.dispose();
    onFold?.(i + 1);
  }
  return { examples, logits };
}
