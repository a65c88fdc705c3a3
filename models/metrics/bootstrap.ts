import type { Interval } from "./interval.ts";

const ROUNDS = 1000;

/**
 * Draws for a bootstrap (Efron 1979): groups are drawn with replacement, whole, so that near-duplicates count once.
 * @param uniform numbers in [0, 1), so that a report can be repeated
 */
export function* resamples<T>(groups: readonly (readonly T[])[], uniform: () => number): Generator<T[]> {
  for (let round = 0; round < ROUNDS; round++)
    yield groups.flatMap(() => groups[Math.floor(uniform() * groups.length)]);
}

/** The middle 95 % of what was found on all draws; draws that could not tell are left out. Null of nothing. */
export function percentileInterval(found: readonly (number | null)[]): Interval | null {
  const sorted = found.filter((value) => value !== null).sort((a, b) => a - b);
  if (sorted.length === 0) return null;
  const at = (share: number) => sorted[Math.round(share * (sorted.length - 1))];
  return [at(0.025), at(0.975)];
}
