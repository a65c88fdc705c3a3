const Z95 = 1.959963984540054;

export type Interval = readonly [low: number, high: number];

/** Wilson's 95 % interval for `successes` of `n`; honest also at 0, at n, and for few examples. Null without any. */
export function wilson(successes: number, n: number): Interval | null {
  if (n === 0) return null;
  const share = successes / n;
  const z2 = Z95 * Z95;
  const centre = (share + z2 / (2 * n)) / (1 + z2 / n);
  const half = (Z95 / (1 + z2 / n)) * Math.sqrt((share * (1 - share)) / n + z2 / (4 * n * n));
  return [Math.max(0, centre - half), Math.min(1, centre + half)];
}
