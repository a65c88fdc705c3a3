import { seededRandom, smoothstep, valueNoise } from "./noise.ts";

/** Signal of each tissue as in a T1-weighted slice after contrast, 0 to 1. */
const SIGNAL = { fat: 0.86, skin: 0.5, bone: 0.05, marrow: 0.34, csf: 0.12, grey: 0.42, white: 0.64, nuclei: 0.48 };
const LESION = { rim: 0.9, core: 0.24, oedema: 0.4 };

interface Ellipse {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  /** Radians, clockwise; mirrored on the other side. */
  readonly tilt: number;
}
/** Lateral ventricles (frontal horn, body, occipital horn) and deep grey nuclei of the right half; the left mirrors it. */
const VENTRICLES: readonly Ellipse[] = [
  { x: 0.11, y: -0.24, width: 0.045, height: 0.13, tilt: 0.42 },
  { x: 0.075, y: -0.06, width: 0.03, height: 0.12, tilt: -0.12 },
  { x: 0.19, y: 0.27, width: 0.045, height: 0.15, tilt: -0.38 },
];
const THIRD_VENTRICLE: Ellipse = { x: 0, y: 0.06, width: 0.014, height: 0.09, tilt: 0 };
const NUCLEI: readonly Ellipse[] = [
  { x: 0.11, y: 0.08, width: 0.08, height: 0.11, tilt: -0.35 },
  { x: 0.28, y: -0.08, width: 0.06, height: 0.15, tilt: -0.2 },
  { x: 0.17, y: -0.2, width: 0.04, height: 0.06, tilt: 0.4 },
];

/** 0 in the middle, 1 on the border, more outside. */
const within = (x: number, y: number, e: Ellipse) => {
  const cos = Math.cos(e.tilt);
  const sin = Math.sin(e.tilt);
  const dx = x - e.x;
  const dy = y - e.y;
  return Math.hypot((cos * dx + sin * dy) / e.width, (-sin * dx + cos * dy) / e.height);
};
const nearest = (x: number, y: number, shapes: readonly Ellipse[]) => Math.min(...shapes.map((e) => within(x, y, e)));
const mix = (from: number, to: number, share: number) => from + (to - from) * share;

/**
 * One axial head as a function of the plane: x to the left of the patient, y to the back, the skull's half height about 1.
 * Different seeds are different people: outline, folds, ventricles, place of the lesion.
 * @returns signal in [0, 1] at (x, y), without the scanner's noise
 */
export function head(seed: number, lesion: boolean): (x: number, y: number) => number {
  const random = seededRandom(seed);
  const folds = valueNoise(random);
  const soft = valueNoise(random);
  const between = (low: number, high: number) => low + (high - low) * random();
  const turn = between(-0.06, 0.06);
  const width = between(0.78, 0.84);
  const ventricleSize = between(0.8, 1.15);
  const side = random() < 0.5 ? -1 : 1;
  const angle = between(-0.75, 0.75);
  const focus = { x: side * 0.42 * Math.cos(angle), y: 0.5 * Math.sin(angle), radius: between(0.15, 0.19) };

  // Zero lines of a warped noise over the direction from the middle, so that sulci run inwards from the surface.
  function crease(x: number, y: number): number {
    const r = Math.hypot(x, y) + 1e-9;
    const bend = 0.55 * folds(4 * x + 9, 4 * y + 9) + 0.25 * soft(9 * x, 9 * y + 11);
    return folds((6.4 * x) / r + bend, (6.4 * y) / r - bend + 0.9 * r) + 0.1 * soft(8 * x, 8 * y);
  }

  /** Distance to the next sulcus: value over slope, to first order, so that all sulci are of a width. */
  function sulci(x: number, y: number): number {
    const step = 1e-3;
    const value = crease(x, y);
    const slope = Math.hypot(crease(x + step, y) - value, crease(x, y + step) - value) / step;
    return (0.85 * Math.abs(value)) / (slope + 0.6);
  }

  function brain(x: number, y: number, depth: number): number {
    const far = Math.abs(x);
    // The halves are alike, but not mirror images.
    const wx = far + 0.06 * soft(3 * x + 20, 3 * y);
    const wy = y + 0.06 * soft(3 * x, 3 * y + 40);
    const sulcus = sulci(wx, wy) + 0.5 * Math.max(0, depth - 0.19 - 0.13 * soft(3.5 * wx, 3.5 * wy + 60));
    const fissure = Math.abs(x + 0.008 * soft(2, 5 * y)) + 0.5 * smoothstep(0.5, 0.36, Math.abs(y - 0.02));
    const surface = Math.min(depth, sulcus, fissure);
    let signal = mix(SIGNAL.csf, SIGNAL.grey, smoothstep(0.006, 0.02, surface));
    const white = SIGNAL.white + 0.025 * soft(16 * x, 16 * y) + 0.02 * folds(5 * x, 5 * y + 30);
    signal = mix(signal, white, smoothstep(0.042, 0.064, surface));
    signal = mix(SIGNAL.nuclei, signal, smoothstep(0.85, 1.1, nearest(wx, wy, NUCLEI)));
    const fluid = Math.min(nearest(far, wy, VENTRICLES) / ventricleSize, within(x, wy, THIRD_VENTRICLE));
    return mix(SIGNAL.csf, signal, smoothstep(0.85, 1.1, fluid));
  }

  function withLesion(x: number, y: number, signal: number): number {
    const dx = x - focus.x;
    const dy = y - focus.y;
    const ragged = 1 + 0.2 * folds(5 * dx + 50, 5 * dy) + 0.08 * soft(13 * dx, 13 * dy + 50);
    const r = Math.hypot(dx, dy) / (focus.radius * ragged);
    const wet = mix(LESION.oedema, signal, smoothstep(1.3, 1.9 + 0.3 * folds(4 * dx, 4 * dy), r));
    const rim = mix(wet, LESION.rim + 0.1 * soft(9 * dx, 9 * dy), smoothstep(1.1, 0.97, r));
    return mix(
      rim,
      LESION.core + 0.05 * soft(10 * dx, 10 * dy),
      smoothstep(0.8, 0.66, r + 0.1 * soft(8 * dx + 7, 8 * dy)),
    );
  }

  return (px, py) => {
    const x = Math.cos(turn) * px + Math.sin(turn) * py;
    const y = -Math.sin(turn) * px + Math.cos(turn) * py;
    const theta = Math.atan2(y, x);
    const outline = 1 + 0.012 * Math.cos(3 * theta + 1) + 0.02 * Math.sin(theta) + 0.01 * soft(2 * x + 70, 2 * y);
    const r = Math.hypot(x / width, y) / outline;
    if (r > 1) return 0;
    const inner = 0.855 + 0.01 * soft(6 * x, 6 * y + 90); // inner table of the skull
    if (r < inner) {
      const tissue = brain(x, y, inner - 0.012 - r);
      return lesion ? withLesion(x, y, tissue) : tissue;
    }
    const scalp = mix(SIGNAL.fat, SIGNAL.skin, smoothstep(0.975, 0.985, r)) * (0.9 + 0.1 * soft(9 * x, 9 * y));
    const bone = mix(SIGNAL.bone, SIGNAL.marrow, smoothstep(0.018, 0.006, Math.abs(r - inner - 0.045)));
    return mix(bone, scalp, smoothstep(inner + 0.075, inner + 0.09, r));
  };
}
