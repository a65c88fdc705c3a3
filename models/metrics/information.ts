/** How many bits a public value tells of a hidden one. */

const PERMUTATIONS = 200;

export interface Information {
  /** Mutual information in bits, less the mean of the same estimate on shuffled pairs (the bias of few examples). */
  readonly bits: number;
  /** Share of shuffles that seemed to tell as much or more: below 0.05, something is told. */
  readonly p: number;
}

/**
 * Mutual information of two discrete values from paired examples, by counting, with a permutation test.
 * @param uniform numbers in [0, 1) for the shuffles
 */
export function information(
  hidden: readonly number[],
  shown: readonly (number | string)[],
  uniform: () => number,
): Information {
  const plain = mutual(hidden, shown);
  const shuffled = Array.from({ length: PERMUTATIONS }, () => mutual(shuffle(hidden, uniform), shown));
  const mean = shuffled.reduce((a, b) => a + b, 0) / PERMUTATIONS;
  const asMuch = shuffled.filter((bits) => bits >= plain - 1e-12).length;
  return { bits: Math.max(0, plain - mean), p: (asMuch + 1) / (PERMUTATIONS + 1) };
}

/** The plug-in estimate, in bits. */
function mutual(a: readonly number[], b: readonly (number | string)[]): number {
  return entropy(a) + entropy(b) - entropy(a.map((value, i) => `${value}|${b[i]}`));
}

function entropy(values: readonly (number | string)[]): number {
  const counts = new Map<number | string, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  let sum = 0;
  for (const count of counts.values()) sum -= (count / values.length) * Math.log2(count / values.length);
  return sum;
}

function shuffle(items: readonly number[], uniform: () => number): number[] {
  const out = [...items];
  for (let i = out.length - 1; i > 0; i--) {
    const j = Math.floor(uniform() * (i + 1));
    [out[i], out[j]] = [out[j], out[i]];
  }
  return out;
}
