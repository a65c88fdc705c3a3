import { Decoder } from "jpeg-lossless-decoder-js";
import { refuse } from "../refuse.ts";

export interface Frame {
  readonly width: number;
  readonly height: number;
  readonly components: number;
  readonly bits: number;
}

/** The frame header (ITU-T T.81 §B.2.2) of any JPEG, found before anything is decoded. @throws DoctorError E105, E106 */
export function jpegFrame(bytes: Uint8Array): Frame & { readonly kind: number } {
  for (let at = 2; at + 9 < bytes.length; ) {
    if (bytes[at] !== 0xff) throw refuse.damaged();
    const kind = bytes[at + 1];
    if (kind === 0xff) {
      at++;
      continue;
    }
    const length = bytes[at + 2] * 256 + bytes[at + 3];
    if (kind >= 0xc0 && kind <= 0xcf && kind !== 0xc4 && kind !== 0xc8 && kind !== 0xcc) {
      const height = bytes[at + 5] * 256 + bytes[at + 6];
      const width = bytes[at + 7] * 256 + bytes[at + 8];
      return { kind, bits: bytes[at + 4], height, width, components: bytes[at + 9] };
    }
    if (length < 2) throw refuse.damaged();
    at += 2 + length;
  }
  throw refuse.truncated();
}

/**
 * Lossless JPEG, process 14, any predictor: one component of up to 16 bits.
 * @returns `[height, width]` samples
 * @throws DoctorError E105, E106, E107
 */
export function decodeJpegLossless(bytes: Uint8Array, width: number, height: number): Uint16Array | Uint8Array {
  const frame = jpegFrame(bytes);
  if (frame.kind !== 0xc3) throw refuse.unsupported("another JPEG coding than its transfer syntax says");
  if (frame.components !== 1) throw refuse.unsupported("lossless JPEG with colour");
  if (frame.width !== width || frame.height !== height || frame.bits < 2 || frame.bits > 16) throw refuse.damaged();
  let samples: Uint8Array | Uint16Array | null;
  try {
    samples = new Decoder().decode(new Uint8Array(bytes).buffer, 0, bytes.length, frame.bits > 8 ? 2 : 1);
  } catch (cause) {
    throw refuse.damaged(cause);
  }
  if (samples?.length !== width * height) throw refuse.damaged();
  return samples;
}
