import { gzipSync } from "node:zlib";
import { expect } from "chai";
import fc from "fast-check";
import { zipSync } from "fflate";
import { DoctorError } from "#errors";
import { readStudy } from "#models/imaging/study";
import { openJpeg } from "../../app/openjpeg.ts";
import { baselineJpeg, jpeg2000, losslessJpeg, rle } from "./dicom-encoders.ts";
import { dicomFile, type Elements, greyElements, words } from "./dicom-file.ts";
import { jpegOf, rampPng } from "./files.ts";
import { niftiFile } from "./nifti-file.ts";

const SIDE = 64;
const samples = Uint16Array.from({ length: SIDE * SIDE }, (_, i) => (i * 37) % 4096);
const base = greyElements(SIDE, SIDE);
const eight: Elements = { ...base, "00280100 US": 8, "00280101 US": 8, "00280102 US": 7 };
const sequences: Elements = {
  ...base,
  "00280008 IS": "1",
  "52009229 SQ": [{ "00289110 SQ": [{ "00280030 DS": "1\\1" }] }],
  "52009230 SQ": [{ "00209113 SQ": [{ "00200032 DS": "0\\0\\0" }] }],
};

describe("any bytes give a picture or a DoctorError, and nothing else", function () {
  this.timeout(120_000);
  const kinds: [string, number, () => Uint8Array | Promise<Uint8Array>][] = [
    ["JPEG", 150, () => jpegOf(SIDE, [9, 90, 200])],
    ["PNG", 150, () => rampPng(SIDE)],
    ["DICOM, explicit", 300, () => dicomFile("explicit", sequences, words(samples))],
    ["DICOM, implicit", 300, () => dicomFile("implicit", sequences, words(samples))],
    ["DICOM, big endian", 150, () => dicomFile("big", base, words(samples, true))],
    ["DICOM, deflated", 150, () => dicomFile("deflated", base, words(samples))],
    ["DICOM, RLE", 200, () => dicomFile("rle", base, [rle(samples)])],
    ["DICOM, baseline JPEG", 100, () => dicomFile("jpeg", eight, [baselineJpeg(new Uint8Array(samples), SIDE, SIDE)])],
    ["DICOM, lossless JPEG", 200, () => dicomFile("lossless", base, [losslessJpeg(samples, SIDE, SIDE)])],
    ["DICOM, JPEG 2000", 100, async () => dicomFile("jpeg2000", base, [await jpeg2000(samples, SIDE, SIDE)])],
    ["NIfTI-1", 200, () => niftiFile({ dims: [SIDE, SIDE, 2], values: [...samples, ...samples] })],
    ["NIfTI-2, gzip", 200, () => gzipSync(niftiFile({ version: 2, dims: [SIDE, SIDE, 1], values: samples }))],
    ["zip", 150, () => zipSync({ a: dicomFile("explicit", base, words(samples)) })],
  ];
  for (const [kind, runs, make] of kinds) {
    it(`${kind}, mutated ${runs} times`, async () => {
      const good = await make();
      expect(await outcome(good)).to.equal("picture");
      await fc.assert(
        fc.asyncProperty(mutations(good.length), async (changes) => {
          expect(await outcome(mutated(good, changes))).to.be.oneOf(["picture", "refused"]);
        }),
        { numRuns: runs, seed: 5 },
      );
    });
  }
});

interface Mutation {
  readonly at: number;
  readonly value: number;
  readonly kind: "set" | "cut" | "insert" | "repeat";
}

/** Mostly near the start, where headers are; lengths and counts are what a decoder trips over. */
const mutations = (length: number): fc.Arbitrary<Mutation[]> =>
  fc.array(
    fc.record({
      at: fc.oneof(fc.nat(Math.min(length - 1, 700)), fc.nat(length - 1)),
      value: fc.oneof(fc.constantFrom(0, 1, 127, 128, 254, 255), fc.nat(255)),
      kind: fc.constantFrom("set", "set", "set", "set", "cut", "insert", "repeat"),
    }) as fc.Arbitrary<Mutation>,
    { minLength: 1, maxLength: 4 },
  );

function mutated(good: Uint8Array, changes: readonly Mutation[]): Uint8Array {
  let bytes = Uint8Array.from(good);
  for (const { at, value, kind } of changes) {
    const place = Math.min(at, bytes.length);
    if (kind === "set") bytes[place] = value;
    else if (kind === "cut") bytes = bytes.slice(0, Math.max(1, place));
    else {
      const extra = kind === "insert" ? [value] : bytes.subarray(place, place + 40);
      bytes = Uint8Array.from([...bytes.subarray(0, place), ...extra, ...bytes.subarray(place)]);
    }
  }
  return bytes;
}

async function outcome(bytes: Uint8Array): Promise<string> {
  try {
    const { picture } = await readStudy([bytes], { openJpeg });
    return picture.grey.length === picture.width * picture.height ? "picture" : "a picture of another size";
  } catch (error) {
    return error instanceof DoctorError ? "refused" : `${(error as Error)?.stack ?? error}`;
  }
}
