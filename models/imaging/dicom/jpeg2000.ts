import { refuse } from "../refuse.ts";

/** The part of the OpenJPEG module (Emscripten) that is used. Its bytes are loaded by whoever runs this. */
export interface OpenJpeg {
  readonly J2KDecoder: new () => {
    getEncodedBuffer(length: number): Uint8Array;
    decode(): void;
    getDecodedBuffer(): Uint8Array;
    getFrameInfo(): { width: number; height: number; bitsPerSample: number; componentCount: number; isSigned: boolean };
    delete(): void;
  };
}

/** Makes a module anew: a decoder that met a damaged file is thrown away, with its memory. */
export type LoadOpenJpeg = () => Promise<OpenJpeg>;

const MAX_TILES = 4096;

/**
 * One frame of JPEG 2000, reversible or not: one component of up to 16 bits, or three of 8.
 * @returns samples interleaved by pixel, and whether they are signed
 * @throws DoctorError E106, E107
 */
export async function decodeJpeg2000(
  bytes: Uint8Array,
  expected: { width: number; height: number; samples: number },
  load: LoadOpenJpeg | undefined,
): Promise<Int16Array | Uint16Array | Uint8Array> {
  if (!load) throw refuse.unsupported("JPEG 2000, which this program was started without");
  checkSize(bytes, expected);
  try {
    const decoder = new (await load()).J2KDecoder();
    decoder.getEncodedBuffer(bytes.length).set(bytes);
    decoder.decode();
    const { width, height, bitsPerSample, componentCount, isSigned } = decoder.getFrameInfo();
    const same = width === expected.width && height === expected.height && componentCount === expected.samples;
    const wide = bitsPerSample > 8;
    const decoded = decoder.getDecodedBuffer();
    if (!same || decoded.length !== width * height * componentCount * (wide ? 2 : 1)) throw new Error("another size");
    const copy = decoded.slice();
    decoder.delete();
    if (!wide) return isSigned ? Int16Array.from(new Int8Array(copy.buffer)) : copy;
    return isSigned ? new Int16Array(copy.buffer) : new Uint16Array(copy.buffer);
  } catch (cause) {
    throw refuse.damaged(cause);
  }
}

/** Reads the SIZ marker (ITU-T T.800 §A.5.1): nothing is allocated for a picture that says another size than its file. */
function checkSize(bytes: Uint8Array, { width, height, samples }: { width: number; height: number; samples: number }) {
  if (bytes.length < 47) throw refuse.truncated();
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (view.getUint32(0) !== 0xff4fff51) throw refuse.damaged();
  const [x1, y1, x0, y0, tileX, tileY] = [8, 12, 16, 20, 24, 28].map((at) => view.getUint32(at));
  const components = view.getUint16(40);
  if (x1 - x0 !== width || y1 - y0 !== height || components !== samples || tileX === 0 || tileY === 0)
    throw refuse.damaged();
  if (Math.ceil(width / tileX) * Math.ceil(height / tileY) > MAX_TILES)
    throw refuse.unsupported(`JPEG 2000 with more than ${MAX_TILES} tiles`);
  for (let i = 0; i < components; i++) {
    const at = 42 + 3 * i;
    if (at + 3 > bytes.length || view.getUint8(at + 1) !== 1 || view.getUint8(at + 2) !== 1)
      throw refuse.unsupported("JPEG 2000 with subsampled components");
  }
}
