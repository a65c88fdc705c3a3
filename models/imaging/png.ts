/**
 * PNG (W3C PNG third edition): the chunk list and the size of the inflated data are checked before decoding, and the
 * decoder is given the critical chunks only. Text, profiles, time stamps and animation frames never reach it.
 */
import { decode } from "fast-png";
import { Unzlib } from "fflate";
import { isColour, luma } from "./grey.ts";
import type { Header } from "./picture.ts";
import { refuse } from "./refuse.ts";

const SIGNATURE = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];
const CRITICAL = new Set(["IHDR", "PLTE", "tRNS", "IDAT", "IEND"]);
const CHANNELS: Record<number, number> = { 0: 1, 2: 3, 3: 1, 4: 2, 6: 4 };
const INFLATE_STEP = 16 * 1024; // deflate expands at most 1032 times: 16 MB between two looks at the total

/** Chunks that say how to draw the pixels, not who or where: not worth a line in `removed`. */
const DRAWING = new Set(["gAMA", "cHRM", "sRGB", "pHYs", "bKGD", "sBIT", "hIST", "sPLT"]);
const KINDS: Record<string, string> = {
  tEXt: "text",
  zTXt: "text",
  iTXt: "text",
  eXIf: "EXIF",
  iCCP: "ICC",
  tIME: "time",
};

interface Chunk {
  readonly type: string;
  /** The whole chunk: length, type, data, CRC. */
  readonly raw: Uint8Array;
}

export interface PngHeader extends Header {
  readonly depth: number;
  readonly channels: number;
  readonly interlaced: boolean;
  readonly chunks: readonly Chunk[];
}

export function isPng(bytes: Uint8Array): boolean {
  return SIGNATURE.every((byte, i) => bytes[i] === byte);
}

/** @throws DoctorError E105, E106, E107 */
export function pngHeader(bytes: Uint8Array): PngHeader {
  const chunks = readChunks(bytes);
  const first = chunks[0];
  if (first.type !== "IHDR" || first.raw.length !== 25) throw refuse.damaged();
  if (!chunks.some(({ type }) => type === "IDAT")) throw refuse.damaged();
  const ihdr = new DataView(first.raw.buffer, first.raw.byteOffset + 8, 13);
  const width = ihdr.getUint32(0);
  const height = ihdr.getUint32(4);
  const depth = ihdr.getUint8(8);
  const channels = CHANNELS[ihdr.getUint8(9)];
  const interlaced = ihdr.getUint8(12) === 1;
  if (width === 0 || height === 0 || channels === undefined) throw refuse.damaged();
  if (interlaced && depth < 8) throw refuse.unsupported("interlacing with fewer than 8 bits a pixel in a PNG");
  const removed = new Set<string>();
  for (const { type } of chunks) {
    if (CRITICAL.has(type) || DRAWING.has(type)) continue;
    removed.add(KINDS[type] ?? (type === "acTL" || type === "fcTL" || type === "fdAT" ? "animation" : "private chunk"));
  }
  return { width, height, depth, channels, interlaced, chunks, removed: [...removed] };
}

/** Grey pixels, composited on black where the file has alpha. @throws DoctorError E105, E106 */
export function pngPixels(header: PngHeader): { grey: Uint8Array; removed: string[] } {
  checkInflatedSize(header);
  try {
    const kept = header.chunks.filter(({ type }) => CRITICAL.has(type)).map(({ raw }) => raw);
    return toGrey(decode(concat([new Uint8Array(SIGNATURE), ...kept]), { checkCrc: true }));
  } catch (cause) {
    throw refuse.damaged(cause);
  }
}

function readChunks(bytes: Uint8Array): Chunk[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const chunks: Chunk[] = [];
  for (let at = SIGNATURE.length; ; ) {
    if (at + 12 > bytes.length) throw refuse.truncated();
    const end = at + 12 + view.getUint32(at);
    if (end > bytes.length) throw refuse.truncated();
    const type = String.fromCharCode(...bytes.subarray(at + 4, at + 8));
    chunks.push({ type, raw: bytes.subarray(at, end) });
    if (type === "IEND") return chunks;
    at = end;
  }
}

