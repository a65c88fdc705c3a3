/** One example with what a model said about it. */
export interface Scored {
  /** Index of the true class. */
  readonly label: number;
  /** Calibrated probabilities, one per class, summing to 1. */
  readonly probabilities: readonly number[];
}

/** Numerically safe softmax of `[k]` logits. */
export function softmax(logits: ArrayLike<number>): number[] {
  const values = Array.from(logits);
  const top = Math.max(...values);
  const powers = values.map((v) => Math.exp(v - top));
  const sum = powers.reduce((a, b) => a + b, 0);
  return powers.map((v) => v / sum);
}

/** Index of the largest value; the first of equals. */
export function argmax(values: ArrayLike<number>): number {
  let best = 0;
  for (let i = 1; i < values.length; i++) if (values[i] > values[best]) best = i;
  return best;
}
