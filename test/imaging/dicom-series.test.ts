import { expect } from "chai";
import { zipSync } from "fflate";
import { readStudy, type StudyOptions } from "#models/imaging/study";
import { unzipBounded } from "#models/imaging/unzip";
import type { Vector } from "#models/imaging/volume";
import { rle } from "./dicom-encoders.ts";
import { dicomFile, type Elements, greyElements, words } from "./dicom-file.ts";
import { type Sampled, sampled } from "./world.ts";

/** DICOM counts to the patient's Left and Posterior. */
const lps = ([r, a, s]: Vector): Vector => [-r, -a, s];
const joined = (...vectors: Vector[]): string => vectors.flatMap((v) => lps(v).map((x) => x.toFixed(6))).join("\\");
const unit = (v: Vector): Vector => v.map((x) => x / Math.hypot(...v)) as unknown as Vector;

function placed(volume: Sampled, k: number): Elements {
  const { axes, origin } = volume;
  const [row, column, step] = axes;
  return {
    "00200032 DS": joined(origin.map((x, d) => x + k * step[d]) as unknown as Vector),
    "00200037 DS": joined(unit(row), unit(column)),
    "00280030 DS": `${Math.hypot(...column)}\\${Math.hypot(...row)}`,
  };
}

const planeOf = ({ dims, values }: Sampled, k: number) =>
  Array.from(values.subarray(k * dims[0] * dims[1], (k + 1) * dims[0] * dims[1]), (v) => Math.round(v));

/** One file a slice. */
const filesOf = (volume: Sampled, more: Elements = {}): Uint8Array[] =>
  Array.from({ length: volume.dims[2] }, (_, k) =>
    dicomFile(
      "explicit",
      { ...greyElements(volume.dims[0], volume.dims[1]), ...placed(volume, k), ...more },
      words(planeOf(volume, k)),
    ),
  );

const axial = sampled([
  ["R", -2],
  ["A", -2],
  ["S", 6],
]);
const shown = async (files: Uint8Array[], options: StudyOptions = { slice: 16 }) => readStudy(files, options);
const codeOf = (files: Uint8Array[], options?: StudyOptions): Promise<string> =>
  readStudy(files, options).then(
    () => "accepted",
    (error) => error.code,
  );
const same = (a: { grey: Uint8Array }, b: { grey: Uint8Array }) => Buffer.compare(a.grey, b.grey) === 0;

describe("DICOM: a series is one volume", () => {
  it("sorted by position, whatever the order, and whether it comes as files or as a zip", async () => {
    const files = filesOf(axial);
    const expected = await shown(files);
    expect([expected.slice.of, expected.files, expected.source]).to.deep.equal([32, 32, "DICOM"]);
    const shuffled = [...files].sort((a, b) => ((a[900] * 31 + a[1900]) % 7) - ((b[900] * 31 + b[1900]) % 7)).reverse();
    expect(same((await shown(shuffled)).picture, expected.picture)).to.equal(true);
    const entries = Object.fromEntries(shuffled.map((bytes, i) => [`series/${i}.dcm`, bytes]));
    const zip = zipSync({
      ...entries,
      "__MACOSX/x": new Uint8Array(9),
      DICOMDIR: new Uint8Array(9),
      "README.TXT": new Uint8Array(9),
    });
    expect(same((await shown([zip])).picture, expected.picture)).to.equal(true);
  });

  for (const [name, steps] of [
    [
      "sagittal",
      [
        ["A", -2],
        ["S", -2],
        ["R", 6],
      ],
    ],
    [
      "coronal",
      [
        ["R", -2],
        ["S", -2],
        ["A", 6],
      ],
    ],
    [
      "axial from the head downward",
      [
        ["R", -2],
        ["A", -2],
        ["S", -6],
      ],
    ],
  ] as const) {
    it(`${name} files give the axial slice of the same head`, async () => {
      const fine = sampled([
        ["R", -2],
        ["A", -2],
        ["S", 2],
      ]);
      const expected = (await shown(filesOf(name.startsWith("axial") ? axial : fine), { slice: 16 })).picture;
      const found = (await shown(filesOf(sampled(steps)), { slice: 16 })).picture;
      if (name.startsWith("axial")) expect(same(found, expected)).to.equal(true);
      else {
        // Its slices are 6 mm thick here: square again, and nearly the same.
        expect([found.width, found.height]).to.deep.equal([expected.width, expected.height]);
        const off = found.grey.reduce((sum, v, i) => sum + Math.abs(v - expected.grey[i]), 0) / found.grey.length;
        expect(off).to.be.below(8);
      }
    });
  }

  it("a plane that is not axial is refused, alone", async () => {
    const [file] = filesOf(
      sampled([
        ["A", -2],
        ["S", -2],
        ["R", 6],
      ]),
    );
    expect(await codeOf([file])).to.equal("E152_NOT_AXIAL");
  });

  it("one file alone is its own slice; repetitions in time count once", async () => {
    const files = filesOf(axial);
    const one = await readStudy([files[15]]);
    expect(one.slice).to.deep.equal({ number: 1, of: 1, by: "only one" });
    expect(same(one.picture, (await shown(files)).picture)).to.equal(true);
    expect((await shown([...files, ...filesOf(axial)])).slice.of).to.equal(32);
  });

  it("what does not belong together is refused", async () => {
    const files = filesOf(axial);
    const other = filesOf(axial, { "0020000E UI": "1.2.4" });
    const scout = filesOf(
      sampled([
        ["A", -2],
        ["S", -2],
        ["R", 6],
      ]),
    );
    const smaller = filesOf(
      sampled(
        [
          ["R", -2],
          ["A", -2],
          ["S", 6],
        ],
        180,
      ),
    );
    for (const mix of [
      [files[0], other[1]],
      [files[0], scout[1]],
      [files[0], smaller[1]],
    ])
      expect(await codeOf(mix)).to.equal("E150_MIXED_SERIES");
    expect(await codeOf([files[0], Buffer.from("a licence")])).to.equal("E102_NOT_A_PICTURE");
    expect(await codeOf([Buffer.from("a licence"), files[0]])).to.equal("E156_SEVERAL_PICTURES");
    expect(await codeOf(new Array(1025).fill(files[0]))).to.equal("E155_TOO_MANY_FILES");
  });

  it("another modality or another part of the body is refused by what the file says", async () => {
    const [ct] = filesOf(axial, { "00080060 CS": "CT" });
    expect(await codeOf([ct])).to.equal("E153_NOT_HEAD_MR");
    const [knee] = filesOf(axial, { "00180015 CS": "KNEE" });
    expect(await codeOf([knee])).to.equal("E153_NOT_HEAD_MR");
    const [brain] = filesOf(axial, { "00180015 CS": "BRAIN" });
    expect(await codeOf([brain])).to.equal("accepted");
  });
});

