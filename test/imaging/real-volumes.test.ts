import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { expect } from "chai";
import { assess } from "#models/imaging/plausibility/assess";
import { readStudy } from "#models/imaging/study";
import { openJpeg } from "../../app/openjpeg.ts";
import { dataDir } from "./data-dir.ts";

describe("real scanner files", function () {
  this.timeout(120_000);
  const root = path.join(dataDir() ?? "", "volumes");
  before(function () {
    if (dataDir() !== undefined && existsSync(root)) return;
    console.error("      skipped: no scanner files here (set DATA_DIR to a folder that holds volumes/)");
    this.skip();
  });
  const file = (...names: string[]) => readFileSync(path.join(root, ...names));
  const codeOf = (...names: string[]) =>
    readStudy([file(...names)], { openJpeg }).then(
      () => "accepted",
      (error) => error.code,
    );

  it("three Siemens mosaics, one a coding: 35 or 36 slices, a plausible one chosen", async () => {
    for (const [name, slices, side] of [
      ["mosaic_uncompressed.dcm", 35, 64],
      ["mosaic_jpeg.dcm", 36, 86],
      ["mosaic_jpeg2000.dcm", 36, 86],
    ] as const) {
      const { slice, picture } = await readStudy([file("siemens-dicom", name)], { openJpeg });
      expect([slice.of, picture.width, picture.height], name).to.deep.equal([slices, side, side]);
      expect(assess(picture).verdict, name).to.equal("plausible");
    }
  });

  it("lossless JPEG and JPEG 2000 show nearly the same: two runs of one protocol, a minute and a half apart", async () => {
    const [a, b] = await Promise.all(
      ["mosaic_jpeg.dcm", "mosaic_jpeg2000.dcm"].map(
        async (name) => (await readStudy([file("siemens-dicom", name)], { openJpeg, slice: 23 })).picture.grey,
      ),
    );
    const mean = (v: Uint8Array) => v.reduce((x, y) => x + y, 0) / v.length;
    const [ma, mb] = [mean(a), mean(b)];
    let [ab, aa, bb] = [0, 0, 0];
    for (let i = 0; i < a.length; i++) {
      ab += (a[i] - ma) * (b[i] - mb);
      aa += (a[i] - ma) ** 2;
      bb += (b[i] - mb) ** 2;
    }
    expect(ab / Math.sqrt(aa * bb)).to.be.above(0.95);
  });

  it("fifteen GE files are one series, and each alone is a slice", async () => {
    const names = readdirSync(path.join(root, "ge-epi-dicom")).filter((name) => name.endsWith(".dcm"));
    const all = names.map((name) => file("ge-epi-dicom", name));
    const { slice, picture, deidentification } = await readStudy(all);
    expect([slice.of, slice.by, all.length]).to.deep.equal([15, "most brain", 15]);
    expect(assess(picture).verdict).to.equal("plausible");
    expect(deidentification.removed.find(({ what }) => what === "PatientName")?.count).to.equal(15);
    expect((await readStudy([all[3]])).slice.of).to.equal(1);
  });

  for (const [name, of] of [
    ["tcia-glioblastoma/01_Pre_Scan_T1.nii.gz", 24],
    ["tcia-glioblastoma/02_Pre_Scan_T1.nii.gz", 24],
    ["MR_Gd.nii.gz", 144],
    ["chris_PD.nii.gz", 54],
  ] as const) {
    it(`${name}: a plausible axial slice of ${of}`, async () => {
      const { slice, picture, warnings } = await readStudy([file(name)]);
      expect(slice.of).to.equal(of);
      expect(warnings.map(({ code }) => code)).to.deep.equal(["W104_ONE_OF_MANY"]);
      expect(assess(picture).verdict).to.equal("plausible");
    });
  }

  it("a CT is refused by what it says, a spine by how it looks, a tumour's mask too; a tiny volume by its size", async () => {
    expect(await codeOf("other", "CT_small.dcm")).to.equal("E153_NOT_HEAD_MR");
    const spine = await readStudy([file("other", "MR_small_spine.dcm")]);
    expect(assess(spine.picture).verdict).to.equal("implausible");
    const mask = await readStudy([file("tcia-glioblastoma", "01_Pre_Mask.nii.gz")]);
    expect(assess(mask.picture).verdict).to.equal("implausible");
    expect(await codeOf("someones_anatomy.nii.gz")).to.equal("E108_TOO_SMALL");
  });
});
