/** What goes into a run, and what is written down of it. */
import { createHash } from "node:crypto";
import type { Summary } from "#models/metrics/summary";
import type { EpochRecord } from "./checkpoint.ts";
import type { Dataset } from "./dataset.ts";
import type { Recipe } from "./recipe.ts";

export interface RunSettings {
  readonly name: string;
  readonly trainDir: string;
  readonly evalDir: string;
  readonly runDir: string;
  readonly backbone: string;
  readonly size: number;
  readonly epochs: number;
  readonly seed: number;
  /** Folder with labels of its own: all layers but the last are learnt there first. */
  readonly pretrainDir?: string;
  readonly pretrainEpochs: number;
  /** CSV of near-duplicate clusters over the training and evaluation pictures: turns cross-validation on. */
  readonly clusters?: string;
}

/** Everything that is known about how a model came to be, and how good it is. */
export interface RunRecord {
  readonly backbone: string;
  readonly backend: string;
  readonly seed: number;
  readonly recipe: Recipe;
  readonly data: { readonly train: DataRecord; readonly validation: DataRecord };
  readonly pretraining?: {
    readonly recipe: Recipe;
    readonly data: DataRecord;
    readonly history: readonly EpochRecord[];
  };
  readonly history: readonly EpochRecord[];
  /** The epoch whose weights were kept, by balanced accuracy on the validation pictures. */
  readonly epoch: number;
  readonly validation: Summary;
  /**
   * Grouped 5-fold cross-validation over training and validation pictures, each fold trained up to the kept epoch,
   * under the temperature that was fitted on these very logits (one number on all pictures).
   */
  readonly crossValidation?: Summary;
}

export interface DataRecord {
  readonly sha256: string;
  readonly counts: Readonly<Record<string, number>>;
}

/** A hash of all that decides a run's outcome; equal ids may share a checkpoint. */
export function runId(
  { backbone: net, size, seed }: RunSettings,
  recipe: Recipe,
  ...data: (Dataset | DataRecord | undefined)[]
): string {
  const parts = { net, size, seed, recipe, data: data.map((one) => one?.sha256 ?? null) };
  return createHash("sha256").update(JSON.stringify(parts)).digest("hex");
}

/** What was in a data set: its hash, and how many pictures of each label. */
export function dataRecord({ sha256, labels, examples }: Dataset): DataRecord {
  const count = (index: number) => examples.filter(({ label }) => label === index).length;
  return { sha256, counts: Object.fromEntries(labels.map((name, index) => [name, count(index)])) };
}
