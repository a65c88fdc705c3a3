const SAME = 0.01;
const MAX_STRETCH = 8;

interface Plane {
  readonly width: number;
  readonly height: number;
  readonly values: Float32Array;
}

/**
 * A plane whose pixels are not square, interpolated linearly along its coarser side, so that a head keeps its shape.
 * @param spacing millimetres across and down
 */
export function squarePixels(plane: Plane, [across, down]: readonly [number, number]): Plane {
  const ratio = across / down;
  if (!(ratio > 0) || Math.abs(ratio - 1) < SAME) return plane;
  const width = ratio > 1 ? Math.round(plane.width * Math.min(ratio, MAX_STRETCH)) : plane.width;
  const height = ratio < 1 ? Math.round(plane.height * Math.min(1 / ratio, MAX_STRETCH)) : plane.height;
  const values = new Float32Array(width * height);
  for (let y = 0, i = 0; y < height; y++) {
    const [y0, y1, fy] = between(y, height, plane.height);
    for (let x = 0; x < width; x++, i++) {
      const [x0, x1, fx] = between(x, width, plane.width);
      const at = (column: number, row: number) => plane.values[row * plane.width + column];
      const upper = at(x0, y0) * (1 - fx) + at(x1, y0) * fx;
      const lower = at(x0, y1) * (1 - fx) + at(x1, y1) * fx;
      values[i] = upper * (1 - fy) + lower * fy;
    }
  }
  return { width, height, values };
}

/** The two source lines around output line `i`, pixel centres on pixel centres, and the weight of the second. */
function between(i: number, to: number, from: number): [number, number, number] {
  const place = Math.min(from - 1, Math.max(0, ((i + 0.5) * from) / to - 0.5));
  const first = Math.floor(place);
  return [first, Math.min(from - 1, first + 1), place - first];
}
