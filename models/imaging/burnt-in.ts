import { percentile } from "./head.ts";
import type { Picture } from "./picture.ts";

const LIT = 0.45; // of the range: letters are drawn bright
const MIN_HEIGHT = 5; // px: smaller letters cannot be read
const MAX_HEIGHT = 0.07; // of the picture's height
const MIN_FILL = 0.12;
const MAX_FILL = 0.85; // a letter leaves some of its box dark
const LETTERS = 3; // in one line
const MAX_LETTERS = 2000; // looked at: each is compared with each
const GROUND = 0.15; // of the range: below it lies the ground that letters are drawn on
const ON_GROUND = 0.85; // share of the pixels around a letter's box, which other letters may touch

interface Blob {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
  readonly area: number;
}

/**
 * Does something like a line of letters stand beside the head? Bright specks of a letter's size and fill that are not
 * part of anything larger, at least three of about one height in a row. It warns and removes nothing: letters that
 * touch the head, or lie on it, it does not see.
 */
export function looksBurntIn(picture: Picture): boolean {
  const { height } = picture;
  const onGround = groundTest(picture);
  const found = blobs(picture).filter((blob) => {
    const [w, h] = [blob.right - blob.left + 1, blob.bottom - blob.top + 1];
    const fill = blob.area / (w * h);
    const upright = w >= 0.15 * h && w <= 1.6 * h;
    return (
      h >= MIN_HEIGHT && h <= MAX_HEIGHT * height && upright && fill >= MIN_FILL && fill <= MAX_FILL && onGround(blob)
    );
  });
  const letters = found.slice(0, MAX_LETTERS);
  return letters.some((first) => {
    const size = first.bottom - first.top + 1;
    const line = letters.filter(
      ({ top, bottom, left, right }) =>
        Math.abs(bottom - first.bottom) <= 0.25 * size &&
        Math.abs(bottom - top + 1 - size) <= 0.35 * size &&
        Math.max(left - first.right, first.left - right) <= 4 * size,
    );
    return line.length >= LETTERS;
  });
}

/** Connected bright areas (eight neighbours), each with its box. */
function blobs({ width, height, grey }: Picture): Blob[] {
  const low = percentile(grey, 0.01);
  const threshold = low + LIT * Math.max(1, percentile(grey, 0.995) - low);
  const seen = new Uint8Array(grey.length);
  const stack: number[] = [];
  const found: Blob[] = [];
  for (let start = 0; start < grey.length; start++) {
    if (seen[start] || grey[start] <= threshold) continue;
    seen[start] = 1;
    stack.push(start);
    let [left, right, top, bottom, area] = [width, 0, height, 0, 0];
    while (stack.length > 0) {
      const at = stack.pop()!;
      const [x, y] = [at % width, Math.floor(at / width)];
      area++;
      left = Math.min(left, x);
      right = Math.max(right, x);
      top = Math.min(top, y);
      bottom = Math.max(bottom, y);
      for (let ny = Math.max(0, y - 1); ny <= Math.min(height - 1, y + 1); ny++)
        for (let nx = Math.max(0, x - 1); nx <= Math.min(width - 1, x + 1); nx++) {
          const next = ny * width + nx;
          if (seen[next] || grey[next] <= threshold) continue;
          seen[next] = 1;
          stack.push(next);
        }
    }
    found.push({ left, right, top, bottom, area });
  }
  return found;
}

/** Whether a box stands on dark ground: the pixels two steps outside it. */
function groundTest({ width, height, grey }: Picture): (box: Blob) => boolean {
  const low = percentile(grey, 0.01);
  const threshold = low + GROUND * Math.max(1, percentile(grey, 0.995) - low);
  return ({ left, right, top, bottom }) => {
    let dark = 0;
    let all = 0;
    for (let y = top - 2; y <= bottom + 2; y++)
      for (let x = left - 2; x <= right + 2; x++) {
        const around = y === top - 2 || y === bottom + 2 || x === left - 2 || x === right + 2;
        if (!around || x < 0 || y < 0 || x >= width || y >= height) continue;
        all++;
        dark += Number(grey[y * width + x] <= threshold);
      }
    return dark >= ON_GROUND * all;
  };
}
