import { expect } from "chai";
import { readDicom } from "#models/imaging/dicom/read";
import { readStudy } from "#models/imaging/study";
import { openJpeg } from "../../app/openjpeg.ts";
import { baselineJpeg, jpeg2000, losslessJpeg, rle } from "./dicom-encoders.ts";
import { dicomFile, type Elements, greyElements, words } from "./dicom-file.ts";

const [W, H] = [72, 68];
/** Smooth parts, steps, extremes: 16 bits used in full. */
const samples = Uint16Array.from({ length: W * H }, (_, i) => {
  const [x, y] = [i % W, Math.floor(i / W)];
  return i === 5 ? 65535 : i === 6 ? 0 : (x * 911 + y * 607 + (x * y) ** 2) & 0xffff;
});
const twelve = samples.map((v) => v >> 4);
const base = greyElements(W, H);
const stored12: Elements = { ...base, "00280101 US": 12, "00280102 US": 11 };

async function values(bytes: Uint8Array): Promise<number[]> {
  return [...(await readDicom(bytes, () => {}, openJpeg)).slices[0].values];
}
const refused = async (bytes: Uint8Array, withJpeg2000 = true): Promise<string> => {
  try {
    await readStudy([bytes], withJpeg2000 ? { openJpeg } : {});
  } catch (error) {
    return (error as { code: string }).code;
  }
  return "accepted";
};

const half = (bytes: Uint8Array): Uint8Array => bytes.slice(0, bytes.length >> 1);

describe("DICOM pixels: one picture in every transfer syntax", () => {
  for (const syntax of ["implicit", "explicit", "deflated", "big"] as const) {
    it(`${syntax}: 16 and 12 bits, unsigned and signed`, async () => {
      const big = syntax === "big";
      expect(await values(dicomFile(syntax, base, words(samples, big)))).to.deep.equal([...samples]);
      const signed = { ...base, "00280103 US": 1 };
      expect(await values(dicomFile(syntax, signed, words(samples, big)))).to.deep.equal([...Int16Array.from(samples)]);
      // Overlay bits above the stored ones are no picture.
      const dirty = twelve.map((v, i) => v | ((i % 16) << 12));
      expect(await values(dicomFile(syntax, stored12, words(dirty, big)))).to.deep.equal([...twelve]);
      const signed12 = { ...stored12, "00280103 US": 1 };
      expect(await values(dicomFile(syntax, signed12, words(twelve, big)))).to.deep.equal(
        Array.from(twelve, (v) => (v >= 2048 ? v - 4096 : v)),
      );
    });
  }

  it("RLE", async () => {
    expect(await values(dicomFile("rle", base, [rle(samples)]))).to.deep.equal([...samples]);
    const flat = new Uint16Array(W * H).fill(1234);
    expect(await values(dicomFile("rle", base, [rle(flat)]))).to.deep.equal([...flat]);
  });

  it("lossless JPEG, 16 and 12 bits, in one and in several fragments", async () => {
    const whole = losslessJpeg(samples, W, H);
    expect(await values(dicomFile("lossless", base, [whole]))).to.deep.equal([...samples]);
    expect(await values(dicomFile("lossless", base, [whole.slice(0, 1000), whole.slice(1000)]))).to.deep.equal([
      ...samples,
    ]);
    expect(await values(dicomFile("lossless", stored12, [losslessJpeg(twelve, W, H, 12)]))).to.deep.equal([...twelve]);
  });

  it("reversible JPEG 2000, 16 and 12 bits; refused where its decoder was not given", async () => {
    const file = dicomFile("jpeg2000", base, [await jpeg2000(samples, W, H)]);
    expect(await values(file)).to.deep.equal([...samples]);
    expect(await values(dicomFile("jpeg2000", stored12, [await jpeg2000(twelve, W, H, 12)]))).to.deep.equal([
      ...twelve,
    ]);
    expect(await refused(file, false)).to.equal("E107_UNSUPPORTED_PICTURE");
  });

  it("baseline JPEG, to within its own loss", async () => {
    const grey = Uint8Array.from({ length: W * H }, (_, i) => 40 + ((i % W) + Math.floor(i / W)));
    const eight = { ...base, "00280100 US": 8, "00280101 US": 8, "00280102 US": 7 };
    const found = await values(dicomFile("jpeg", eight, [baselineJpeg(grey, W, H)]));
    expect(Math.max(...found.map((v, i) => Math.abs(v - grey[i])))).to.be.at.most(3);
  });

  it("colours become luma: RGB by pixel and by plane, and the Y of YBR", async () => {
    const n = W * H;
    const rgb = {
      ...base,
      "00280002 US": 3,
      "00280004 CS": "RGB",
      "00280100 US": 8,
      "00280101 US": 8,
      "00280102 US": 7,
    };
    const pixel = Uint8Array.from({ length: 3 * n }, (_, i) => [200, 100, 50][i % 3]);
    const plane = Uint8Array.from({ length: 3 * n }, (_, i) => [200, 100, 50][Math.floor(i / n)]);
    const luma = (77 * 200 + 150 * 100 + 29 * 50 + 128) >> 8;
    expect(new Set(await values(dicomFile("explicit", { ...rgb, "00280006 US": 0 }, pixel)))).to.deep.equal(
      new Set([luma]),
    );
    expect(new Set(await values(dicomFile("explicit", { ...rgb, "00280006 US": 1 }, plane)))).to.deep.equal(
      new Set([luma]),
    );
    const ybr = { ...rgb, "00280004 CS": "YBR_FULL", "00280006 US": 0 };
    expect(new Set(await values(dicomFile("explicit", ybr, pixel)))).to.deep.equal(new Set([200]));
  });
});

