/** Pictures that are no head MR, drawn on the spot. */
import type { Picture } from "#models/imaging/picture";
import { seededRandom } from "#scripts/phantom/noise";

type Draw = (x: number, y: number, random: () => number) => number;

function drawn(width: number, height: number, seed: number, draw: Draw): Picture {
  const random = seededRandom(seed);
  const grey = new Uint8Array(width * height);
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) grey[y * width + x] = Math.min(255, Math.max(0, Math.round(draw(x, y, random))));
  return { width, height, grey, removed: [] };
}

/** Letters' worth of strokes in lines, black on white: a page of a letter. */
const page = (seed: number): Picture =>
  drawn(300, 420, seed, (x, y, random) => {
    const inLine = y % 18 > 4 && y % 18 < 14 && x > 30 && x < 270 && y > 40 && y < 380;
    const letter = (Math.imul(Math.floor(x / 7), 2654435761) ^ Math.imul(Math.floor(y / 18), 40503)) >>> 0;
    return inLine && letter % 5 > 0 && (x % 7 < 2 || y % 18 === 5 + (letter % 8)) ? 20 + 20 * random() : 250;
  });

/** Sky, hills, a sun and grain: what a camera sees. */
const landscape = (seed: number): Picture =>
  drawn(320, 240, seed, (x, y, random) => {
    const hill = 130 + 25 * Math.sin(x / 40 + seed) + 12 * Math.sin(x / 13);
    if (Math.hypot(x - 240, y - 50) < 22) return 250;
    return y < hill ? 200 - y / 3 + 8 * random() : 70 + 40 * Math.sin(x / 5) * Math.sin(y / 6) + 30 * random();
  });

/** A thick saturated ring about flat grey, on black: a CT in a brain window. */
const ct = (seed: number): Picture =>
  drawn(256, 256, seed, (x, y, random) => {
    const r = Math.hypot((x - 128) / 92, (y - 128) / 112);
    if (r > 1.02) return 0;
    if (r > 0.97) return 70 + 20 * random();
    if (r > 0.86) return 255;
    const ventricle = Math.hypot((Math.abs(x - 128) - 14) / 9, (y - 118) / 30) < 1;
    return (ventricle ? 60 : 112) + 14 * random();
  });

export const CERTAINLY_NOT: Record<string, (seed: number) => Picture> = {
  blank: () => drawn(128, 128, 1, () => 90),
  black: () => drawn(128, 128, 1, () => 0),
  "a page of text": page,
  "a chessboard": () => drawn(200, 200, 1, (x, y) => ((x >> 4) + (y >> 4)) % 2 && 255),
  "a white disc": () => drawn(200, 200, 1, (x, y) => (Math.hypot(x - 100, y - 100) < 80 ? 255 : 0)),
  "a bar chart": (seed) =>
    drawn(300, 200, seed, (x, y) => (y > 180 - ((Math.floor(x / 30) * 53 * seed) % 150) && x % 30 > 6 ? 90 : 255)),
  "a CT": ct,
};

/** No pixel statistic alone rules these out. */
export const PROBABLY_NOT: Record<string, (seed: number) => Picture> = {
  noise: (seed) => drawn(160, 160, seed, (_x, _y, random) => 256 * random()),
  "a landscape": landscape,
  "a gradient": () => drawn(200, 200, 1, (x, y) => (x + y) / 1.6),
};
