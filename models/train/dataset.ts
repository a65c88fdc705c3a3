import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import { DoctorError } from "#errors";
import { decodePicture } from "#models/imaging/decode";
import { modelInput, type Transform } from "#models/imaging/transform";

export interface Example {
  /** File name inside its label's folder. */
  readonly file: string;
  /** Index into the data set's labels. */
  readonly label: number;
  /** `[1, size, size]`, 0 to 1. */
  readonly x: Float32Array;
}

export interface Dataset {
  readonly labels: readonly string[];
  readonly examples: readonly Example[];
  /** SHA-256 over labels, file names and file contents, in order: says exactly what a run has seen. */
  readonly sha256: string;
  /** How many of these files are not among the examples, as near-copies of other pictures. */
  readonly leftOut?: number;
}

/**
 * Reads a folder whose sub-folders are the labels.
 *
 * @param labels the order wanted; without it the sub-folders' names, sorted, but "yes" first: of two, the first is the
 * positive one
 * @throws DoctorError E131 when the folder holds no labelled pictures, or a decoding error naming the file
 */
export async function readDataset(dir: string, transform: Transform, labels?: readonly string[]): Promise<Dataset> {
  const found = await subfolders(dir);
  const order = labels ?? [...found].sort((a, b) => Number(b === "yes") - Number(a === "yes"));
  const strange = found.filter((name) => !order.includes(name));
  if (found.length < 2 || strange.length > 0) {
    throw new DoctorError(
      "E131_NO_LABELLED_PICTURES",
      found.length < 2
        ? "The folder has no two sub-folders of pictures."
        : `The folder has unknown labels: ${strange.join(", ")}.`,
      `Put the pictures into one sub-folder per label${labels ? `: ${labels.join(", ")}` : ""}.`,
    );
  }
  const hash = createHash("sha256");
  const examples: Example[] = [];
  for (const [label, name] of order.entries()) {
    if (!found.includes(name)) continue;
    for (const file of (await readdir(path.join(dir, name))).sort()) {
      const bytes = await readFile(path.join(dir, name, file));
      hash.update(`${name}/${file}\0`).update(createHash("sha256").update(bytes).digest());
      examples.push({ file, label, x: inputOf(bytes, transform, `${name}/${file}`) });
    }
  }
  return { labels: order, examples, sha256: hash.digest("hex") };
}

function inputOf(bytes: Uint8Array, transform: Transform, name: string): Float32Array {
  try {
    return modelInput(decodePicture(bytes), transform);
  } catch (cause) {
    if (!(cause instanceof DoctorError)) throw cause;
    throw new DoctorError(cause.code, `${name}: ${cause.message}`, cause.hint, cause);
  }
}

async function subfolders(dir: string): Promise<string[]> {
  const entries = await readdir(dir, { withFileTypes: true }).catch((cause) => {
    throw new DoctorError("E131_NO_LABELLED_PICTURES", "The folder cannot be read.", "Check the path.", cause);
  });
  return entries
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
    .sort();
}
