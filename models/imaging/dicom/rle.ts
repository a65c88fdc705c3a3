import { refuse } from "../refuse.ts";

const HEADER = 64;

/**
 * DICOM RLE (PS3.5 Annex G): up to 15 segments of PackBits, one per byte of a sample, the most significant first.
 *
 * @param planes how many segments, each of `size` bytes
 * @returns the segments, one after another
 * @throws DoctorError E105, E106
 */
export function decodeRle(bytes: Uint8Array, planes: number, size: number): Uint8Array {
  if (bytes.length < HEADER) throw refuse.truncated();
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (view.getUint32(0, true) !== planes) throw refuse.damaged();
  const out = new Uint8Array(planes * size);
  for (let plane = 0; plane < planes; plane++) {
    const start = view.getUint32(4 + 4 * plane, true);
    const end = plane + 1 < planes ? view.getUint32(8 + 4 * plane, true) : bytes.length;
    if (start < HEADER || start > end || end > bytes.length) throw refuse.damaged();
    unpackBits(bytes.subarray(start, end), out.subarray(plane * size, (plane + 1) * size));
  }
  return out;
}

function unpackBits(bytes: Uint8Array, out: Uint8Array): void {
  let at = 0;
  let to = 0;
  while (to < out.length) {
    if (at >= bytes.length) throw refuse.truncated();
    const control = bytes[at++];
    if (control === 128) continue; // says nothing
    const count = control < 128 ? control + 1 : 257 - control;
    const taken = control < 128 ? count : 1;
    if (at + taken > bytes.length) throw refuse.truncated();
    if (to + count > out.length) throw refuse.damaged();
    if (control < 128) out.set(bytes.subarray(at, at + count), to);
    else out.fill(bytes[at], to, to + count);
    at += taken;
    to += count;
  }
}
