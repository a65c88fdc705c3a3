import { cross, dot, length, scaled, type Vector } from "../volume.ts";
import { type DataSet, decimals, groupOf } from "./dataset.ts";
import { READ } from "./whitelist.ts";

const PLANE_POSITION = "x00209113";
const PLANE_ORIENTATION = "x00209116";
const PIXEL_MEASURES = "x00289110";

/** Where one frame lies (PS3.3 C.7.6.2), in millimetres to the patient's Right, Anterior, Superior. */
export interface FramePlace {
  /** One step along a row, one step down a column. */
  readonly across: Vector;
  readonly down: Vector;
  /** Unit vector across x down. */
  readonly normal: Vector;
  /** Position along the normal. */
  readonly along: number;
}

export function framePlace(set: DataSet, frame: number): FramePlace | undefined {
  const find = (sequence: string, tag: string, count: number) =>
    decimals(groupOf(set, frame, sequence, tag), tag, count);
  const cosines = find(PLANE_ORIENTATION, READ.ImageOrientationPatient, 6);
  const position = find(PLANE_POSITION, READ.ImagePositionPatient, 3);
  const spacing = find(PIXEL_MEASURES, READ.PixelSpacing, 2) ?? [1, 1];
  if (!cosines || !position || !(spacing[0] > 0 && spacing[1] > 0)) return undefined;
  const row = ras(cosines.slice(0, 3));
  const column = ras(cosines.slice(3));
  const normal = cross(row, column);
  if (Math.abs(length(row) - 1) > 0.01 || Math.abs(length(column) - 1) > 0.01 || Math.abs(length(normal) - 1) > 0.01)
    return undefined;
  return {
    across: scaled(row, spacing[1]),
    down: scaled(column, spacing[0]),
    normal,
    along: dot(normal, ras(position)),
  };
}

/** Distance of neighbouring slices as the file says it, where positions do not. */
export function sliceStep(set: DataSet, frame: number): number {
  for (const tag of [READ.SpacingBetweenSlices, READ.SliceThickness]) {
    const step = decimals(groupOf(set, frame, PIXEL_MEASURES, tag), tag, 1)?.[0];
    if (step !== undefined && step > 0) return step;
  }
  return 1;
}

/** DICOM counts to the patient's Left and Posterior. */
const ras = ([x, y, z]: readonly number[]): Vector => [-x, -y, z];
