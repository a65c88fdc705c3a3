/** Channels differing by more than this count as colour; below it lies the rounding of a grey picture saved as JPEG. */
const COLOUR_STEP = 16;

/**
 * Luma of ITU-R BT.601 in integers, so that every machine gets the same bytes: (77 R + 150 G + 29 B + 128) / 256.
 * The weights sum to 256, so grey stays exactly what it was.
 */
export function luma(r: number, g: number, b: number): number {
  return (77 * r + 150 * g + 29 * b + 128) >> 8;
}

/** True where a pixel's channels lie so far apart that it was meant to be coloured. */
export function isColour(r: number, g: number, b: number): boolean {
  return Math.max(r, g, b) - Math.min(r, g, b) > COLOUR_STEP;
}

/** @param data `[n, 3]` bytes, interleaved */
export function rgbToGrey(data: Uint8Array, n: number): { grey: Uint8Array; colour: boolean } {
  const grey = new Uint8Array(n);
  let colour = false;
  for (let i = 0, o = 0; i < n; i++, o += 3) {
    const r = data[o];
    const g = data[o + 1];
    const b = data[o + 2];
    grey[i] = luma(r, g, b);
    colour ||= isColour(r, g, b);
  }
  return { grey, colour };
}
