/**
 * JPEG: a walk over the markers first (ITU-T T.81, Annex B), the pixels only if the walk finds nothing wrong.
 *
 * The walk costs microseconds and settles what a decoder would find out only after allocating: size, missing end,
 * more than one frame, and the "thousand scans" file that keeps a progressive decoder busy for hours.
 */
import jpeg from "jpeg-js";
import { rgbToGrey } from "./grey.ts";
import { type Orientation, orientationOf } from "./orientation.ts";
import type { Header } from "./picture.ts";
import { refuse } from "./refuse.ts";

const SOI = 0xd8;
const EOI = 0xd9;
const SOS = 0xda;
const COM = 0xfe;
const MAX_SCANS = 100; // encoders write at most about 12

export function isJpeg(bytes: Uint8Array): boolean {
  return bytes.length >= 3 && bytes[0] === 0xff && bytes[1] === SOI && bytes[2] === 0xff;
}

export interface JpegHeader extends Header {
  readonly orientation: Orientation;
}

/** @throws DoctorError E105, E106, E107 */
export function jpegHeader(bytes: Uint8Array): JpegHeader {
  const removed = new Set<string>();
  let frame: { width: number; height: number } | undefined;
  let scans = 0;
  let orientation: Orientation = 1;
  let at = 2;
  for (;;) {
    const marker = nextMarker(bytes, at);
    const code = bytes[marker];
    at = marker + 1;
    if (code === EOI) break;
    if (code === 0x01 || (code >= 0xd0 && code <= SOI)) continue; // markers without a body
    if (at + 2 > bytes.length) throw refuse.truncated();
    const length = bytes[at] * 256 + bytes[at + 1];
    if (length < 2) throw refuse.damaged();
    if (at + length > bytes.length) throw refuse.truncated();
    const body = bytes.subarray(at + 2, at + length);
    at += length;
    if (isFrame(code)) {
      if (code > 0xc2) throw refuse.unsupported("a lossless or arithmetic JPEG coding");
      if (frame !== undefined) throw refuse.unsupported("several frames in one JPEG");
      if (body.length < 6) throw refuse.damaged();
      if (body[0] !== 8) throw refuse.unsupported(`${body[0]} bits a sample in a JPEG`);
      frame = { height: body[1] * 256 + body[2], width: body[3] * 256 + body[4] };
      if (frame.height === 0 || frame.width === 0) throw refuse.unsupported("a JPEG header without a size");
    } else if (code === SOS) {
      if (frame === undefined) throw refuse.damaged();
      if (++scans > MAX_SCANS) throw refuse.unsupported(`more than ${MAX_SCANS} scans in a JPEG`);
    } else {
      const kind = metadataKind(code, body);
      if (kind !== undefined) removed.add(kind);
      if (kind === "EXIF") orientation = orientationOf(body);
    }
  }
  if (frame === undefined || scans === 0) throw refuse.damaged();
  return { ...frame, orientation, removed: [...removed] };
}

/** Grey pixels of a JPEG whose header was read by {@link jpegHeader}. @throws DoctorError E106 */
export function jpegPixels(bytes: Uint8Array, maxPixels: number): { grey: Uint8Array; colour: boolean } {
  try {
    const { data, width, height } = jpeg.decode(bytes, {
      useTArray: true,
      formatAsRGBA: false,
      tolerantDecoding: false,
      maxResolutionInMP: maxPixels / 1e6,
      maxMemoryUsageInMB: 64 + (maxPixels * 32) / 2 ** 20, // coefficients, samples and output: below 32 bytes a pixel
    });
    return rgbToGrey(data, width * height);
  } catch (cause) {
    throw refuse.damaged(cause);
  }
}

/** Index of the next marker's code, passing over entropy-coded data, stuffed zeros, restarts and fill bytes. */
function nextMarker(bytes: Uint8Array, from: number): number {
  for (let at = from; at + 1 < bytes.length; at++) {
    const code = bytes[at + 1];
    if (bytes[at] === 0xff && code !== 0x00 && code !== 0xff && !(code >= 0xd0 && code <= 0xd7)) return at + 1;
  }
  throw refuse.truncated();
}

/** SOF0 to SOF15, without the three other markers that lie between them (DHT, JPG, DAC). */
function isFrame(code: number): boolean {
  return code >= 0xc0 && code <= 0xcf && code !== 0xc4 && code !== 0xc8 && code !== 0xcc;
}

function metadataKind(code: number, body: Uint8Array): string | undefined {
  if (code === COM) return "comment";
  if (code < 0xe0 || code > 0xef) return undefined;
  const name = String.fromCharCode(...body.subarray(0, 28));
  if (name.startsWith("JFIF") || name.startsWith("JFXX") || name.startsWith("Adobe")) return undefined; // how to decode
  if (name.startsWith("Exif")) return "EXIF";
  if (name.startsWith("http://ns.adobe.com/")) return "XMP";
  if (name.startsWith("ICC_PROFILE")) return "ICC";
  if (name.startsWith("Photoshop")) return "IPTC";
  return "application data";
}
