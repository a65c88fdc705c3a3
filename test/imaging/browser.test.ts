import path from "node:path";
import vm from "node:vm";
import { gzipSync } from "node:zlib";
import { expect } from "chai";
import { build } from "esbuild";
import { assess } from "#models/imaging/plausibility/assess";
import { readStudy } from "#models/imaging/study";
import { phantom, phantomPng } from "#scripts/phantom";
import { openJpeg } from "../../app/openjpeg.ts";
import { jpeg2000, losslessJpeg, rle } from "./dicom-encoders.ts";
import { dicomFile, greyElements, words } from "./dicom-file.ts";
import { jpegOf } from "./files.ts";
import { niftiFile } from "./nifti-file.ts";

const { width, height, grey } = phantom({ size: 128, seed: 2, lesion: true });
const samples = Uint16Array.from(grey, (v) => v * 9);
const base = greyElements(width, height);

describe("imaging without Node", function () {
  this.timeout(120_000);

  it("bundles for a browser, and gives the same pixels and the same verdict where there is no Node at all", async () => {
    const root = path.resolve(import.meta.dirname, "../..");
    const { outputFiles } = await build({
      stdin: {
        contents: `export { readStudy } from "./models/imaging/study.ts"; export { assess } from "./models/imaging/plausibility/assess.ts";`,
        resolveDir: root,
        loader: "ts",
      },
      bundle: true,
      platform: "browser",
      format: "iife",
      globalName: "imaging",
      write: false,
      logLevel: "silent",
    });
    // A fresh global: the language, and nothing of Node's. What is added is in every browser.
    const world = vm.createContext({ TextDecoder, TextEncoder, console });
    vm.runInContext(`var self = globalThis; var window = globalThis; ${outputFiles[0].text}`, world);
    const there = (world as { imaging: { readStudy: typeof readStudy; assess: typeof assess } }).imaging;

    const files: Record<string, Uint8Array> = {
      JPEG: jpegOf(96, [60, 120, 180]),
      PNG: phantomPng({ size: 128, seed: 1, lesion: false }),
      uncompressed: dicomFile("explicit", base, words(samples)),
      deflated: dicomFile("deflated", base, words(samples)),
      RLE: dicomFile("rle", base, [rle(samples)]),
      "lossless JPEG": dicomFile("lossless", base, [losslessJpeg(samples, width, height)]),
      "JPEG 2000": dicomFile("jpeg2000", base, [await jpeg2000(samples, width, height)]),
      NIfTI: gzipSync(niftiFile({ dims: [width, height, 1], values: samples })),
    };
    for (const [kind, bytes] of Object.entries(files)) {
      const here = await readStudy([bytes], { openJpeg });
      const other = await there.readStudy([bytes], { openJpeg });
      expect(Buffer.compare(Buffer.from(other.picture.grey), here.picture.grey), kind).to.equal(0);
      expect(there.assess(other.picture).verdict, kind).to.equal(assess(here.picture).verdict);
    }
  });
});
