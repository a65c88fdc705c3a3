import { accuracy, balancedAccuracy, confusion } from "#models/metrics/classification";
import { argmax, type Scored } from "#models/metrics/scored";
import { type Summary, summarise } from "#models/metrics/summary";
import { GRID_BITS } from "#models/reference/release";
import { type Example, readDataset } from "#models/train/dataset";
import { evaluate } from "#models/train/evaluate";
import { score } from "#models/train/score";
import type { Model } from "#models/zoo/model";
import { buildTrainKernels } from "#scripts/build";
import { encryptedReader } from "./encrypted.ts";

export interface EncryptedEvaluation {
  readonly accuracy: number | null;
  readonly balancedAccuracy: number | null;
  /** Share of pictures whose encrypted class is the class computed in the clear. */
  readonly agreement: number | null;
  /** The same among the pictures whose two likeliest classes are further apart than the published grid can blur. */
  readonly clear: { readonly n: number; readonly agreement: number | null };
  /** Wall time of one reading, dealing included, with both parties in this process. */
  readonly secondsPerReading: number;
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
 * @param options.onProgress called on the way, with how many pictures are done of how many
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
  buildTrainKernels();
  const { logits } = await evaluate(
    model.graph,
    model.weights,
    examples.map(({ x }) => x),
    (done) => encrypted || onProgress?.(done, examples.length),
  );
  const scored = score(logits, examples);
  const summary = { model: { name, digest, labels }, ...summarise(scored, labels.length) };
  if (!encrypted) return summary;
  const read = await encryptedReader(model);
  const secret: Scored[] = [];
  const began = performance.now();
  for (const { label, x } of examples) {
    const reading = await read(x);
    secret.push({ label, probabilities: labels.map((_, k) => Number(k === reading.label)) });
    onProgress?.(secret.length, examples.length);
  }
  const secondsPerReading = (performance.now() - began) / 1000 / Math.max(1, examples.length);
  return { ...summary, encrypted: { ...compare(logits, secret, labels.length), secondsPerReading } };
}

/** Two logits on a grid of 2^-GRID_BITS, each rounded to one of two neighbours, may be moved by a cell each. */
const BLUR = 2 / 2 ** GRID_BITS;

function compare(plain: readonly number[][], secret: readonly Scored[], classes: number) {
  const matrix = confusion(secret, classes);
  const pairs = plain.map((logits, i) => {
    const [first, second] = logits.toSorted((a, b) => b - a);
    return { same: argmax(logits) === argmax(secret[i].probabilities), clear: first - second > BLUR };
  });
  const agreement = (of: typeof pairs) => (of.length === 0 ? null : of.filter(({ same }) => same).length / of.length);
  const clear = pairs.filter((pair) => pair.clear);
  return {
    accuracy: accuracy(matrix),
    balancedAccuracy: balancedAccuracy(matrix),
    agreement: agreement(pairs),
    clear: { n: clear.length, agreement: agreement(clear) },
  };
}
