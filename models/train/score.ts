import { type Scored, softmax } from "#models/metrics/scored";
import type { Example } from "./dataset.ts";

/** Logits turned into what the metrics take. */
export function score(logits: readonly (readonly number[])[], examples: readonly Example[]): Scored[] {
  return logits.map((row, i) => ({ label: examples[i].label, probabilities: softmax(row) }));
}
