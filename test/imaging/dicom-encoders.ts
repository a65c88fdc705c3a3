/** Encoders of the compressed transfer syntaxes, as small as they can be: tests only. */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import jpeg from "jpeg-js";

const require = createRequire(import.meta.url);

/** DICOM RLE (PS3.5 Annex G) of 16-bit samples: two segments, high bytes first; runs and literals. */
export function rle(samples: Uint16Array): Uint8Array {
  const planes = [8, 0].map((shift) => packBits(Uint8Array.from(samples, (v) => (v >> shift) & 255)));
  const head = Buffer.alloc(64);
  head.writeUInt32LE(2, 0);
  head.writeUInt32LE(64, 4);
  head.writeUInt32LE(64 + planes[0].length, 8);
  return Buffer.concat([head, ...planes]);
}

function packBits(bytes: Uint8Array): Buffer {
  const out: number[] = [];
  for (let at = 0; at < bytes.length; ) {
    let run = 1;
    while (run < 128 && bytes[at + run] === bytes[at]) run++;
    if (run > 1) out.push(257 - run, bytes[at]);
    else out.push(0, bytes[at]);
    at += run;
  }
  if (out.length % 2) out.push(128);
  return Buffer.from(out);
}

/**
 * Lossless JPEG (T.81 Annex H), predictor 1, one component: each size category 0 to 16 has the five-bit code of its own
 * number (the all-ones code stays unused).
 */
export function losslessJpeg(samples: Uint16Array, width: number, height: number, bits = 16): Uint8Array {
  const segment = (code: number, ...body: number[]) => [
    0xff,
    code,
    (body.length + 2) >> 8,
    (body.length + 2) & 255,
    ...body,
  ];
  const out = [
    ...[0xff, 0xd8],
    ...segment(0xc3, bits, height >> 8, height & 255, width >> 8, width & 255, 1, 1, 0x11, 0),
    ...segment(
      0xc4,
      0,
      ...[0, 0, 0, 0, 17, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0],
      ...Array.from({ length: 17 }, (_, i) => i),
    ),
    ...segment(0xda, 1, 1, 0, 1, 0, 0),
  ];
  let held = 0;
  let count = 0;
  const put = (value: number, n: number) => {
    for (let i = n - 1; i >= 0; i--) {
      held = (held << 1) | ((value >> i) & 1);
      if (++count < 8) continue;
      out.push(held);
      if (held === 0xff) out.push(0);
      held = 0;
      count = 0;
    }
  };
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const i = y * width + x;
      const predicted = x > 0 ? samples[i - 1] : y > 0 ? samples[i - width] : 1 << (bits - 1);
      const difference = ((samples[i] - predicted + 32768) & 0xffff) - 32768;
      const size = difference === -32768 ? 16 : 32 - Math.clz32(Math.abs(difference));
      put(size, 5);
      if (size > 0 && size < 16) put(difference > 0 ? difference : difference + 2 ** size - 1, size);
    }
  }
  while (count > 0) put(1, 1);
  return Uint8Array.from([...out, 0xff, 0xd9]);
}

/** Baseline JPEG of grey bytes. */
export function baselineJpeg(grey: Uint8Array, width: number, height: number): Uint8Array {
  const data = Uint8Array.from({ length: grey.length * 4 }, (_, i) => (i % 4 === 3 ? 255 : grey[i >> 2]));
  return new Uint8Array(jpeg.encode({ width, height, data }, 100).data);
}

interface Encoder {
  getDecodedBuffer(frame: object): Uint8Array;
  setQuality(reversible: boolean, rate: number): void;
  encode(): void;
  getEncodedBuffer(): Uint8Array;
  delete(): void;
}

/** Reversible JPEG 2000, by OpenJPEG's own encoder. */
export async function jpeg2000(samples: Uint16Array, width: number, height: number, bits = 16): Promise<Uint8Array> {
  const make: (
    options: object,
  ) => Promise<{ J2KEncoder: new () => Encoder }> = require("@cornerstonejs/codec-openjpeg/wasmjs");
  const wasmBinary = readFileSync(require.resolve("@cornerstonejs/codec-openjpeg/wasm"));
  const encoder = new (await make({ wasmBinary, print: () => {}, printErr: () => {} })).J2KEncoder();
  const frame = { width, height, bitsPerSample: bits, componentCount: 1, isSigned: false };
  const pixels = new Uint8Array(samples.buffer, samples.byteOffset, samples.byteLength);
  encoder.getDecodedBuffer(frame).set(pixels);
  encoder.setQuality(true, 0);
  encoder.encode();
  return new Uint8Array(encoder.getEncodedBuffer());
}
