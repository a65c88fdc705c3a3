import { refuse } from "../refuse.ts";
import { MAX_VOXELS } from "../volume.ts";
import { code, type DataSet, short } from "./dataset.ts";
import { READ } from "./whitelist.ts";

/** What the image pixel module says of the stored samples (PS3.3 C.7.6.3). */
export interface PixelFormat {
  readonly width: number;
  readonly height: number;
  readonly frames: number;
  readonly samples: 1 | 3;
  /** Colour by planes instead of by pixel. */
  readonly planar: boolean;
  readonly photometric: "MONOCHROME1" | "MONOCHROME2" | "RGB" | "YBR";
  readonly bitsAllocated: 8 | 16 | 32;
  readonly bitsStored: number;
  readonly highBit: number;
  readonly signed: boolean;
}

const MAX_FRAMES = 4096;
const MAX_SIDE = 8192;

const PHOTOMETRIC: Record<string, PixelFormat["photometric"]> = {
  MONOCHROME1: "MONOCHROME1",
  MONOCHROME2: "MONOCHROME2",
  RGB: "RGB",
  YBR_FULL: "YBR",
  YBR_FULL_422: "YBR",
  YBR_ICT: "YBR",
  YBR_RCT: "YBR",
};

/** @throws DoctorError E104, E106, E107 */
export function pixelFormat(set: DataSet): PixelFormat {
  if (!set.elements[READ.PixelData]) throw refuse.unsupported("a DICOM object without pixels");
  const width = short(set, READ.Columns);
  const height = short(set, READ.Rows);
  const frames = set.intString(READ.NumberOfFrames) ?? 1;
  const samples = short(set, READ.SamplesPerPixel, 1);
  const photometric = PHOTOMETRIC[code(set, READ.PhotometricInterpretation) || "MONOCHROME2"];
  const bitsAllocated = short(set, READ.BitsAllocated);
  const bitsStored = short(set, READ.BitsStored, bitsAllocated);
  const highBit = short(set, READ.HighBit, bitsStored - 1);
  if (width === 0 || height === 0 || !(frames >= 1)) throw refuse.damaged();
  if (width > MAX_SIDE || height > MAX_SIDE) throw refuse.tooManyPixels(width, height, MAX_SIDE ** 2);
  if (frames > MAX_FRAMES || width * height * frames > MAX_VOXELS)
    throw refuse.tooManyVoxels(width, height, frames, MAX_VOXELS);
  if (photometric === undefined) throw refuse.unsupported("a palette or another unusual colour coding");
  const grey = photometric.startsWith("MONOCHROME");
  if (samples !== (grey ? 1 : 3)) throw refuse.damaged();
  if (bitsAllocated !== 8 && bitsAllocated !== 16 && bitsAllocated !== 32)
    throw refuse.unsupported("an unusual number of bits a pixel");
  if (!grey && bitsAllocated !== 8) throw refuse.unsupported("colour of more than 8 bits");
  if (bitsStored < 1 || bitsStored > bitsAllocated || highBit >= bitsAllocated || highBit + 1 < bitsStored)
    throw refuse.damaged();
  return {
    width,
    height,
    frames,
    samples: grey ? 1 : 3,
    planar: short(set, READ.PlanarConfiguration, 0) === 1,
    photometric,
    bitsAllocated,
    bitsStored,
    highBit,
    signed: short(set, READ.PixelRepresentation, 0) === 1,
  };
}
