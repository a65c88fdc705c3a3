import { crc32 } from "node:zlib";
import { expect } from "chai";
import { encode } from "fast-png";
import { zlibSync } from "fflate";
import { DoctorError } from "#errors";
import { decodePicture } from "#models/imaging/decode";
import { claimSize, flatJpeg, insertSegment, jpegOf, rampPng } from "./files.ts";

function refusal(run: () => unknown): DoctorError {
  try {
    run();
  } catch (error) {
    expect(error).to.be.instanceOf(DoctorError);
    return error as DoctorError;
  }
  throw new Error("nothing was refused");
}

describe("decodePicture: refusals", () => {
  const cases: [string, string, () => Uint8Array][] = [
    ["an empty file", "E101_EMPTY_FILE", () => new Uint8Array(0)],
    ["text", "E102_NOT_A_PICTURE", () => Buffer.from("I am not a picture, whatever my name says")],
    ["a GIF", "E102_NOT_A_PICTURE", () => Buffer.from("GIF89a................")],
    ["60 MB", "E103_TOO_MANY_BYTES", () => new Uint8Array(60 * 1024 * 1024)],
    ["a PNG that claims 20000 x 20000", "E104_TOO_MANY_PIXELS", () => claimSize(rampPng(64), 20000, 20000)],
    [
      "a JPEG that claims 20000 x 20000",
      "E104_TOO_MANY_PIXELS",
      () => claimJpegSize(jpegOf(64, [9, 9, 9]), 20000, 20000),
    ],
    ["a JPEG cut in half", "E105_TRUNCATED", () => half(jpegOf(256, [9, 90, 200]))],
    ["a JPEG without its last byte", "E105_TRUNCATED", () => jpegOf(64, [9, 9, 9]).slice(0, -1)],
    ["a PNG cut in half", "E105_TRUNCATED", () => half(rampPng(64))],
    ["a PNG that ends after its header", "E105_TRUNCATED", () => rampPng(64).slice(0, 33)],
    ["a PNG with too few pixel data", "E105_TRUNCATED", () => withPixelData(rampPng(64), 64 * 30)],
    [
      "a PNG whose pixel data inflate to a hundred times its size",
      "E106_DAMAGED",
      () => withPixelData(rampPng(64), 1e6),
    ],
    ["a PNG with a flipped byte", "E106_DAMAGED", () => flip(rampPng(64), 60)],
    ["a PNG with a wrong checksum", "E106_DAMAGED", () => flip(rampPng(64), 30)],
    ["a JPEG without a picture", "E106_DAMAGED", () => new Uint8Array([0xff, 0xd8, 0xff, 0xd9])],
    ["a JPEG with two frames", "E107_UNSUPPORTED_PICTURE", () => twoFrames(flatJpeg(1))],
    ["a JPEG with a thousand scans", "E107_UNSUPPORTED_PICTURE", () => manyScans(flatJpeg(1), 1000)],
    ["a lossless JPEG", "E107_UNSUPPORTED_PICTURE", () => replaceFrame(flatJpeg(1), 0xc3)],
    ["a thumbnail", "E108_TOO_SMALL", () => rampPng(63)],
    ["a strip", "E108_TOO_SMALL", () => encode({ width: 640, height: 8, data: new Uint8Array(5120), channels: 1 })],
  ];
  for (const [what, code, make] of cases) {
    it(`${what}: ${code}`, () => {
      const { code: found, message, hint } = refusal(() => decodePicture(make()));
      expect(found).to.equal(code);
      expect(message).to.match(/^[A-Z].*\.$/);
      expect(hint).to.match(/^[A-Z].*\.$/);
    });
  }

  it("refuses by the header, before any decoding: a 20000 x 20000 claim costs no time and no memory", () => {
    const bytes = claimSize(rampPng(64), 20000, 20000);
    const before = process.memoryUsage().arrayBuffers;
    const start = performance.now();
    for (let i = 0; i < 100; i++) refusal(() => decodePicture(bytes));
    expect(performance.now() - start).to.be.below(500);
    expect(process.memoryUsage().arrayBuffers - before).to.be.below(32 * 1024 * 1024);
  });

  it("takes limits of the caller's own", () => {
    expect(refusal(() => decodePicture(rampPng(65), { maxPixels: 64 * 64 })).code).to.equal("E104_TOO_MANY_PIXELS");
    expect(refusal(() => decodePicture(rampPng(65), { maxBytes: 10 })).code).to.equal("E103_TOO_MANY_BYTES");
  });

  it("answers every truncation of a file with a refusal of its own", () => {
    for (const whole of [rampPng(64), insertSegment(jpegOf(64, [10, 60, 90]), 0xe1, "Exif\0\0....")]) {
      for (let length = 1; length < whole.length; length += 7) {
        const { code } = refusal(() => decodePicture(whole.slice(0, length)));
        expect(code).to.be.oneOf(["E102_NOT_A_PICTURE", "E105_TRUNCATED"]);
      }
    }
  });
});

function half(bytes: Uint8Array): Uint8Array {
  return bytes.slice(0, bytes.length >> 1);
}

function flip(bytes: Uint8Array, at: number): Uint8Array {
  const out = bytes.slice();
  out[at] ^= 0x55;
  return out;
}

/** The PNG with other compressed data in place of its own, and nothing else wrong. */
function withPixelData(png: Uint8Array, length: number): Uint8Array {
  const data = zlibSync(new Uint8Array(length));
  const chunk = Buffer.alloc(data.length + 12);
  chunk.writeUInt32BE(data.length, 0);
  chunk.write("IDAT", 4, "latin1");
  chunk.set(data, 8);
  chunk.writeUInt32BE(crc32(chunk.subarray(4, 8 + data.length)), 8 + data.length);
  return Uint8Array.from([...png.subarray(0, 33), ...chunk, ...png.subarray(png.length - 12)]);
}

function frameAt(bytes: Uint8Array): number {
  return bytes.findIndex((byte, i) => byte === 0xff && bytes[i + 1] === 0xc0);
}

function claimJpegSize(bytes: Uint8Array, width: number, height: number): Uint8Array {
  const out = bytes.slice();
  const view = new DataView(out.buffer);
  view.setUint16(frameAt(bytes) + 5, height);
  view.setUint16(frameAt(bytes) + 7, width);
  return out;
}

function replaceFrame(bytes: Uint8Array, code: number): Uint8Array {
  const out = bytes.slice();
  out[frameAt(bytes) + 1] = code;
  return out;
}

function twoFrames(bytes: Uint8Array): Uint8Array {
  const at = frameAt(bytes);
  const frame = bytes.subarray(at, at + 2 + bytes[at + 3]);
  return Uint8Array.from([...bytes.subarray(0, at), ...frame, ...bytes.subarray(at)]);
}

function manyScans(bytes: Uint8Array, count: number): Uint8Array {
  const at = bytes.findIndex((byte, i) => byte === 0xff && bytes[i + 1] === 0xda);
  const scan = bytes.subarray(at, bytes.length - 2);
  return Uint8Array.from([
    ...bytes.subarray(0, at),
    ...Array.from({ length: count }, () => [...scan]).flat(),
    0xff,
    0xd9,
  ]);
}