describe("DICOM: many slices in one file", () => {
  it("multi-frame with functional groups: places per frame, the rest shared", async () => {
    const { dims } = axial;
    const order = Array.from({ length: dims[2] }, (_, i) => (i * 7) % dims[2]); // frames come in any order
    const place = placed(axial, 0);
    const elements: Elements = {
      ...greyElements(dims[0], dims[1]),
      "00280008 IS": String(dims[2]),
      "52009229 SQ": [
        {
          "00209116 SQ": [{ "00200037 DS": place["00200037 DS"] }],
          "00289110 SQ": [{ "00280030 DS": place["00280030 DS"] }],
          "00289145 SQ": [{ "00281052 DS": "10", "00281053 DS": "2" }],
        },
      ],
      "52009230 SQ": order.map((k) => ({ "00209113 SQ": [{ "00200032 DS": placed(axial, k)["00200032 DS"] }] })),
    };
    const pixels = Buffer.concat(order.map((k) => words(planeOf(axial, k))));
    for (const syntax of ["explicit", "implicit"] as const) {
      const study = await shown([dicomFile(syntax, elements, pixels)]);
      expect(study.slice.of).to.equal(32);
      expect(same(study.picture, (await shown(filesOf(axial))).picture)).to.equal(true);
    }
  });

  it("a Siemens mosaic is split into its slices; one without their number is refused", async () => {
    const volume = sampled([
      ["R", -2],
      ["A", -2],
      ["S", 20],
    ]); // 10 slices: a grid of 4 x 4
    const [w, h, n] = volume.dims;
    const tiles = new Uint16Array(16 * w * h);
    for (let k = 0; k < n; k++)
      for (const [i, v] of planeOf(volume, k).entries())
        tiles[(Math.floor(k / 4) * h + Math.floor(i / w)) * 4 * w + (k % 4) * w + (i % w)] = v;
    const elements: Elements = {
      ...greyElements(4 * w, 4 * h),
      ...placed(volume, 0),
      "00080008 CS": "ORIGINAL\\PRIMARY\\M\\ND\\MOSAIC",
      "00180088 DS": "20",
    };
    const siemens: Elements = { "00190010 LO": "SIEMENS MR HEADER", "0019100A US": n };
    const study = await shown([dicomFile("explicit", { ...elements, ...siemens }, words(tiles))], { slice: 5 });
    expect([study.slice.of, study.picture.width]).to.deep.equal([10, w]);
    expect(same(study.picture, (await shown(filesOf(volume), { slice: 5 })).picture)).to.equal(true);
    expect(await codeOf([dicomFile("explicit", elements, words(tiles))])).to.equal("E107_UNSUPPORTED_PICTURE");
  });
});

describe("DICOM: many files that inflate", () => {
  it("are counted together, on the way", async () => {
    // 2,048 x 2,048 flat pixels in a few kB, 12 of them allowed: 13 are refused, and not only after all are decoded.
    const pixels = rle(new Uint16Array(2 ** 22).fill(7));
    const flat = (k: number) => dicomFile("rle", { ...greyElements(2048, 2048), ...placed(axial, k) }, [pixels]);
    const files = Array.from({ length: 13 }, (_, k) => flat(k));
    expect(files[0].length).to.be.below(200_000);
    expect(await codeOf(files)).to.equal("E104_TOO_MANY_PIXELS");
  });
});

describe("a zip", () => {
  it("that inflates to more than is taken is refused before it has", async () => {
    const zip = zipSync({ a: new Uint8Array(5 * 2 ** 20), b: new Uint8Array(5 * 2 ** 20) });
    expect(zip.length).to.be.below(2 ** 16);
    expect(() => unzipBounded(zip, 8 * 2 ** 20))
      .to.throw()
      .with.property("code", "E103_TOO_MANY_BYTES");
    expect(unzipBounded(zip, 16 * 2 ** 20).length).to.equal(2);
  });

  it("that is cut, damaged or empty is refused", async () => {
    const zip = zipSync({ a: filesOf(axial)[0] });
    expect(await codeOf([zip.slice(0, zip.length / 2)])).to.be.oneOf(["E105_TRUNCATED", "E106_DAMAGED"]);
    expect(await codeOf([zipSync({})])).to.be.oneOf(["E101_EMPTY_FILE", "E102_NOT_A_PICTURE"]);
    expect(await codeOf([zipSync({ "folder/": new Uint8Array(0) })])).to.equal("E101_EMPTY_FILE");
  });
});
