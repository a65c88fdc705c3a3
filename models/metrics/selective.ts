import { argmax, type Scored } from "./scored.ts";

/** What a model is worth on the cases of which it is at least so sure. */
export interface SelectivePoint {
  readonly confidence: number;
  readonly n: number;
  readonly accuracy: number;
}

/** Confidence is published in steps of 2.5 %. */
const STEPS = 40;

/** Accuracy among the examples at or above each published confidence, from the lowest possible one (1 / K) up. */
export function selective(scored: readonly Scored[], classes: number): SelectivePoint[] {
  const points: SelectivePoint[] = [];
  for (let step = Math.ceil(STEPS / classes); step < STEPS; step++) {
    const confidence = step / STEPS;
    const kept = scored.filter(({ probabilities }) => Math.max(...probabilities) >= confidence);
    if (kept.length === 0) break;
    const right = kept.filter(({ label, probabilities }) => argmax(probabilities) === label).length;
    points.push({ confidence, n: kept.length, accuracy: right / kept.length });
  }
  return points;
}
