/**
 * What of the logits may be seen: differences on a coarse public grid, and from them one confidence in coarse steps.
 * Exact logits would be a fingerprint of the picture.
 */

/**
 * Logits are divided down to multiples of 2^-7 = 1/128 before they are opened. A difference of two is then off by less
 * than 1/128, which moves a confidence by less than 0.2 points, a twelfth of a published step, and can change the class
 * only of a picture whose two likeliest classes are closer than that: of two, at most 50.2 % to 49.8 %. A coarser grid
 * would tell the nodes less, and change the class of more pictures about which a calibrated model is in doubt.
 */
export const GRID_BITS = 7;
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
