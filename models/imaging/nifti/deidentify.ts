import { CHANGED_PIXELS, type Deidentification } from "../deidentification.ts";

/** Fields that hold free text, by version: name, first byte, and one past the last. */
const TEXT: Record<1 | 2, readonly (readonly [string, number, number])[]> = {
  1: [
    ["data_type", 4, 14],
    ["db_name", 14, 32],
    ["descrip", 148, 228],
    ["aux_file", 228, 252],
    ["intent_name", 328, 344],
  ],
  2: [
    ["descrip", 240, 320],
    ["aux_file", 320, 344],
    ["intent_name", 508, 524],
  ],
};

const KEPT = ["dim", "datatype", "pixdim", "vox_offset", "scl_slope", "scl_inter", "qform", "sform"];

/** @param start the file's first bytes, up to where the voxels start */
export function niftiDeidentification(start: Uint8Array, version: 1 | 2): Deidentification {
  const filled = TEXT[version].filter(([, from, to]) => start.subarray(from, to).some((byte) => byte !== 0));
  const extended = start[version === 1 ? 348 : 540] !== 0;
  const removed = [...filled.map(([name]) => name), ...(extended ? ["extensions"] : [])];
  return {
    removed: removed.map((what) => ({ what, count: 1 })),
    kept: KEPT.map((what) => ({ what, count: 1 })),
    changed: [{ ...CHANGED_PIXELS, what: "voxels" }],
  };
}
