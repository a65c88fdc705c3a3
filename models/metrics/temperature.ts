import { softmax } from "./scored.ts";

type Logits = readonly (readonly number[])[];

/**
 * The temperature T that makes softmax(logits / T) likeliest on examples the model was not trained on (Guo et al. 2017).
 * The mean negative log-likelihood has one minimum over log T (it is convex in 1/T), so a ternary search finds it.
 *
 * @param logits one row of K per example
 * @returns T between 0.05 and 20
 */
export function fitTemperature(logits: Logits, labels: readonly number[]): number {
  let low = Math.log(0.05);
  let high = Math.log(20);
  for (let i = 0; i < 60; i++) {
    const left = low + (high - low) / 3;
    const right = high - (high - low) / 3;
    const leftIsBetter = surprise(logits, labels, Math.exp(left)) < surprise(logits, labels, Math.exp(right));
    if (leftIsBetter) high = right;
    else low = left;
  }
  return Math.exp((low + high) / 2);
}

/** Negative log-likelihood of the labels. */
function surprise(logits: Logits, labels: readonly number[], temperature: number): number {
  return logits.reduce((sum, row, i) => {
    const probability = softmax(row.map((v) => v / temperature))[labels[i]];
    return sum - Math.log(Math.max(probability, 1e-300));
  }, 0);
}
