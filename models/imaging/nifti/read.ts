import type { Deidentification } from "../deidentification.ts";
import { inflateBounded } from "../inflate.ts";
import { refuse } from "../refuse.ts";
import { MAX_VOXELS, type Volume } from "../volume.ts";
import { niftiDeidentification } from "./deidentify.ts";
import { HEADER_BYTES, isNifti, type NiftiHeader, niftiHeader } from "./header.ts";

type Reader = (view: DataView, at: number, little: boolean) => number;

/** Data types that are read: bytes a voxel, and how. Complex numbers and colours are not. */
const DATATYPES: Record<number, readonly [number, Reader]> = {
  2: [1, (view, at) => view.getUint8(at)],
  4: [2, (view, at, little) => view.getInt16(at, little)],
  8: [4, (view, at, little) => view.getInt32(at, little)],
  16: [4, (view, at, little) => view.getFloat32(at, little)],
  64: [8, (view, at, little) => view.getFloat64(at, little)],
  256: [1, (view, at) => view.getInt8(at)],
  512: [2, (view, at, little) => view.getUint16(at, little)],
  768: [4, (view, at, little) => view.getUint32(at, little)],
};

const MAX_BYTES = 512 * 2 ** 20;

export const isGzip = (bytes: Uint8Array): boolean => bytes[0] === 0x1f && bytes[1] === 0x8b && bytes[2] === 8;

/** True for .nii, and for a .nii.gz by what is inside. */
export function looksNifti(bytes: Uint8Array): boolean {
  if (!isGzip(bytes)) return isNifti(bytes);
  try {
    return isNifti(inflateBounded("gzip", bytes, { limit: MAX_BYTES, wanted: () => HEADER_BYTES }));
  } catch {
    return false;
  }
}

/**
 * The first volume of a NIfTI file, compressed or not. No more is inflated than its header says it needs.
 * @throws DoctorError E102 to E107
 */
export function readNifti(file: Uint8Array): { volume: Volume; report: Deidentification } {
  const bytes = isGzip(file)
    ? inflateBounded("gzip", file, {
        limit: MAX_BYTES,
        wanted: (start) => (start.length < HEADER_BYTES ? undefined : endOf(niftiHeader(start))),
      })
    : file;
  const header = niftiHeader(bytes);
  const end = endOf(header);
  if (bytes.length < end) throw refuse.truncated();
  const { dims, offset, little, slope, intercept, axes, assumed } = header;
  const [size, read] = DATATYPES[header.datatype];
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const values = new Float32Array(dims[0] * dims[1] * dims[2]);
  for (let i = 0; i < values.length; i++) {
    const value = slope * read(view, offset + i * size, little) + intercept;
    values[i] = Number.isFinite(value) ? value : 0; // masks are often written as NaN
  }
  return {
    volume: { width: dims[0], height: dims[1], depth: dims[2], values, axes, assumed },
    report: niftiDeidentification(bytes.subarray(0, offset), header.version),
  };
}

function endOf({ dims, datatype, offset }: NiftiHeader): number {
  const [x, y, z] = dims;
  if (x * y * z > MAX_VOXELS) throw refuse.tooManyVoxels(x, y, z, MAX_VOXELS);
  const type = DATATYPES[datatype];
  if (!type) throw refuse.unsupported("a NIfTI data type that holds no plain numbers");
  return offset + x * y * z * type[0];
}
