import { DoctorError } from "#errors";
import { dot, scaled, type Volume } from "../volume.ts";
import type { DicomFile, DicomSlice } from "./read.ts";

const SAME_PLACE = 0.05; // mm: slices closer than this are repetitions in time, and the first stands for all
const PARALLEL = 0.999;

/**
 * Files of one series as one volume, sorted by position along the slices' normal (from the feet upward for axial ones),
 * never by name or number. Without positions the order given stands.
 *
 * @throws DoctorError E150 for files that do not belong together
 */
export function seriesVolume(files: readonly DicomFile[]): Volume {
  const { width, height, series, step } = files[0];
  const voi = files[0].window;
  if (files.some((file) => file.width !== width || file.height !== height || file.series !== series)) throw mixed();
  const slices = sorted(files.flatMap((file) => file.slices));
  const values = new Float32Array(width * height * slices.length);
  for (const [k, slice] of slices.entries()) values.set(slice.values, k * width * height);
  const place = slices[0].place;
  const gaps = place ? slices.slice(1).map((slice, k) => slice.place!.along - slices[k].place!.along) : [];
  const gap = gaps.length > 0 ? gaps.sort((a, b) => a - b)[gaps.length >> 1] : step;
  return {
    width,
    height,
    depth: slices.length,
    values,
    ...(place && { axes: [place.across, place.down, scaled(place.normal, gap)] as const }),
    ...(voi && { window: voi }),
  };
}

function sorted(slices: readonly DicomSlice[]): DicomSlice[] {
  const first = slices[0].place;
  if (!first || slices.some(({ place }) => !place)) {
    if (slices.length > 1 && slices.some(({ place }) => place)) throw mixed();
    return slices.map(({ values }) => ({ values, place: slices.length === 1 ? first : undefined }));
  }
  if (slices.some(({ place }) => dot(place!.normal, first.normal) < PARALLEL)) throw mixed();
  const byPlace = [...slices].sort((a, b) => a.place!.along - b.place!.along);
  return byPlace.filter((slice, k) => k === 0 || slice.place!.along - byPlace[k - 1].place!.along > SAME_PLACE);
}

const mixed = () =>
  new DoctorError(
    "E150_MIXED_SERIES",
    "The files do not belong to one series of parallel slices.",
    "Send the files of one axial series only, without scout pictures.",
  );
