import { DoctorError } from "#errors";
import type { Dataset, Example } from "./dataset.ts";

/** Correlation of two inputs from which on they are taken for one picture. Public sets show a gap from 0.90 to 0.93. */
const SAME = 0.92;

/**
 * Those examples of which a near-copy, mirrored or not, is among `others`: public sets were gathered from one another,
 * and a picture learnt under another name makes every figure on it too good.
 * @param side of the square inputs, in pixels
 */
export function nearCopies(examples: readonly Example[], others: readonly Example[], side: number): Set<Example> {
  const known = others.flatMap(({ x }) => [standardised(x), standardised(mirrored(x, side))]);
  const isKnown = ({ x }: Example) => {
    const own = standardised(x);
    return known.some((other) => correlation(own, other) > SAME);
  };
  return new Set(examples.filter(isKnown));
}

/**
 * The set without its near-copies of `others`.
 * @throws DoctorError E138 when a label keeps no picture
 */
export function withoutNearCopies(set: Dataset, others: readonly Example[], side: number): Dataset {
  const copies = nearCopies(set.examples, others, side);
  const examples = set.examples.filter((one) => !copies.has(one));
  const empty = set.labels.filter((_, label) => !examples.some((one) => one.label === label));
  if (empty.length > 0) {
    throw new DoctorError(
      "E138_ALL_NEAR_COPIES",
      `Every picture of these labels has a near-copy among those to keep apart from: ${empty.join(", ")}.`,
      "Give --apart-from other folders than the ones that are trained on.",
    );
  }
  return { ...set, examples, leftOut: copies.size };
}

function mirrored(x: Float32Array, side: number): Float32Array {
  return x.map((_, i) => x[i - 2 * (i % side) + side - 1]);
}

/** Mean 0 and length 1; a uniform picture stays at 0, like nothing else. */
function standardised(x: Float32Array): Float32Array {
  const mean = x.reduce((a, b) => a + b, 0) / x.length;
  const length = Math.sqrt(x.reduce((sum, v) => sum + (v - mean) ** 2, 0));
  return length === 0 ? new Float32Array(x.length) : x.map((v) => (v - mean) / length);
}

function correlation(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
  return sum;
}
