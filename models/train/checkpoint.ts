import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import path from "node:path";
import { deserialize, serialize } from "node:v8";
import { DoctorError } from "#errors";
import type { CourseState } from "./course.ts";
import type { Values } from "./network.ts";
import type { RandomState } from "./random.ts";

/** File in a run folder. */
export const CHECKPOINT = "train.checkpoint";

/** One finished epoch, as the run record keeps it. Validation figures are null where there is no validation set. */
export interface EpochRecord {
  readonly epoch: number;
  /** Mean weighted cross-entropy. */
  readonly loss: number;
  readonly validationLoss: number | null;
  readonly balancedAccuracy: number | null;
}

/** Everything a run needs to go on as if it had never stopped. */
export interface Checkpoint {
  /** Says what is being trained on what and how; a checkpoint of another run is refused. */
  readonly run: string;
  readonly values: Values;
  readonly moments: { readonly first: Values; readonly second: Values };
  readonly random: RandomState;
  readonly courses: readonly CourseState[];
  /** Steps done, over the whole run; and the sum of the losses of those in the epoch under way. */
  readonly steps: number;
  readonly lossSum: number;
  readonly history: readonly EpochRecord[];
  /** The weights kept so far, and their epoch. */
  readonly best?: { readonly epoch: number; readonly values: Values };
}

/** Written beside and renamed, so that a stop in the middle leaves the last whole one. */
export async function saveCheckpoint(file: string, checkpoint: Checkpoint): Promise<void> {
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(`${file}.tmp`, serialize(checkpoint));
  await rename(`${file}.tmp`, file);
}

/**
 * @param run the run it must belong to; without it any
 * @returns undefined where there is none yet
 * @throws DoctorError E133 when it belongs to another run
 */
export async function loadCheckpoint(file: string, run?: string): Promise<Checkpoint | undefined> {
  const bytes = await readFile(file).catch((cause: NodeJS.ErrnoException) => {
    if (cause.code === "ENOENT") return undefined;
    throw cause;
  });
  if (bytes === undefined) return undefined;
  const checkpoint = deserialize(bytes) as Checkpoint;
  if (run !== undefined && checkpoint.run !== run) {
    throw new DoctorError(
      "E133_OTHER_RUN",
      "The run folder holds a checkpoint of another run: other data, settings or seed.",
      "Choose a new --training-run-out, or repeat the command of the earlier run to continue it.",
    );
  }
  return checkpoint;
}
