import { DoctorError } from "#errors";
import type { AxialView } from "./axial.ts";
import { brainArea } from "./brain-area.ts";

const DARK = 0.15; // of the volume's range: above the noise of air
const REACH = 80; // mm below the vertex: the upper brain, without orbits, neck and shoulders
const HEAD_SHARE = 0.02; // of a slice's pixels; fewer are specks above the head

export interface ChosenSlice {
  /** From 1, the lowest slice. */
  readonly number: number;
  readonly of: number;
  readonly by: "most brain" | "you" | "only one";
}

/**
 * The axial slice with the most brain in it, at most 80 mm below the vertex; or the one that the user names.
 *
 * @param wanted from 1, the lowest slice
 * @throws DoctorError E151 for a number that the volume does not have
 */
export function chooseSlice(view: AxialView, wanted?: number): ChosenSlice {
  const of = view.count;
  if (wanted !== undefined) {
    if (Number.isInteger(wanted) && wanted >= 1 && wanted <= of) return { number: wanted, of, by: "you" };
    throw new DoctorError(
      "E151_NO_SUCH_SLICE",
      `The volume has axial slices 1 to ${of}, counted from the feet upward.`,
      "Name one of these, or none to have the one with the most brain chosen.",
    );
  }
  if (of === 1) return { number: 1, of, by: "only one" };
  const slices = Array.from({ length: of }, (_, k) => view.slice(k));
  const threshold = airLevel(slices);
  const enough = HEAD_SHARE * view.width * view.height;
  let top = of - 1;
  while (top > 0 && slices[top].reduce((n, v) => n + Number(v > threshold), 0) <= enough) top--;
  const lowest = Math.max(0, top - Math.floor(REACH / view.spacing[2]));
  const areas = slices.map((slice, k) =>
    k < lowest || k > top
      ? 0
      : brainArea(slice, view.width, view.height, threshold, [view.spacing[0], view.spacing[1]]),
  );
  let best = top;
  for (let k = top; k >= lowest; k--) if (smoothed(areas, k) > smoothed(areas, best)) best = k;
  return { number: best + 1, of, by: "most brain" };
}

/** What is brighter than air, by the range of the whole volume. */
function airLevel(slices: readonly Float32Array[]): number {
  const sample: number[] = [];
  for (const slice of slices) for (let i = 0; i < slice.length; i += 17) sample.push(slice[i]);
  const sorted = Float32Array.from(sample).sort();
  const at = (q: number) => sorted[Math.floor(q * (sorted.length - 1))];
  return at(0.01) + DARK * (at(0.995) - at(0.01));
}

const smoothed = (areas: readonly number[], k: number): number =>
  (areas[Math.max(0, k - 1)] + 2 * areas[k] + areas[Math.min(areas.length - 1, k + 1)]) / 4;
