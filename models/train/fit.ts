import { balancedAccuracy, confusion } from "#models/metrics/classification";
import { type Checkpoint, type EpochRecord, loadCheckpoint, saveCheckpoint } from "./checkpoint.ts";
import { type Course, Courses } from "./course.ts";
import type { Example } from "./dataset.ts";
import type { Network } from "./network.ts";
import { Random } from "./random.ts";
import { learningRate, type Recipe } from "./recipe.ts";
import { score } from "./score.ts";

export interface FitOptions {
  readonly network: Network;
  /** The first is the one that counts: epochs, validation and export go by it. */
  readonly courses: readonly Course[];
  readonly validation?: readonly Example[];
  readonly recipe: Recipe;
  /** Ends when the validation pictures' balanced accuracy has not risen for so many epochs. */
  readonly patience?: number;
  readonly seed: number;
  /** Where to save, and where to go on from: after each epoch, and after a step once `everyMs` have passed. */
  readonly checkpoint?: { readonly file: string; readonly run: string; readonly everyMs: number };
  readonly onEpoch?: (record: EpochRecord) => void;
}

/**
 * Trains until the last epoch and leaves the kept weights in the network. With a checkpoint, a run that was stopped
 * goes on after the last step that was saved, and ends with the same weights as one that was not.
 */
export async function fitNetwork(options: FitOptions): Promise<{ history: readonly EpochRecord[]; kept: number }> {
  const { network, courses, validation, recipe, patience = Infinity, checkpoint, onEpoch } = options;
  const saved = checkpoint && (await loadCheckpoint(checkpoint.file, checkpoint.run));
  const random = saved ? new Random(saved.random) : Random.of(options.seed);
  const batches = new Courses(courses, recipe);
  const history: EpochRecord[] = [...(saved?.history ?? [])];
  let { best, steps, lossSum }: Pick<Checkpoint, "best" | "steps" | "lossSum"> = saved ?? { steps: 0, lossSum: 0 };
  if (saved) {
    batches.state = [...saved.courses];
    network.assign(saved.values);
    network.assignMoments(saved.moments);
  }
  let savedAt = Date.now();
  const save = async () => {
    if (!checkpoint) return;
    const { run, file } = checkpoint;
    const state = { random: random.state, courses: batches.state, steps, lossSum, history, best };
    await saveCheckpoint(file, { run, values: network.values(), moments: network.moments(), ...state });
    savedAt = Date.now();
  };

  const { stepsPerEpoch } = batches;
  const stale = () => best !== undefined && history.length - best.epoch >= patience;
  while (history.length < recipe.epochs && !stale()) {
    while (steps < (history.length + 1) * stepsPerEpoch) {
      const slots = batches.batch(random);
      const { weightDecay, clip, dropout } = recipe;
      const rate = learningRate(recipe, steps, stepsPerEpoch);
      const seed = random.integer();
      lossSum += await network.step(slots, { step: steps + 1, rate, weightDecay, clip, dropout, seed });
      steps++;
      if (checkpoint && Date.now() - savedAt > checkpoint.everyMs) await save();
    }
    const epoch = history.length + 1;
    const record: EpochRecord = { epoch, loss: lossSum / stepsPerEpoch, ...(await validate(options, validation)) };
    lossSum = 0;
    history.push(record);
    if (recipe.keep === "last" || best === undefined || isBetter(record, history[best.epoch - 1])) {
      best = { epoch, values: network.values() };
    }
    await save();
    onEpoch?.(record);
  }
  if (best) network.assign(best.values);
  return { history, kept: best?.epoch ?? 0 };
}

/** Logits of the first course's labels, one row per example. */
export async function predict(
  { network, courses }: Pick<FitOptions, "network" | "courses">,
  examples: readonly Example[],
): Promise<number[][]> {
  const rows = await network.predict(examples.map(({ x }) => x));
  return rows.map((row) => row.slice(0, courses[0].classes));
}

type Validation = Pick<EpochRecord, "validationLoss" | "balancedAccuracy">;

async function validate(options: FitOptions, examples: readonly Example[] | undefined): Promise<Validation> {
  if (examples === undefined) return { validationLoss: null, balancedAccuracy: null };
  const scored = score(await predict(options, examples), examples);
  const surprise = scored.map(({ label, probabilities }) => -Math.log(Math.max(probabilities[label], 1e-12)));
  return {
    validationLoss: surprise.reduce((sum, v) => sum + v, 0) / surprise.length,
    balancedAccuracy: balancedAccuracy(confusion(scored, options.courses[0].classes)),
  };
}

/** Higher balanced accuracy, then lower loss: with few pictures many epochs tie. Without validation, later is better. */
function isBetter(a: EpochRecord, b: EpochRecord): boolean {
  if (a.balancedAccuracy === null || b.balancedAccuracy === null) return true;
  if (a.balancedAccuracy !== b.balancedAccuracy) return a.balancedAccuracy > b.balancedAccuracy;
  return a.validationLoss! < b.validationLoss!;
}
