/** Small picture files made on the spot, and ways to tamper with them. */
import { encode } from "fast-png";
import jpeg from "jpeg-js";

/** Grey PNG whose pixels count 0, 1, … 255, 0, … */
export function rampPng(side: number): Uint8Array {
  const data = Uint8Array.from({ length: side * side }, (_, i) => i & 255);
  return encode({ width: side, height: side, data, channels: 1 });
}

/** JPEG of one flat colour. */
export function jpegOf(side: number, [r, g, b]: readonly [number, number, number]): Uint8Array {
  const data = Uint8Array.from({ length: side * side * 4 }, (_, i) => [r, g, b, 255][i % 4]);
  return new Uint8Array(jpeg.encode({ width: side, height: side, data }, 95).data);
}

/**
 * A whole baseline JPEG by hand, 64 x 64, every sample 128: tables with one code each ("0" = no difference, "0" = end
 * of block), so that the picture is nothing but zero bits. One component is grey, four with an Adobe mark are CMYK.
 */
export function flatJpeg(components: 1 | 4): Uint8Array {
  const segment = (code: number, ...body: number[]) => [0xff, code, 0, body.length + 2, ...body];
  const ids = Array.from({ length: components }, (_, i) => i + 1);
  const oneCode = [1, ...new Array<number>(15).fill(0), 0];
  const bytes = Math.ceil((64 * components * 2) / 8);
  return new Uint8Array([
    ...[0xff, 0xd8],
    ...(components === 4 ? segment(0xee, ...Buffer.from("Adobe\0"), 100, 0, 0, 0, 0, 0) : []),
    ...segment(0xdb, 0, ...new Array<number>(64).fill(1)),
    ...segment(0xc0, 8, 0, 64, 0, 64, components, ...ids.flatMap((id) => [id, 0x11, 0])),
    ...segment(0xc4, 0x00, ...oneCode),
    ...segment(0xc4, 0x10, ...oneCode),
    ...segment(0xda, components, ...ids.flatMap((id) => [id, 0]), 0, 63, 0),
    ...new Array<number>(bytes).fill(0),
    ...[0xff, 0xd9],
  ]);
}

/** Puts a JPEG segment right after the start marker. */
export function insertSegment(jpegBytes: Uint8Array, code: number, text: string): Uint8Array {
  const body = Buffer.from(text, "latin1");
  const head = [0xff, code, (body.length + 2) >> 8, (body.length + 2) & 255];
  return Uint8Array.from([...jpegBytes.subarray(0, 2), ...head, ...body, ...jpegBytes.subarray(2)]);
}

/** The body of an EXIF segment that says nothing but an orientation, in Intel's or Motorola's byte order. */
export function exif(order: "II" | "MM", orientation: number): string {
  const tiff = Buffer.alloc(26);
  const little = order === "II";
  const put16 = (v: number, at: number) => (little ? tiff.writeUInt16LE(v, at) : tiff.writeUInt16BE(v, at));
  const put32 = (v: number, at: number) => (little ? tiff.writeUInt32LE(v, at) : tiff.writeUInt32BE(v, at));
  tiff.write(order, 0, "latin1");
  put16(42, 2);
  put32(8, 4);
  put16(1, 8); // one entry: tag, type SHORT, count 1, value
  put16(0x0112, 10);
  put16(3, 12);
  put32(1, 14);
  put16(orientation, 18);
  return `Exif\0\0${tiff.toString("latin1")}`;
}

/** Puts a PNG chunk right after the header chunk. Its checksum is wrong on purpose: nobody is to look at it. */
export function insertChunk(png: Uint8Array, type: string, text: string): Uint8Array {
  const body = Buffer.from(text, "latin1");
  const chunk = Buffer.concat([Buffer.alloc(4), Buffer.from(type, "latin1"), body, Buffer.alloc(4)]);
  chunk.writeUInt32BE(body.length, 0);
  return Uint8Array.from([...png.subarray(0, 33), ...chunk, ...png.subarray(33)]);
}

/** A PNG with another size written into its header (and no matching checksum). */
export function claimSize(png: Uint8Array, width: number, height: number): Uint8Array {
  const out = png.slice();
  const view = new DataView(out.buffer);
  view.setUint32(16, width);
  view.setUint32(20, height);
  return out;
}
