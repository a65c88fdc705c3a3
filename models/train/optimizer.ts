import type { StepRates } from "./compute/tasks.ts";

const BETA1 = 0.9;
const BETA2 = 0.999;

export interface StepOptions {
  /** Counted from 1 over the whole run. */
  readonly step: number;
  /** Learning rate of this step. */
  readonly rate: number;
  /** Decay per unit of learning rate, on weights only, never on biases. */
  readonly weightDecay: number;
  /** Largest norm of the whole gradient; a longer one is shortened to it. */
  readonly clip: number;
}

/** The numbers of one step of AdamW (Loshchilov & Hutter 2019), whose arithmetic is the kernel's. */
export function rateOf({ step, rate, weightDecay, clip }: StepOptions, norm: number): StepRates {
  return {
    shorten: Math.min(1, clip / (norm + 1e-12)),
    rate: (rate * Math.sqrt(1 - BETA2 ** step)) / (1 - BETA1 ** step),
    keep: 1 - rate * weightDecay,
  };
}
