/**
 * What of the logits may be seen: differences on a coarse public grid, and from them one confidence in coarse steps.
 * Exact logits would be a fingerprint of the picture.
 */

/** Logits are divided down to multiples of 2^-4 = 1/16 before they are opened. */
export const GRID_BITS = 4;
/** Confidence is rounded down to multiples of 1/40 = 2.5 %. */
export const CONFIDENCE_STEPS = 40;

/** The twin of the release: logits `[classes]` with `scale` fractional bits, floored to the grid. */
export function toGrid(logits: Int32Array, scale: number): Int32Array {
  return logits.map((logit) => logit >> (scale - GRID_BITS));
}

/**
 * The confidence of released logits: the maximum of their softmax, rounded down to a published step.
 *
 * Only differences matter: an unknown constant has been added to all of them (modulo 2^32), and a permutation may have
 * been applied, so `maskedClass` is an index into the permuted list. Of equal logits the first wins.
 */
export function confidenceOf(released: Int32Array, gridBits = GRID_BITS): { maskedClass: number; confidence: number } {
  const differences = Array.from(released, (value) => (value - released[0]) | 0);
  const most = Math.max(...differences);
  const total = differences.reduce((sum, value) => sum + Math.exp((value - most) / 2 ** gridBits), 0);
  // Both nodes sign this number: the nudge keeps a last-bit difference between two runtimes' exp from showing.
  const steps = Math.floor(CONFIDENCE_STEPS / total + 1e-9);
  return { maskedClass: differences.indexOf(most), confidence: steps / CONFIDENCE_STEPS };
}