describe("DICOM pixels: what the numbers mean", () => {
  const native = (elements: Elements, pixels = words(samples)) => dicomFile("explicit", elements, pixels);

  it("rescale slope and intercept", async () => {
    const found = await values(native({ ...base, "00281052 DS": "-1024", "00281053 DS": "0.5" }));
    expect(found).to.deep.equal(Array.from(samples, (v) => v / 2 - 1024));
  });

  it("MONOCHROME1 is turned: the smallest number is the brightest", async () => {
    const found = await values(native({ ...base, "00280004 CS": "MONOCHROME1" }));
    expect(found).to.deep.equal(Array.from(samples, (v) => -v));
  });

  it("padding is dark, however it is numbered", async () => {
    const padded = samples.map((v, i) => (i < W ? 65535 : v >> 1));
    const found = await values(native({ ...base, "00280120 US": 65535 }, words(padded)));
    expect(found.slice(0, W)).to.deep.equal(new Array(W).fill(Math.min(...padded.slice(W))));
  });

  it("the file's own window, where it is asked for", async () => {
    const ramp = Uint16Array.from({ length: W * H }, (_, i) => i);
    const file = native({ ...base, "00281050 DS": "1000.5", "00281051 DS": "256" }, words(ramp));
    const { grey } = (await readStudy([file], { window: "stored" })).picture;
    // PS3.3 C.11.2.1.2.1: 0 up to c - 0.5 - (w-1)/2, then one grey a step, 255 from c - 0.5 + (w-1)/2 on.
    expect([grey[872], grey[873], grey[1000], grey[1127], grey[1128]]).to.deep.equal([0, 1, 128, 255, 255]);
    const robust = (await readStudy([file])).picture.grey;
    expect([robust[0], robust[W * H - 1]]).to.deep.equal([0, 255]);
  });

  it("refuses what it cannot read, and says so before decoding", async () => {
    const cases: [string, Uint8Array, string][] = [
      ["no pixels", dicomFile("explicit", base, new Uint8Array(0)), "E105_TRUNCATED"],
      ["too few pixels", native(base, words(samples.slice(0, 100))), "E105_TRUNCATED"],
      ["a deflated file cut in half", half(dicomFile("deflated", base, words(samples))), "E105_TRUNCATED"],
      ["a palette", native({ ...base, "00280004 CS": "PALETTE COLOR" }), "E107_UNSUPPORTED_PICTURE"],
      [
        "1 bit a pixel",
        native({ ...base, "00280100 US": 1, "00280101 US": 1, "00280102 US": 0 }),
        "E107_UNSUPPORTED_PICTURE",
      ],
      ["more bits stored than there are", native({ ...base, "00280101 US": 17 }), "E106_DAMAGED"],
      ["no rows", native({ ...base, "00280010 US": 0 }), "E106_DAMAGED"],
      ["65535 x 65535", native({ ...base, "00280010 US": 65535, "00280011 US": 65535 }), "E104_TOO_MANY_PIXELS"],
      ["a million frames", native({ ...base, "00280008 IS": "1000000" }), "E104_TOO_MANY_PIXELS"],
      ["lossless JPEG of another size", dicomFile("lossless", base, [losslessJpeg(samples, H, W)]), "E106_DAMAGED"],
      ["JPEG 2000 of another size", dicomFile("jpeg2000", base, [await jpeg2000(samples, H, W)]), "E106_DAMAGED"],
      [
        "JPEG under another name",
        dicomFile("lossless", base, [baselineJpeg(new Uint8Array(W * H), W, H)]),
        "E107_UNSUPPORTED_PICTURE",
      ],
      ["a thumbnail", dicomFile("explicit", greyElements(32, 32), words(samples.slice(0, 1024))), "E108_TOO_SMALL"],
    ];
    for (const [what, file, code] of cases) expect(await refused(file), what).to.equal(code);
  });
});
