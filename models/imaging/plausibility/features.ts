import { headBox, percentile, squared } from "../head.ts";
import type { Picture } from "../picture.ts";
import { areaResize } from "../resize.ts";

/** Side of the small picture that all features are taken from. */
const SIDE = 96;
const ANGLES = 64;
const DEPTHS = [0.02, 0.05, 0.08, 0.12, 0.16, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1];
const PLAIN = 12; // grey levels that a plain bar may vary by, after JPEG
const BAR = 40; // darker bars are ground
const LIGHT = 0.12; // share of the range above which a pixel counts as tissue

export const FEATURE_NAMES: readonly string[] = [
  "box aspect",
  "box share of the picture",
  "corners: mean",
  "corners: lit share",
  "filled share of the outline",
  "outline: mean radius",
  "outline: roughness",
  "outline: ellipse misfit",
  "mirror symmetry",
  "inside: mean",
  "inside: spread",
  "inside: near black",
  "inside: near white",
  "inside: saturated",
  "inside: edges",
  "outside: edges",
  "core: spread",
  "core: mean",
  "grey levels used",
  "core: edges",
  "rim: near white",
  "rim: edges",
  "rim: brightest",
  ...DEPTHS.map((d) => `depth ${d}: mean`),
  ...DEPTHS.slice(0, 6).map((d) => `depth ${d}: spread`),
  ...Array.from({ length: 8 }, (_, i) => `inside: histogram ${i + 1} of 8`),
];

/**
 * What an axial head MR looks like, in numbers that a person can check: one dark ground, one smooth oval outline, layers
 * under it (scalp, skull, brain), two like halves, and brain that is neither flat nor saturated.
 *
 * @returns as many values as {@link FEATURE_NAMES}
 */
export function features(picture: Picture): Float64Array {
  const { grey, width, height } = trimmed(picture);
  const box = headBox({ ...picture, width, height, grey });
  const low = percentile(grey, 0.01);
  const range = Math.max(1, percentile(grey, 0.99) - low);
  const raw = areaResize({ ...picture, width, height, grey }, squared(box), SIDE);
  const x = raw.map((v) => Math.min(1, Math.max(0, (v - low) / range)));
  const at = (px: number, py: number) =>
    x[Math.min(SIDE - 1, Math.max(0, Math.round(py))) * SIDE + Math.min(SIDE - 1, Math.max(0, Math.round(px)))];
  const centre = (SIDE - 1) / 2;

  // Outline: along each ray, the outermost of three lit points in a row, so that letters beside the head do not count.
  const radii = Array.from({ length: ANGLES }, (_, k) => {
    const [dx, dy] = direction(k);
    for (let r = 1.3 * centre; r > 4; r -= 0.5) {
      if (Math.abs(r * dx) > centre || Math.abs(r * dy) > centre) continue;
      if ([r, r - 1.5, r - 3].every((t) => at(centre + t * dx, centre + t * dy) > LIGHT)) return r;
    }
    return 4;
  });
  const outline = (angle: number) => {
    const k = ((angle / (2 * Math.PI)) * ANGLES + ANGLES) % ANGLES;
    const i = Math.floor(k);
    return radii[i % ANGLES] * (1 - (k - i)) + radii[(i + 1) % ANGLES] * (k - i);
  };

  const inside: number[] = [];
  const core: number[] = [];
  const rim: number[] = [];
  let coreEdges = 0;
  let rimEdges = 0;
  const corners: number[] = [];
  let lit = 0;
  let insideEdges = 0;
  let outsideEdges = 0;
  let outsideCount = 0;
  let mirrored = 0;
  for (let py = 0; py < SIDE; py++) {
    for (let px = 0; px < SIDE; px++) {
      const [dx, dy] = [px - centre, py - centre];
      const r = Math.hypot(dx, dy);
      const v = x[py * SIDE + px];
      const edge = Math.hypot(at(px + 1, py) - at(px - 1, py), at(px, py + 1) - at(px, py - 1));
      if (r > 1.02 * centre) corners.push(v);
      const depth = r / outline(Math.atan2(dy, dx));
      if (depth <= 1) {
        inside.push(v);
        lit += Number(v > LIGHT);
        insideEdges += edge;
        mirrored += Math.abs(v - at(SIDE - 1 - px, py));
        if (depth < 0.6) {
          core.push(v);
          coreEdges += edge;
        } else if (depth > 0.82) {
          rim.push(v);
          rimEdges += edge;
        }
      } else if (depth > 1.1) {
        outsideEdges += edge;
        outsideCount++;
      }
    }
  }
  const rings = DEPTHS.map((d) =>
    radii.map((radius, k) => {
      const [dx, dy] = direction(k);
      return at(centre + radius * (1 - d) * dx, centre + radius * (1 - d) * dy);
    }),
  );
  const n = inside.length;
  const share = (test: (v: number) => boolean) => Math.sqrt(inside.filter(test).length / n);
  const meanRadius = mean(radii);
  const values = [
    Math.log(box.width / box.height),
    (box.width * box.height) / (width * height),
    mean(corners),
    Math.sqrt(corners.filter((v) => v > LIGHT).length / Math.max(1, corners.length)),
    lit / n,
    meanRadius / centre,
    mean(radii.map((r, k) => Math.abs(r - (radii[(k + 1) % ANGLES] + radii[(k + ANGLES - 1) % ANGLES]) / 2))) /
      meanRadius,
    ellipseMisfit(radii),
    mirrored / n,
    mean(inside),
    spread(inside),
    share((v) => v < 0.05),
    share((v) => v > 0.95),
    share((v) => v >= 1),
    insideEdges / n,
    outsideEdges / Math.max(1, outsideCount),
    spread(core),
    mean(core),
    Math.log(new Set(grey).size),
    coreEdges / Math.max(1, core.length),
    Math.sqrt(rim.filter((v) => v > 0.95).length / Math.max(1, rim.length)),
    rimEdges / Math.max(1, rim.length),
    mean(rings.slice(0, 6).reduce((best, ring) => ring.map((v, k) => Math.max(v, best[k])), rings[0])),
    ...rings.map(mean),
    ...rings.slice(0, 6).map(spread),
    ...Array.from({ length: 8 }, (_, i) => share((v) => v >= i / 8 && (v < (i + 1) / 8 || i === 7))),
  ];
  return Float64Array.from(values);
}

