import { type Tiers, tierOf } from "#models/graph/tiers";
import { CONFIDENCE_STEPS } from "#models/reference/release";
import { argmax, softmax } from "./scored.ts";

const TIERS = 8;
/** Fewer pictures in a tier of a class leave its threshold to chance. */
const LEAST = 5;

/**
 * Tiers that cut the leads of each predicted class into equally many pictures, and the confidence of each: the mean of
 * its pictures' over all classes, made rising, rounded down
 * to a published step.
 *
 * @param logits calibrated, one row of K per picture that the model was not trained on
 * @returns nothing when a class is predicted too rarely for two tiers
 */
export function fitTiers(logits: readonly (readonly number[])[]): Tiers | undefined {
  const leads = logits[0].map((): number[] => []);
  for (const row of logits) {
    const [first, second] = row.toSorted((a, b) => b - a);
    leads[argmax(row)].push(first - second);
  }
  const count = Math.min(TIERS, ...leads.map(({ length }) => Math.floor(length / LEAST)));
  if (count < 2) return undefined;
  const thresholds = leads.map((own) => {
    const sorted = own.toSorted((a, b) => a - b);
    return Array.from({ length: count }, (_, i) => (i === 0 ? 0 : sorted[Math.floor((i * sorted.length) / count)]));
  });
  const sums = Array.from({ length: count }, () => ({ sum: 0, n: 0 }));
  for (const row of logits) {
    const of = sums[tierOf(row, thresholds).tier - 1];
    of.sum += Math.max(...softmax(row));
    of.n++;
  }
  let most = 0;
  const confidence = sums.map(({ sum, n }) => {
    most = Math.max(most, n === 0 ? 0 : sum / n);
    return Math.floor(CONFIDENCE_STEPS * most + 1e-9) / CONFIDENCE_STEPS;
  });
  return { thresholds, confidence };
}
