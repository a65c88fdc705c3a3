import type { Random } from "./random.ts";

/**
 * Splits items into k folds so that a cluster (near-duplicates, or one patient) never lies on both sides, and classes
 * stay even: clusters go, largest first, to the fold that has the fewest of their class.
 */
export function groupedFolds<T extends { readonly label: number }>(
  items: readonly T[],
  clusterOf: (item: T) => string,
  k: number,
  random: Random,
): T[][] {
  const clusters = new Map<string, T[]>();
  for (const item of items) {
    const key = clusterOf(item);
    clusters.set(key, [...(clusters.get(key) ?? []), item]);
  }
  const folds = Array.from({ length: k }, () => [] as T[]);
  const order = random.shuffled([...clusters.values()]).sort((a, b) => b.length - a.length);
  for (const cluster of order) {
    const count = (fold: T[]) => fold.filter(({ label }) => label === cluster[0].label).length;
    const emptiest = folds.reduce((best, fold) => (count(fold) < count(best) ? fold : best));
    emptiest.push(...cluster);
  }
  return folds;
}
