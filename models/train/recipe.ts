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
}

const COMMON = { warmupEpochs: 3, weightDecay: 0.05, clip: 5, labelSmoothing: 0.05 };

/** From first weights, on thousands of pictures. */
export const FROM_SCRATCH: Omit<Recipe, "epochs"> = { ...COMMON, batch: 64, rate: 2e-3 };
/** On a few hundred pictures, from scratch or from pre-trained weights. */
export const SMALL_SET: Omit<Recipe, "epochs"> = { ...COMMON, batch: 32, rate: 5e-4 };

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