/** Inflates in small steps and counts: a short stream is a cut file, a long one a decompression bomb. */
function checkInflatedSize(header: PngHeader): void {
  const expected = rawSize(header);
  let total = 0;
  const inflate = new Unzlib((part) => {
    total += part.length;
  });
  try {
    for (const { type, raw } of header.chunks) {
      if (type !== "IDAT") continue;
      const data = raw.subarray(8, raw.length - 4);
      for (let at = 0; at < data.length && total <= expected; at += INFLATE_STEP) {
        inflate.push(data.subarray(at, at + INFLATE_STEP));
      }
    }
  } catch (cause) {
    throw refuse.damaged(cause);
  }
  if (total > expected) throw refuse.damaged();
  if (total < expected) throw refuse.truncated();
}

/** Bytes of filtered scan lines: one filter byte a line, seven reduced pictures when interlaced (Adam7). */
function rawSize({ width, height, depth, channels, interlaced }: PngHeader): number {
  const pass = (w: number, h: number) => (w === 0 || h === 0 ? 0 : h * (1 + Math.ceil((w * depth * channels) / 8)));
  if (!interlaced) return pass(width, height);
  const adam7 = [
    [0, 0, 8, 8],
    [4, 0, 8, 8],
    [0, 4, 4, 8],
    [2, 0, 4, 4],
    [0, 2, 2, 4],
    [1, 0, 2, 2],
    [0, 1, 1, 2],
  ];
  const steps = (size: number, start: number, step: number) => Math.max(0, Math.ceil((size - start) / step));
  return adam7.reduce((sum, [x, y, dx, dy]) => sum + pass(steps(width, x, dx), steps(height, y, dy)), 0);
}

function toGrey(png: ReturnType<typeof decode>): { grey: Uint8Array; removed: string[] } {
  const { width, height, depth, channels, palette, transparency } = png;
  const samples = depth < 8 ? unpack(png.data as Uint8Array, width, height, depth) : png.data;
  const max = palette ? 255 : 2 ** depth - 1;
  const grey = new Uint8Array(width * height);
  let alphaSeen = false;
  let colourSeen = false;
  for (let i = 0; i < grey.length; i++) {
    const at = i * channels;
    let r = samples[at];
    let g = r;
    let b = r;
    let alpha = max;
    if (palette) {
      const entry = palette[r];
      if (entry === undefined) throw new Error("palette index out of range");
      [r, g, b] = entry;
      alpha = entry[3] ?? 255;
    } else {
      if (channels >= 3) [g, b] = [samples[at + 1], samples[at + 2]];
      if (channels === 2 || channels === 4) alpha = samples[at + channels - 1];
      else if (transparency) {
        const same = channels === 1 ? r === transparency[0] : [r, g, b].every((v, k) => v === transparency[k]);
        if (same) alpha = 0;
      }
    }
    const [r8, g8, b8] = [to8bit(r, max), to8bit(g, max), to8bit(b, max)];
    const light = luma(r8, g8, b8);
    grey[i] = alpha === max ? light : Math.floor((2 * light * alpha + max) / (2 * max));
    alphaSeen ||= alpha !== max;
    colourSeen ||= isColour(r8, g8, b8);
  }
  const removed = [...(alphaSeen ? ["alpha"] : []), ...(colourSeen ? ["colour"] : [])];
  return { grey, removed: depth === 16 ? [...removed, "16-bit depth"] : removed };
}

/** Rounds `v` of 0..max to 0..255 in integers. */
function to8bit(v: number, max: number): number {
  return max === 255 ? v : Math.floor((2 * 255 * v + max) / (2 * max));
}

/** 1-, 2- and 4-bit samples, packed with the leftmost pixel in the high bits and each line starting on a byte. */
function unpack(data: Uint8Array, width: number, height: number, depth: number): Uint8Array {
  const out = new Uint8Array(width * height);
  const line = Math.ceil((width * depth) / 8);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const bit = x * depth;
      out[y * width + x] = (data[y * line + (bit >> 3)] >> (8 - depth - (bit & 7))) & (2 ** depth - 1);
    }
  }
  return out;
}

function concat(parts: readonly Uint8Array[]): Uint8Array {
  const out = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}
