/**
 * A camera writes its sensor's rows as they come and notes how they must be turned. The note stays behind with all
 * other metadata, so the pixels have to be turned first: a head seen in a mirror has its sides exchanged.
 */

/** EXIF orientation (tag 0x0112, Exif 2.32 §4.6.4): 1 upright, 2 to 4 flipped or upside down, 5 to 8 with sides swapped. */
export type Orientation = 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8;

interface Pixels {
  readonly width: number;
  readonly height: number;
  readonly grey: Uint8Array;
}

/**
 * @param body of the APP1 segment, from `Exif\0\0` on; anything malformed counts as upright
 */
export function orientationOf(body: Uint8Array): Orientation {
  const tiff = body.subarray(6);
  const view = new DataView(tiff.buffer, tiff.byteOffset, tiff.byteLength);
  if (tiff.length < 8) return 1;
  const little = view.getUint16(0) === 0x4949;
  const directory = view.getUint32(4, little);
  if (directory + 2 > tiff.length) return 1;
  const entries = view.getUint16(directory, little);
  for (let i = 0, at = directory + 2; i < entries && at + 12 <= tiff.length; i++, at += 12) {
    if (view.getUint16(at, little) !== 0x0112) continue;
    const value = view.getUint16(at + 8, little);
    return value >= 1 && value <= 8 ? (value as Orientation) : 1;
  }
  return 1;
}

/** The pixels as they were meant to be seen. */
export function upright({ width, height, grey }: Pixels, orientation: Orientation): Pixels {
  if (orientation === 1) return { width, height, grey };
  const swapped = orientation >= 5;
  const [outWidth, outHeight] = swapped ? [height, width] : [width, height];
  const mirrored = [2, 3, 7, 8].includes(orientation);
  const flipped = [3, 4, 6, 7].includes(orientation);
  const out = new Uint8Array(grey.length);
  for (let y = 0, i = 0; y < outHeight; y++) {
    for (let x = 0; x < outWidth; x++, i++) {
      const [along, down] = swapped ? [y, x] : [x, y];
      const sourceX = mirrored ? width - 1 - along : along;
      const sourceY = flipped ? height - 1 - down : down;
      out[i] = grey[sourceY * width + sourceX];
    }
  }
  return { width: outWidth, height: outHeight, grey: out };
}
