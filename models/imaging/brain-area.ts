/** Millimetres peeled off all tissue: scalp and the strands of orbits and neck vanish, the brain remains. */
const PEEL = 4;
const MOST = 0.04; // of a side

/**
 * About how much brain a slice shows: the area of the largest piece left when everything brighter than air is peeled.
 *
 * @param plane `[height, width]`
 * @param threshold what counts as tissue
 * @param spacing millimetres across and down
 * @returns pixels
 */
export function brainArea(
  plane: Float32Array,
  width: number,
  height: number,
  threshold: number,
  spacing: readonly [number, number],
): number {
  const mask = Uint8Array.from(plane, (v) => Number(v > threshold));
  for (let left = layers(spacing[0], width); left > 0; left--) peel(mask, width, height, 1);
  for (let left = layers(spacing[1], height); left > 0; left--) peel(mask, width, height, width);
  return largestPiece(mask, width);
}

/** A file that counts in metres, or in nothing at all, must not have all of its head peeled off. */
const layers = (spacing: number, side: number): number => Math.min(Math.round(PEEL / spacing), Math.round(MOST * side));

/** Clears whatever has nothing beside it in one direction; the border counts as nothing. */
function peel(mask: Uint8Array, width: number, height: number, step: number): void {
  const before = mask.slice();
  const lines = step === 1 ? width : height;
  for (let i = 0; i < mask.length; i++) {
    const place = step === 1 ? i % width : Math.floor(i / width);
    if (place === 0 || place === lines - 1 || !before[i - step] || !before[i + step]) mask[i] = 0;
  }
}

function largestPiece(mask: Uint8Array, width: number): number {
  const stack: number[] = [];
  let largest = 0;
  for (let start = 0; start < mask.length; start++) {
    if (!mask[start]) continue;
    mask[start] = 0;
    stack.push(start);
    let area = 0;
    while (stack.length > 0) {
      const at = stack.pop()!;
      area++;
      // The border is clear by now, so that no neighbour lies on the other side of the picture.
      for (const next of [at - 1, at + 1, at - width, at + width]) {
        if (!mask[next]) continue;
        mask[next] = 0;
        stack.push(next);
      }
    }
    largest = Math.max(largest, area);
  }
  return largest;
}
