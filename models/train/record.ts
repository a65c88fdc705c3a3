/** What goes into a run, and what is written down of it. */
import { createHash } from "node:crypto";
import type { Information } from "#models/metrics/information";
import type { Leak } from "#models/metrics/leak";
import type { Report } from "#models/metrics/report";
import type { EpochRecord } from "./checkpoint.ts";
import type { Dataset } from "./dataset.ts";
import type { GlobalBaseline } from "./global-statistics.ts";
import type { Recipe } from "./recipe.ts";

export interface RunSettings {
  readonly name: string;
  readonly trainDir: string;
  readonly evalDir: string;
  readonly runDir: string;
  readonly backbone: string;
  readonly size: number;
  /** Passes over the training pictures; without it the recipe's. */
  readonly epochs?: number;
  /** Ends earlier, after so many epochs without a better one. */
  readonly patience?: number;
  readonly seed: number;
  /** Run folder whose network this one starts from, all but the output layer. */
  readonly startDir?: string;
  /** Pictures with other labels, learnt beside: half of each batch, on logits of their own. */
  readonly besideDir?: string;
  /** Folders of pictures no near-copy of which may be learnt beside, or, where nothing is, be trained on. */
  readonly apartFrom?: readonly string[];
  /** CSV of near-duplicate clusters among training and validation pictures. */
  readonly clusters?: string;
  /** Grouped cross-validation over those clusters, in so many folds. */
  readonly folds?: number;
  /** One thread per half batch. */
  readonly threads: boolean;
}

/** Everything that is known about how a model came to be, and how good it is. */
export interface RunRecord {
  readonly backbone: string;
  readonly seed: number;
  readonly recipe: Recipe;
  readonly environment: Environment;
  readonly data: { readonly train: DataRecord; readonly validation: DataRecord; readonly beside?: DataRecord };
  /** The run that this one started from. */
  readonly start?: StartRecord;
  /** How well ten global statistics do on the same pictures. */
  readonly globalBaseline: GlobalBaseline | null;
  readonly history: readonly EpochRecord[];
  /** The epoch whose weights were kept. */
  readonly epoch: number;
  readonly validation: Report;
  /** What the nodes can learn of the class, on pictures that no weight has seen; `ofTiers` where the reading is in tiers. */
  readonly leak: { readonly ofLogits: Leak; readonly ofTiers?: Information };
  /** Grouped cross-validation over training and validation pictures, each fold calibrated on the others. */
  readonly crossValidation?: Report & {
    readonly folds: number;
    /** The same folds on those pictures only of which no near-copy was learnt beside; absent where none was. */
    readonly withoutCopies?: Report;
  };
}

export interface StartRecord {
  /** Identifies the earlier run: its data, recipe and seed. */
  readonly run: string;
  readonly epoch: number;
}

export interface Environment {
  readonly node: string;
  readonly platform: string;
  /** Whose kernels computed: the project's own, or TensorFlow's. The two agree to about 1e-5, not to the bit. */
  readonly arithmetic: "wasm" | "tensorflow";
}

export interface DataRecord {
  readonly sha256: string;
  readonly counts: Readonly<Record<string, number>>;
  /** Files that were not used, as near-copies of pictures the run keeps apart from; absent where it keeps from none. */
  readonly leftOut?: number;
}

/** A hash of all that decides a run's outcome; equal ids may share a checkpoint. */
export function runId(parts: {
  readonly backbone: string;
  readonly size: number;
  readonly seed: number;
  readonly recipe: Recipe;
  readonly patience?: number;
  readonly data: readonly string[];
  readonly start?: StartRecord;
  readonly apartFrom?: readonly string[];
  readonly fold?: number;
}): string {
  return createHash("sha256").update(JSON.stringify(parts)).digest("hex");
}

/** What was in a data set: its hash, and how many pictures of each label. */
export function dataRecord({ sha256, labels, examples, leftOut }: Dataset): DataRecord {
  const count = (index: number) => examples.filter(({ label }) => label === index).length;
  return { sha256, counts: Object.fromEntries(labels.map((name, index) => [name, count(index)])), leftOut };
}
