export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

export function round(value: number, digits = 2): number {
  return Number(value.toFixed(digits));
}

/** Smallest, middle and largest of some times, rounded. */
export function spread(values: readonly number[]): { min: number; median: number; max: number } {
  return { min: round(Math.min(...values)), median: round(median(values)), max: round(Math.max(...values)) };
}

export function timed<T>(work: () => T): [T, number] {
  const start = performance.now();
  return [work(), performance.now() - start];
}

/** Shortest of some runs, in seconds. */
export function best(work: () => void, runs = 30): number {
  return Math.min(...Array.from({ length: runs }, () => timed(work)[1])) / 1000;
}
