import { luma } from "../grey.ts";
import { jpegHeader, jpegPixels } from "../jpeg.ts";
import { refuse } from "../refuse.ts";
import { decodeJpegLossless } from "./jpeg-lossless.ts";
import { decodeJpeg2000, type LoadOpenJpeg } from "./jpeg2000.ts";
import type { PixelFormat } from "./pixel-format.ts";
import { decodeRle } from "./rle.ts";

type Coding = "little" | "big" | "rle" | "jpeg" | "lossless" | "jpeg2000";

/** Transfer syntaxes that are read (PS3.5 Annex A), by the last part of their UID. */
const SYNTAXES: Record<string, Coding> = {
  "": "little", // implicit
  ".1": "little",
  ".1.99": "little", // deflated, and inflated by now
  ".2": "big",
  ".5": "rle",
  ".4.50": "jpeg",
  ".4.51": "jpeg",
  ".4.57": "lossless",
  ".4.70": "lossless",
  ".4.90": "jpeg2000",
  ".4.91": "jpeg2000",
};
const ROOT = "1.2.840.10008.1.2";

/** @throws DoctorError E107 */
export function codingOf(transferSyntax: string): Coding {
  const coding = transferSyntax.startsWith(ROOT) ? SYNTAXES[transferSyntax.slice(ROOT.length)] : undefined;
  if (coding) return coding;
  const named = /^1\.2\.840\.10008\.1\.2[\d.]{0,12}$/.test(transferSyntax) ? ` ${transferSyntax}` : "";
  throw refuse.unsupported(`the transfer syntax${named}`);
}

/**
 * Stored values of one frame, signed as they were meant; of colours, their luma.
 * @returns `[height, width]`
 * @throws DoctorError E105, E106, E107
 */
export async function storedValues(
  coding: Coding,
  bytes: Uint8Array,
  format: PixelFormat,
  load?: LoadOpenJpeg,
): Promise<Float32Array> {
  const { width, height, samples } = format;
  const size = width * height;
  if (coding === "jpeg") {
    const header = jpegHeader(bytes);
    if (header.width !== width || header.height !== height) throw refuse.damaged();
    return Float32Array.from(jpegPixels(bytes, size).grey);
  }
  if (coding === "jpeg2000") return meant(await decodeJpeg2000(bytes, { width, height, samples }, load), format);
  if (coding === "lossless") return meant(decodeJpegLossless(bytes, width, height), format);
  if (coding === "rle") {
    const sampleBytes = format.bitsAllocated / 8;
    const planes = decodeRle(bytes, samples * sampleBytes, size);
    return samples === 3 ? meant(planes, { ...format, planar: true }) : meant(interleaved(planes, sampleBytes), format);
  }
  return meant(words(bytes, format.bitsAllocated, coding === "little"), format);
}

type Stored = Uint8Array | Uint16Array | Uint32Array | Int16Array;

function words(bytes: Uint8Array, bits: 8 | 16 | 32, little: boolean): Stored {
  if (bits === 8) return bytes;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return bits === 16
    ? Uint16Array.from({ length: bytes.length >> 1 }, (_, i) => view.getUint16(2 * i, little))
    : Uint32Array.from({ length: bytes.length >> 2 }, (_, i) => view.getUint32(4 * i, little));
}

/** RLE's planes of bytes, the most significant first, put together again. */
function interleaved(planes: Uint8Array, sampleBytes: number): Stored {
  if (sampleBytes === 1) return planes;
  const size = planes.length / sampleBytes;
  const out = sampleBytes === 2 ? new Uint16Array(size) : new Uint32Array(size);
  for (let plane = 0; plane < sampleBytes; plane++)
    for (let i = 0; i < size; i++) out[i] = (out[i] << 8) | planes[plane * size + i];
  return out;
}

/** The bits that count, with their sign; colours to luma. */
function meant(stored: Stored, format: PixelFormat): Float32Array {
  const { samples, bitsStored, highBit, signed } = format;
  if (samples === 3) return lumaOf(stored, format);
  const out = new Float32Array(stored.length);
  // The stored bits are moved to the top, where nothing is left above them, and back down with or without their sign.
  const below = highBit + 1 - bitsStored;
  const spare = 32 - bitsStored;
  for (let i = 0; i < out.length; i++) {
    const top = (stored[i] >>> below) << spare;
    out[i] = signed ? top >> spare : top >>> spare;
  }
  return out;
}

function lumaOf(stored: Stored, { width, height, planar, photometric }: PixelFormat): Float32Array {
  const size = width * height;
  const [step, plane] = planar ? [1, size] : [3, 1];
  const first = photometric === "YBR";
  return Float32Array.from({ length: size }, (_, i) => {
    const at = i * step;
    return first ? stored[at] : luma(stored[at], stored[at + plane], stored[at + 2 * plane]);
  });
}
