import type { Example } from "./dataset.ts";

/** How a network is trained. The numbers are part of the run record. */
export interface Recipe {
  readonly epochs: number;
  /** Examples per step. */
  readonly batch: number;
  /** Peak learning rate, reached after the warm-up. */
  readonly rate: number;
  readonly warmupEpochs: number;
  /** AdamW decay per unit of learning rate, on weights only. */
  readonly weightDecay: number;
  /** Largest norm of a step's gradient. */
  readonly clip: number;
  readonly labelSmoothing: number;
  /** Share of features left out before the last dense layers. */
  readonly dropout: number;
  /** Alpha of mixup's beta distribution (Zhang et al. 2018); 0 mixes nothing. */
  readonly mixup: number;
  /** Which weights are kept: the epoch best on the validation pictures, or the last (where these are few). */
  readonly keep: "best" | "last";
}

const COMMON = { warmupEpochs: 3, weightDecay: 0.05, clip: 5, labelSmoothing: 0.05 };

/** From first weights, on thousands of pictures; and tuned from another run's weights, on few. */
const RECIPES: Readonly<Record<"small" | "deep", Readonly<Record<"scratch" | "tuned", Recipe>>>> = {
  small: {
    scratch: { ...COMMON, epochs: 36, batch: 64, rate: 2e-3, dropout: 0.3, mixup: 0.2, keep: "best" },
    tuned: { ...COMMON, epochs: 30, batch: 64, rate: 7e-4, dropout: 0.3, mixup: 0, keep: "last" },
  },
  deep: {
    scratch: { ...COMMON, epochs: 25, batch: 32, rate: 1e-3, dropout: 0.2, mixup: 0, keep: "best" },
    tuned: { ...COMMON, epochs: 20, batch: 32, rate: 3e-4, dropout: 0.2, mixup: 0, keep: "last" },
  },
};

export function recipeFor(backbone: string, tuned: boolean): Recipe {
  return RECIPES[backbone.startsWith("lenet") ? "small" : "deep"][tuned ? "tuned" : "scratch"];
}

/**
 * Linear warm-up, then a cosine to zero (Loshchilov & Hutter 2017).
 * @param step counted from 0 over the whole run
 */
export function learningRate(recipe: Recipe, step: number, stepsPerEpoch: number): number {
  const warmup = Math.min(recipe.warmupEpochs, recipe.epochs / 2) * stepsPerEpoch;
  if (step < warmup) return (recipe.rate * (step + 1)) / Math.ceil(warmup);
  const share = (step - warmup) / (recipe.epochs * stepsPerEpoch - warmup);
  return (recipe.rate / 2) * (1 + Math.cos(Math.PI * share));
}

/** n / (K n_c): every class weighs the same in the loss, however many examples it has. */
export function classWeights(examples: readonly Example[], classes: number): number[] {
  const counts = new Array<number>(classes).fill(0);
  for (const { label } of examples) counts[label]++;
  return counts.map((count) => (count === 0 ? 0 : examples.length / (classes * count)));
}
