import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import path from "node:path";
import { deserialize, serialize } from "node:v8";
import { DoctorError } from "#errors";
import type { Moments } from "./optimizer.ts";
import type { RandomState } from "./random.ts";

export type Values = ReadonlyMap<string, Float32Array>;

/** One finished epoch, as the run record keeps it. Validation figures are null where there is no validation set. */
export interface EpochRecord {
  readonly epoch: number;
  readonly loss: number;
  readonly validationLoss: number | null;
  readonly balancedAccuracy: number | null;
}

/** Everything a run needs to go on as if it had never stopped. */
export interface Checkpoint {
  /** Says what is being trained on what and how; a checkpoint of another run is refused. */
  readonly run: string;
  readonly values: Values;
  readonly steps: number;
  readonly moments: ReadonlyMap<string, Moments>;
  readonly random: RandomState;
  readonly history: readonly EpochRecord[];
  /** The weights kept so far, and their epoch. */
  readonly best: { readonly epoch: number; readonly values: Values };
}

/** Written beside and renamed, so that a stop in the middle leaves the last whole one. */
export async function saveCheckpoint(file: string, checkpoint: Checkpoint): Promise<void> {
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(`${file}.tmp`, serialize(checkpoint));
  await rename(`${file}.tmp`, file);
}

/**
 * @returns undefined where there is none yet
 * @throws DoctorError E133 when it belongs to another run
 */
export async function loadCheckpoint(file: string, run: string): Promise<Checkpoint | undefined> {
  const bytes = await readFile(file).catch((cause: NodeJS.ErrnoException) => {
    if (cause.code === "ENOENT") return undefined;
    throw cause;
  });
  if (bytes === undefined) return undefined;
  const checkpoint = deserialize(bytes) as Checkpoint;
  if (checkpoint.run !== run) {
    throw new DoctorError(
      "E133_OTHER_RUN",
      "The run folder holds a checkpoint of another run: other data, settings or seed.",
      "Choose a new --training-run-out, or repeat the command of the earlier run to continue it.",
    );
  }
  return checkpoint;
}
