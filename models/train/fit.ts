import { balancedAccuracy, confusion } from "#models/metrics/classification";
import { type Checkpoint, type EpochRecord, loadCheckpoint, saveCheckpoint, type Values } from "./checkpoint.ts";
import type { Example } from "./dataset.ts";
import { trainEpoch } from "./epoch.ts";
import type { Network } from "./network.ts";
import { AdamW } from "./optimizer.ts";
import { predict, score } from "./predict.ts";
import { Random } from "./random.ts";
import type { Recipe } from "./recipe.ts";

export interface FitOptions {
  readonly network: Network;
  readonly examples: readonly Example[];
  /** Chooses the epoch whose weights are kept; without it the last epoch's are. */
  readonly validation?: readonly Example[];
  readonly recipe: Recipe;
  /** Ends earlier than the recipe's schedule; for repeating a run up to the epoch it kept. */
  readonly stopAfter?: number;
  readonly seed: number;
  /** Where to save after each epoch, and where to go on from. */
  readonly checkpoint?: { readonly file: string; readonly run: string };
  readonly onEpoch?: (record: EpochRecord) => void;
}

/**
 * Trains until the last epoch and leaves the kept weights in the network. With a checkpoint, a run that was stopped
 * goes on after its last whole epoch, and ends with the same weights as one that was not.
 */
export async function fitNetwork(options: FitOptions): Promise<{ history: readonly EpochRecord[]; kept: number }> {
  const { network, examples, validation, recipe, stopAfter = recipe.epochs, checkpoint, onEpoch } = options;
  const saved = checkpoint && (await loadCheckpoint(checkpoint.file, checkpoint.run));
  const random = saved ? new Random(saved.random) : Random.of(options.seed);
  const optimizer = new AdamW(saved);
  if (saved) network.assign(saved.values);
  const history: EpochRecord[] = [...(saved?.history ?? [])];
  let best: Checkpoint["best"] | undefined = saved?.best;

  for (let epoch = history.length + 1; epoch <= stopAfter; epoch++) {
    const loss = trainEpoch(network, optimizer, examples, recipe, random);
    const record: EpochRecord = { epoch, loss, ...validate(network, validation) };
    history.push(record);
    if (best === undefined || isBetter(record, history[best.epoch - 1])) best = { epoch, values: network.values() };
    if (checkpoint) {
      const { steps, moments } = optimizer;
      const state = {
        run: checkpoint.run,
        values: network.values(),
        steps,
        moments,
        random: random.state,
        history,
        best,
      };
      await saveCheckpoint(checkpoint.file, state);
    }
    onEpoch?.(record);
  }
  if (best) network.assign(best.values as Values);
  return { history, kept: best?.epoch ?? 0 };
}

type Validation = Pick<EpochRecord, "validationLoss" | "balancedAccuracy">;

function validate(network: Network, examples: readonly Example[] | undefined): Validation {
  if (examples === undefined) return { validationLoss: null, balancedAccuracy: null };
  const scored = score(predict(network, examples), examples);
  const surprise = scored.map(({ label, probabilities }) => -Math.log(Math.max(probabilities[label], 1e-12)));
  return {
    validationLoss: surprise.reduce((sum, v) => sum + v, 0) / surprise.length,
    balancedAccuracy: balancedAccuracy(confusion(scored, network.classes)),
  };
}

/** Higher balanced accuracy, then lower loss: with few pictures many epochs tie. Without validation, later is better. */
function isBetter(a: EpochRecord, b: EpochRecord): boolean {
  if (a.balancedAccuracy === null || b.balancedAccuracy === null) return true;
  if (a.balancedAccuracy !== b.balancedAccuracy) return a.balancedAccuracy > b.balancedAccuracy;
  return a.validationLoss! < b.validationLoss!;
}
