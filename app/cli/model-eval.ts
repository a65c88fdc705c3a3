import { accuracy, balancedAccuracy, confusion } from "#models/metrics/classification";
import { argmax, type Scored, softmax } from "#models/metrics/scored";
import { type Summary, summarise } from "#models/metrics/summary";
import { runFloat } from "#models/reference/float";
import { type Example, readDataset } from "#models/train/dataset";
import type { Model } from "#models/zoo/model";
import { encryptedReader } from "./encrypted.ts";

export interface EncryptedEvaluation {
  readonly accuracy: number | null;
  readonly balancedAccuracy: number | null;
  /** Share of pictures whose encrypted class is the class computed in the clear. */
  readonly agreement: number | null;
}

export interface Evaluation extends Summary {
  readonly model: { readonly name: string; readonly digest: string; readonly labels: readonly string[] };
  /** Only when asked for: the same pictures through the two-party protocol. */
  readonly encrypted?: EncryptedEvaluation;
}

/**
 * Scores a model on a folder whose sub-folders are its labels.
 *
 * @param options.encrypted also run every picture through the two-party protocol
 * @param options.onProgress called after each picture, with how many are done of how many
 * @throws DoctorError E131 for a folder without the model's labels, or a decoding error naming the file
 */
export async function evaluateModel(options: {
  readonly model: Model;
  readonly dir: string;
  readonly encrypted?: boolean;
  readonly onProgress?: (done: number, of: number) => void;
}): Promise<Evaluation> {
  const { model, dir, encrypted = false, onProgress } = options;
  const { examples } = await readDataset(dir, model.transform, model.labels);
  return evaluateExamples(model, examples, encrypted, onProgress);
}

/** As {@link evaluateModel}, on pictures already read. */
export async function evaluateExamples(
  model: Model,
  examples: readonly Example[],
  encrypted: boolean,
  onProgress?: (done: number, of: number) => void,
): Promise<Evaluation> {
  const { name, digest, labels } = model;
  const read = encrypted ? await encryptedReader(model) : undefined;
  const scored: Scored[] = [];
  const secret: Scored[] = [];
  for (const { label, x } of examples) {
    scored.push({ label, probabilities: softmax(runFloat(model.graph, model.weights, x)) });
    if (read) {
      const reading = await read(x);
      secret.push({ label, probabilities: labels.map((_, k) => Number(k === reading.label)) });
    }
    onProgress?.(scored.length, examples.length);
  }
  const summary = { model: { name, digest, labels }, ...summarise(scored, labels.length) };
  return read ? { ...summary, encrypted: compare(scored, secret, labels.length) } : summary;
}

function compare(plain: readonly Scored[], secret: readonly Scored[], classes: number): EncryptedEvaluation {
  const matrix = confusion(secret, classes);
  const same = plain.filter(({ probabilities }, i) => argmax(probabilities) === argmax(secret[i].probabilities)).length;
  return {
    accuracy: accuracy(matrix),
    balancedAccuracy: balancedAccuracy(matrix),
    agreement: plain.length === 0 ? null : same / plain.length,
  };
}