const direction = (k: number): [number, number] => {
  const angle = (2 * Math.PI * k) / ANGLES;
  return [Math.cos(angle), Math.sin(angle)];
};

const mean = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0) / Math.max(1, values.length);

const spread = (values: readonly number[]): number => {
  const m = mean(values);
  return Math.sqrt(mean(values.map((v) => (v - m) ** 2)));
};

/** Relative distance of the outline from the smooth closed curve of its first three harmonics. */
function ellipseMisfit(radii: readonly number[]): number {
  const n = radii.length;
  const fitted = radii.map(() => mean(radii));
  for (let h = 1; h <= 3; h++) {
    const c = (2 / n) * radii.reduce((sum, r, k) => sum + r * Math.cos((2 * Math.PI * h * k) / n), 0);
    const s = (2 / n) * radii.reduce((sum, r, k) => sum + r * Math.sin((2 * Math.PI * h * k) / n), 0);
    for (let k = 0; k < n; k++)
      fitted[k] += c * Math.cos((2 * Math.PI * h * k) / n) + s * Math.sin((2 * Math.PI * h * k) / n);
  }
  return mean(radii.map((r, k) => Math.abs(r - fitted[k]))) / mean(radii);
}

/** The picture without plain bars along its sides, as a slide or a screenshot adds them. */
function trimmed({ width, height, grey }: Picture): Pick<Picture, "width" | "height" | "grey"> {
  const plain = (start: number, step: number, count: number) => {
    for (let i = 1; i < count; i++) if (Math.abs(grey[start + i * step] - grey[start]) > PLAIN) return false;
    return grey[start] > BAR;
  };
  let [left, right, top, bottom] = [0, width, 0, height];
  while (left < width / 3 && plain(left, width, height)) left++;
  while (right > (2 * width) / 3 && plain(right - 1, width, height)) right--;
  while (top < height / 3 && plain(top * width, 1, width)) top++;
  while (bottom > (2 * height) / 3 && plain((bottom - 1) * width, 1, width)) bottom--;
  const out = new Uint8Array((right - left) * (bottom - top));
  for (let y = top; y < bottom; y++)
    out.set(grey.subarray(y * width + left, y * width + right), (y - top) * (right - left));
  return { width: right - left, height: bottom - top, grey: out };
}
