import { encode } from "fast-png";
import type { Picture } from "./picture.ts";

/**
 * The doctors' picture: an 8-bit grey PNG of exactly the decoded pixels, three chunks and nothing else.
 *
 * Deterministic for one release of the encoder; what is committed to is the pixels, which survive any re-encoding.
 */
export function encodeBlob({ width, height, grey }: Picture): Uint8Array {
  return encode({ width, height, data: grey, depth: 8, channels: 1 }, { zlib: { level: 6 } });
}
