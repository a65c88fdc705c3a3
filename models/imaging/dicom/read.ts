import type { StoredWindow } from "../volume.ts";
import { code, type DataSet, decimals, groupOf, parseDicom } from "./dataset.ts";
import { frameBytes } from "./frames.ts";
import { type FramePlace, framePlace, sliceStep } from "./geometry.ts";
import type { LoadOpenJpeg } from "./jpeg2000.ts";
import { mosaicOf, splitMosaic } from "./mosaic.ts";
import { type PixelFormat, pixelFormat } from "./pixel-format.ts";
import { codingOf, storedValues } from "./samples.ts";
import { READ } from "./whitelist.ts";

const PIXEL_TRANSFORMATION = "x00289145";
const FRAME_VOI = "x00289132";

export interface DicomSlice {
  readonly values: Float32Array;
  readonly place: FramePlace | undefined;
}

/** One file, decoded. Its strings stay inside; only what they say of the pixels comes out. */
export interface DicomFile {
  readonly set: DataSet;
  readonly series: string;
  readonly width: number;
  readonly height: number;
  readonly slices: readonly DicomSlice[];
  /** Millimetres between slices, where their positions do not tell. */
  readonly step: number;
  readonly window?: StoredWindow;
}

/**
 * @param check may refuse the file by what it says, before a pixel is decoded
 * @throws DoctorError E104 to E107
 */
export async function readDicom(
  bytes: Uint8Array,
  check: (set: DataSet) => void,
  load?: LoadOpenJpeg,
): Promise<DicomFile> {
  const set = parseDicom(bytes);
  check(set);
  const coding = codingOf((set.string(READ.TransferSyntaxUID) ?? "").trim());
  const format = pixelFormat(set);
  const frames = frameBytes(set, format);
  const mosaic = mosaicOf(set, format.width, format.height);
  const slices: DicomSlice[] = [];
  for (const [i, frame] of frames.entries()) {
    const values = rescaled(await storedValues(coding, frame, format, load), format, set, i);
    const place = framePlace(set, i);
    if (!mosaic) slices.push({ values, place });
    else
      for (const [k, tile] of splitMosaic(values, format.width, format.height, mosaic).entries())
        slices.push({ values: tile, place: place && { ...place, along: place.along + k * sliceStep(set, i) } });
  }
  const voi = format.photometric === "MONOCHROME2" ? storedWindow(set) : undefined;
  return {
    set,
    series: code(set, READ.SeriesInstanceUID),
    width: format.width / (mosaic?.grid ?? 1),
    height: format.height / (mosaic?.grid ?? 1),
    slices,
    step: sliceStep(set, 0),
    ...(voi && { window: voi }),
  };
}

/** Rescale slope and intercept, padding taken for the darkest, and MONOCHROME1 turned so that large is bright. */
function rescaled(values: Float32Array, format: PixelFormat, set: DataSet, frame: number): Float32Array {
  const number = (tag: string) => decimals(groupOf(set, frame, PIXEL_TRANSFORMATION, tag), tag, 1)?.[0];
  const slope = number(READ.RescaleSlope) ?? 1;
  const intercept = number(READ.RescaleIntercept) ?? 0;
  const sign = format.photometric === "MONOCHROME1" ? -1 : 1;
  const padding = paddingOf(set, format.signed);
  let least = Number.POSITIVE_INFINITY;
  for (let i = 0; i < values.length; i++) {
    const padded = values[i] === padding;
    values[i] = padded ? Number.NaN : sign * (slope * values[i] + intercept);
    if (values[i] < least) least = values[i];
  }
  const darkest = Number.isFinite(least) ? least : 0;
  for (let i = 0; i < values.length; i++) if (!Number.isFinite(values[i])) values[i] = darkest;
  return values;
}

function paddingOf(set: DataSet, signed: boolean): number | undefined {
  if (set.elements[READ.PixelPaddingValue]?.length !== 2) return undefined;
  return signed ? set.int16(READ.PixelPaddingValue) : set.uint16(READ.PixelPaddingValue);
}

function storedWindow(set: DataSet): StoredWindow | undefined {
  const number = (tag: string) => decimals(groupOf(set, 0, FRAME_VOI, tag), tag, 1)?.[0];
  const [center, width] = [number(READ.WindowCenter), number(READ.WindowWidth)];
  return center !== undefined && width !== undefined && width >= 1 ? { center, width } : undefined;
}
