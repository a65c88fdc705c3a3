import { isJpeg, jpegHeader, jpegPixels } from "./jpeg.ts";
import { upright } from "./orientation.ts";
import { DEFAULT_LIMITS, type Header, MIN_SIDE, type Picture, type PictureLimits } from "./picture.ts";
import { isPng, pngHeader, pngPixels } from "./png.ts";
import { refuse } from "./refuse.ts";

/**
 * Decodes a JPEG or PNG file to grey pixels and leaves everything else in it behind.
 *
 * The kind is told by content, never by name. Size limits are checked against the header, before decoding. The same
 * bytes give the same pixels in Node and in every browser: pure arithmetic, no canvas.
 *
 * @param bytes the whole file
 * @throws DoctorError E101 to E108; see `refuse.ts`
 */
export function decodePicture(bytes: Uint8Array, limits: Partial<PictureLimits> = {}): Picture {
  const { maxBytes, maxPixels } = { ...DEFAULT_LIMITS, ...limits };
  if (bytes.length === 0) throw refuse.empty();
  if (bytes.length > maxBytes) throw refuse.tooManyBytes(bytes.length, maxBytes);
  if (isJpeg(bytes)) {
    const header = jpegHeader(bytes);
    checkSize(header, maxPixels);
    const { grey, colour } = jpegPixels(bytes, maxPixels);
    const pixels = upright({ ...header, grey }, header.orientation);
    return { ...pixels, removed: [...header.removed, ...(colour ? ["colour"] : [])] };
  }
  if (isPng(bytes)) {
    const header = pngHeader(bytes);
    checkSize(header, maxPixels);
    const { grey, removed } = pngPixels(header);
    const { width, height } = header;
    return { width, height, grey, removed: [...header.removed, ...removed] };
  }
  throw refuse.notAPicture();
}

function checkSize({ width, height }: Header, maxPixels: number): void {
  if (width * height > maxPixels) throw refuse.tooManyPixels(width, height, maxPixels);
  if (width < MIN_SIDE || height < MIN_SIDE) throw refuse.tooSmall(width, height, MIN_SIDE);
}
