import type { Picture } from "./picture.ts";

/** A rectangle in pixels; it may reach over the picture's border, where everything is black. */
export interface Box {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

const DARK = 0.1; // of the picture's own range: above the noise of air, below scalp fat on every contrast
const LINE_SHARE = 0.02; // share of a line's pixels that must be bright; fewer are specks or burnt-in letters
const MARGIN = 0.02; // of the box's side, so that a faint skin line is not cut
const MIN_SHARE = 0.3; // of the picture's side; a smaller box is a mistake, and the whole picture is kept

/**
 * The value below which the share `q` of all pixels lies.
 * @param q between 0 and 1
 */
export function percentile(grey: Uint8Array, q: number): number {
  const histogram = new Uint32Array(256);
  for (const v of grey) histogram[v]++;
  const rank = Math.floor(q * (grey.length - 1));
  let seen = 0;
  for (let v = 0; v < 256; v++) {
    seen += histogram[v];
    if (seen > rank) return v;
  }
  return 255;
}

/** The head's bounding box with a small margin, clipped to the picture; the whole picture where none is found. */
export function headBox({ width, height, grey }: Picture): Box {
  const low = percentile(grey, 0.01);
  const threshold = low + DARK * (percentile(grey, 0.99) - low);
  const rows = new Uint32Array(height);
  const columns = new Uint32Array(width);
  for (let y = 0, i = 0; y < height; y++) {
    for (let x = 0; x < width; x++, i++) {
      if (grey[i] > threshold) {
        rows[y]++;
        columns[x]++;
      }
    }
  }
  const [left, right] = extent(columns, height);
  const [top, bottom] = extent(rows, width);
  return { left, top, width: right - left, height: bottom - top };
}

/** The box grown evenly on its shorter side, so that resizing keeps the head's proportions. */
export function squared(box: Box): Box {
  const side = Math.max(box.width, box.height);
  const left = box.left - Math.floor((side - box.width) / 2);
  const top = box.top - Math.floor((side - box.height) / 2);
  return { left, top, width: side, height: side };
}

/** First and one past the last line that has enough bright pixels, plus the margin. */
function extent(counts: Uint32Array, lineLength: number): [number, number] {
  const enough = LINE_SHARE * lineLength;
  let from = 0;
  let to = counts.length;
  while (from < to && counts[from] <= enough) from++;
  while (to > from && counts[to - 1] <= enough) to--;
  if (to - from < MIN_SHARE * counts.length) return [0, counts.length];
  const margin = Math.ceil(MARGIN * (to - from));
  return [Math.max(0, from - margin), Math.min(counts.length, to + margin)];
}
