import type { Box } from "./head.ts";
import type { Picture } from "./picture.ts";

/** What one output line takes from the input: `weights[k]` of line `first + k`. They sum to 1. */
interface Taps {
  readonly first: number;
  readonly weights: Float64Array;
}

/**
 * Area resize: each output pixel is the mean of the input it covers, with fractions at its edges. Nothing between the
 * input pixels is lost, so nothing aliases. Pixels of the box outside the picture are black.
 *
 * @returns `[size, size]` in 0..255, row-major; sums of double products in a fixed order, the same on every machine
 */
export function areaResize({ width, height, grey }: Picture, box: Box, size: number): Float64Array {
  const across = Array.from({ length: size }, (_, i) => taps(box.left, box.width, size, i, width));
  const down = Array.from({ length: size }, (_, i) => taps(box.top, box.height, size, i, height));
  const narrow = new Float64Array(height * size);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < size; x++) {
      const { first, weights } = across[x];
      let sum = 0;
      for (let k = 0; k < weights.length; k++) sum += weights[k] * grey[y * width + first + k];
      narrow[y * size + x] = sum;
    }
  }
  const out = new Float64Array(size * size);
  for (let y = 0; y < size; y++) {
    const { first, weights } = down[y];
    for (let x = 0; x < size; x++) {
      let sum = 0;
      for (let k = 0; k < weights.length; k++) sum += weights[k] * narrow[(first + k) * size + x];
      out[y * size + x] = sum;
    }
  }
  return out;
}

function taps(start: number, length: number, size: number, i: number, limit: number): Taps {
  const step = length / size;
  const from = start + i * step;
  const to = start + (i + 1) * step;
  const first = Math.max(0, Math.floor(from));
  const last = Math.min(limit, Math.ceil(to));
  const weights = new Float64Array(Math.max(0, last - first));
  for (let k = 0; k < weights.length; k++) {
    const covered = Math.min(to, first + k + 1) - Math.max(from, first + k);
    weights[k] = Math.max(0, covered) / step;
  }
  return { first, weights };
}
