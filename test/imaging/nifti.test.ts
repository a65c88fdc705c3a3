import { gzipSync } from "node:zlib";
import { expect } from "chai";
import { readNifti } from "#models/imaging/nifti/read";
import { readStudy } from "#models/imaging/study";
import { type NiftiOptions, niftiFile } from "./nifti-file.ts";
import { sampled, sformOf } from "./world.ts";

const dims = [70, 66, 2] as const;
const values = Array.from({ length: 70 * 66 * 2 }, (_, i) => (i * 7) % 120);
const noise = values.map((_, i) => Math.sin(i * i));
const refused = async (bytes: Uint8Array): Promise<string> => {
  try {
    await readStudy([bytes]);
  } catch (error) {
    return (error as { code: string }).code;
  }
  return "accepted";
};

describe("NIfTI: numbers", () => {
  for (const version of [1, 2] as const) {
    for (const big of [false, true]) {
      it(`version ${version}, ${big ? "big" : "little"} endian: every data type, scaled, compressed or not`, () => {
        for (const datatype of [2, 4, 8, 16, 64, 256, 512, 768]) {
          const file = niftiFile({ version, big, dims, datatype, values, slope: 2, intercept: -5 });
          const expected = values.map((v) => 2 * v - 5);
          expect([...readNifti(file).volume.values], `type ${datatype}`).to.deep.equal(expected);
          expect([...readNifti(gzipSync(file)).volume.values], `type ${datatype}, gz`).to.deep.equal(expected);
        }
      });
    }
  }

  it("a slope of zero means none; NaN means nothing there; of several volumes the first is taken", () => {
    const plain = niftiFile({ dims, values, slope: 0, intercept: 9 });
    expect([...readNifti(plain).volume.values]).to.deep.equal(values);
    const holes = niftiFile({ dims, values: values.map((v, i) => (i === 3 ? Number.NaN : v)) });
    expect(readNifti(holes).volume.values[3]).to.equal(0);
    const series = niftiFile({ dims: [...dims, 3], values: [...values, ...values.map(() => 1), ...values] });
    expect([...readNifti(series).volume.values]).to.deep.equal(values);
  });
});

describe("NIfTI: every orientation shows the same axial slice", () => {
  const reference = sampled([
    ["R", 2],
    ["A", 2],
    ["S", 4],
  ]);
  const shown = async (options: NiftiOptions) => (await readStudy([niftiFile(options)], { slice: 24 })).picture;
  const file = (volume: typeof reference): NiftiOptions => ({
    dims: volume.dims,
    values: volume.values,
    sform: sformOf(volume),
  });

  const orders = [
    [
      ["R", -2],
      ["A", 2],
      ["S", 4],
    ],
    [
      ["R", 2],
      ["A", -2],
      ["S", -4],
    ],
    [
      ["A", 2],
      ["S", 4],
      ["R", 2],
    ],
    [
      ["A", -2],
      ["S", -4],
      ["R", -2],
    ],
    [
      ["S", -4],
      ["R", 2],
      ["A", -2],
    ],
    [
      ["S", 4],
      ["A", 2],
      ["R", -2],
    ],
  ] as const;
  for (const order of orders) {
    it(`stored as ${order.map(([axis, mm]) => `${mm < 0 ? "-" : ""}${axis}`).join(" ")}`, async () => {
      const expected = await shown(file(reference));
      const found = await shown(file(sampled(order)));
      expect([found.width, found.height]).to.deep.equal([expected.width, expected.height]);
      expect(Buffer.compare(found.grey, expected.grey)).to.equal(0);
    });
  }

  it("the patient's right is on the left side, the face on top", async () => {
    const { width, grey } = await shown(file(reference));
    // The marker lies 35 mm to the right and 20 mm in front of the centre; pixels have 2 mm.
    const at = (x: number, y: number) => grey[Math.round(y) * width + Math.round(x)];
    expect(at(47.5 - 17.5, 47.5 - 10)).to.be.above(at(47.5 + 17.5, 47.5 - 10) + 60);
    expect(at(47.5 - 17.5, 47.5 - 10)).to.be.above(at(47.5 - 17.5, 47.5 + 10) + 60);
  });

  it("a qform says the same as the sform, with its handedness, in both versions", async () => {
    const { dims, values } = sampled([
      ["R", -2],
      ["A", 2],
      ["S", 4],
    ]);
    const expected = await shown(file(reference));
    // Half a turn about the anterior axis is R -> -R, S -> -S; qfac -1 turns S back.
    for (const version of [1, 2] as const) {
      const found = await shown({ version, dims, values, qform: [0, 1, 0], pixdim: [-1, 2, 2, 4] });
      expect(Buffer.compare(found.grey, expected.grey)).to.equal(0);
    }
  });

  it("without any orientation it is taken as it stands, with a warning", async () => {
    const { dims, values } = reference;
    const study = await readStudy([niftiFile({ dims, values, pixdim: [1, 2, 2, 4] })], { slice: 24 });
    expect(study.warnings.map(({ code }) => code)).to.deep.equal(["W102_ORIENTATION_UNKNOWN"]);
  });

  it("voxels that are longer than wide become square pixels", async () => {
    const long = sampled([
      ["R", 2],
      ["A", 3],
      ["S", 4],
    ]);
    const { width, height } = (await readStudy([niftiFile(file(long))])).picture;
    expect([width, height]).to.deep.equal([96, 96]);
  });
});

