/**
 * What of the logits may be seen: differences on a coarse public grid, and from them one confidence in coarse steps.
 * Exact logits would be a fingerprint of the picture.
 */
import { TIER } from "#models/graph/tiers";

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

/** What both parties read off the opened differences: an index into the permuted classes, and its confidence, 0 to 1. */
export interface Read {
  readonly maskedClass: number;
  readonly confidence: number;
}

/**
 * The confidence of released logits: the maximum of their softmax, rounded down to a published step.
 *
 * Only differences matter: an unknown constant has been added to all of them (modulo 2^32), and a permutation may have
 * been applied. Of equal logits the first wins.
 */
export function confidenceOf(released: Int32Array): Read {
  const { maskedClass, differences, most } = opened(released);
  const total = differences.reduce((sum, value) => sum + Math.exp((value - most) / 2 ** GRID_BITS), 0);
  // Both nodes sign this number: the nudge keeps a last-bit difference between two runtimes' exp from showing.
  const steps = Math.floor(CONFIDENCE_STEPS / total + 1e-9);
  return { maskedClass, confidence: steps / CONFIDENCE_STEPS };
}

/**
 * The same of a released tier, which has a confidence of its own. All classes but the likeliest were released as 0; a
 * tie that leaves nothing above 0 is the first tier's.
 * @param confidences of the tiers, lowest first
 */
export function tierConfidenceOf(released: Int32Array, confidences: readonly number[]): Read {
  const { maskedClass, differences, most } = opened(released);
  const tier = Math.round((most - Math.min(...differences)) / (TIER * 2 ** GRID_BITS));
  return { maskedClass, confidence: confidences[Math.min(Math.max(tier, 1), confidences.length) - 1] };
}

function opened(released: Int32Array) {
  const differences = Array.from(released, (value) => (value - released[0]) | 0);
  const most = Math.max(...differences);
  return { maskedClass: differences.indexOf(most), differences, most };
}
