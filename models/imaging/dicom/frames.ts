import dicomParser from "dicom-parser";
import { refuse } from "../refuse.ts";
import type { DataSet } from "./dataset.ts";
import type { PixelFormat } from "./pixel-format.ts";
import { READ } from "./whitelist.ts";

/**
 * The bytes of each frame, still coded where the transfer syntax codes them (PS3.5 §8 and Annex A.4).
 * @throws DoctorError E105, E106
 */
export function frameBytes(set: DataSet, format: PixelFormat): Uint8Array[] {
  const pixels = set.elements[READ.PixelData];
  if (!pixels.encapsulatedPixelData) {
    const size = (format.width * format.height * format.samples * format.bitsAllocated) / 8;
    const end = pixels.dataOffset + size * format.frames;
    if (pixels.length < size * format.frames || end > set.byteArray.length) throw refuse.truncated();
    return Array.from({ length: format.frames }, (_, i) =>
      set.byteArray.subarray(pixels.dataOffset + i * size, pixels.dataOffset + (i + 1) * size),
    );
  }
  const fragments = pixels.fragments ?? [];
  if (fragments.length < format.frames) throw refuse.truncated();
  try {
    if (fragments.length === format.frames)
      return fragments.map(({ position, length }) => set.byteArray.subarray(position, position + length));
    if (format.frames === 1)
      return [dicomParser.readEncapsulatedPixelDataFromFragments(set, pixels, 0, fragments.length)];
    const table = pixels.basicOffsetTable?.length
      ? pixels.basicOffsetTable
      : dicomParser.createJPEGBasicOffsetTable(set, pixels);
    return Array.from({ length: format.frames }, (_, i) =>
      dicomParser.readEncapsulatedImageFrame(set, pixels, i, table),
    );
  } catch {
    throw refuse.damaged();
  }
}