describe("NIfTI: the slice", () => {
  const volume = sampled([
    ["R", 2],
    ["A", 2],
    ["S", 4],
  ]);
  const bytes = niftiFile({ dims: volume.dims, values: volume.values, sform: sformOf(volume) });

  it("is the one with the most brain, or the one that is named", async () => {
    const { slice, warnings } = await readStudy([bytes]);
    expect(warnings.map(({ code }) => code)).to.deep.equal(["W104_ONE_OF_MANY"]);
    expect(slice.of).to.equal(48);
    expect(slice.by).to.equal("most brain");
    expect(slice.number).to.be.within(23, 27); // the widest part lies in the middle
    expect((await readStudy([bytes], { slice: 30 })).slice).to.deep.equal({ number: 30, of: 48, by: "you" });
  });

  it("is not below the brain: shoulders are wider than a head", async () => {
    const withShoulders = volume.values.slice();
    const plane = volume.dims[0] * volume.dims[1];
    withShoulders.fill(600, 0, 3 * plane); // 12 mm of something that fills the whole picture, 90 mm down
    const file = niftiFile({ dims: volume.dims, values: withShoulders, sform: sformOf(volume) });
    expect((await readStudy([file])).slice.number).to.be.within(23, 27);
  });

  it("is found in a file that counts in kilometres, too: nothing is peeled a million times", async () => {
    const kilometres = sformOf(volume).map((v) => v / 1e6);
    const file = niftiFile({ dims: volume.dims, values: volume.values, sform: kilometres });
    expect((await readStudy([file])).slice.number).to.be.within(20, 30);
  });

  it("must exist", async () => {
    for (const slice of [0, 49, 2.5])
      expect(
        await readStudy([bytes], { slice }).then(
          () => "",
          (error) => error.code,
        ),
      ).to.equal("E151_NO_SUCH_SLICE");
  });
});

describe("NIfTI: refusals", () => {
  const good = niftiFile({ dims, values });
  const bomb = gzipSync(Buffer.concat([niftiFile({ dims: [30000, 30000, 1] }), Buffer.alloc(64 * 2 ** 20)]));
  const cases: [string, () => Uint8Array, string][] = [
    ["a volume of 30,000 x 30,000 in a small gzip", () => bomb, "E104_TOO_MANY_PIXELS"],
    [
      "64 MB of zeros behind 36 kB of voxels",
      () => gzipSync(Buffer.concat([good, Buffer.alloc(64 * 2 ** 20)])),
      "accepted",
    ],
    ["a cut file", () => good.slice(0, -1), "E105_TRUNCATED"],
    ["a cut gzip", () => gzipSync(niftiFile({ dims, values: noise })).subarray(0, 9000), "E105_TRUNCATED"],
    ["complex numbers", () => niftiFile({ dims, datatype: 32, values }), "E107_UNSUPPORTED_PICTURE"],
    ["no dimensions", () => niftiFile({ dims: [] }), "E106_DAMAGED"],
    ["a dimension of -1", () => niftiFile({ dims: [64, -1, 3] }), "E106_DAMAGED"],
    ["NIfTI-2 with 2^50 voxels", () => niftiFile({ version: 2, dims: [2 ** 25, 2 ** 25, 1] }), "E104_TOO_MANY_PIXELS"],
    ["a gzip of text", () => gzipSync("not a picture at all, whatever its name"), "E102_NOT_A_PICTURE"],
  ];
  for (const [what, make, code] of cases) {
    it(`${what}: ${code}`, async () => {
      expect(await refused(make())).to.equal(code);
    });
  }

  it("inflates no more than the header asks for", () => {
    const before = process.memoryUsage().arrayBuffers;
    for (let i = 0; i < 5; i++)
      expect(() => readNifti(bomb))
        .to.throw()
        .with.property("code", "E104_TOO_MANY_PIXELS");
    expect(process.memoryUsage().arrayBuffers - before).to.be.below(64 * 2 ** 20);
  });
});
