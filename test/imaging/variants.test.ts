import { expect } from "chai";
import { encode } from "fast-png";
import jpeg from "jpeg-js";
import { encodeBlob } from "#models/imaging/blob";
import { decodePicture } from "#models/imaging/decode";
import { exif, flatJpeg, insertChunk, insertSegment, jpegOf, rampPng } from "./files.ts";

const SIDE = 64;
const N = SIDE * SIDE;
const ramp = Uint8Array.from({ length: N }, (_, i) => i & 255);

describe("decodePicture: every variant becomes grey", () => {
  it("8-bit grey PNG: the very same bytes, nothing removed", () => {
    const picture = decodePicture(rampPng(SIDE));
    expect(picture).to.deep.equal({ width: SIDE, height: SIDE, grey: ramp, removed: [] });
  });

  it("16-bit grey PNG: rounded to 8 bits", () => {
    const data = Uint16Array.from({ length: N }, (_, i) => (i * 16) & 0xffff);
    const { grey, removed } = decodePicture(encode({ width: SIDE, height: SIDE, data, depth: 16, channels: 1 }));
    expect(grey).to.deep.equal(Uint8Array.from(data, (v) => Math.round(v / 257)));
    expect(removed).to.deep.equal(["16-bit depth"]);
  });

  it("RGB PNG: integer BT.601 luma, colour noted", () => {
    const data = new Uint8Array(N * 3);
    data.set([255, 0, 0, 0, 255, 0, 0, 0, 255, 200, 200, 200]);
    const { grey, removed } = decodePicture(encode({ width: SIDE, height: SIDE, data, channels: 3 }));
    expect([...grey.subarray(0, 4)]).to.deep.equal([77, 149, 29, 200]); // (77·255+128)>>8 and so on
    expect(removed).to.deep.equal(["colour"]);
  });

  it("RGBA and grey-alpha PNG: composited on black", () => {
    const rgba = new Uint8Array(N * 4).fill(255);
    rgba.set([200, 200, 200, 128, 200, 200, 200, 0]);
    const first = decodePicture(encode({ width: SIDE, height: SIDE, data: rgba, channels: 4 }));
    expect([...first.grey.subarray(0, 3)]).to.deep.equal([100, 0, 255]);
    expect(first.removed).to.deep.equal(["alpha"]);

    const la = new Uint8Array(N * 2).fill(255);
    la.set([200, 128]);
    const second = decodePicture(encode({ width: SIDE, height: SIDE, data: la, channels: 2 }));
    expect([...second.grey.subarray(0, 2)]).to.deep.equal([100, 255]);
  });

  it("an opaque alpha channel is not worth a word", () => {
    const data = new Uint8Array(N * 4).fill(255);
    expect(decodePicture(encode({ width: SIDE, height: SIDE, data, channels: 4 })).removed).to.deep.equal([]);
  });

  it("palette PNG, with and without alpha", () => {
    const data = Uint8Array.from({ length: N }, (_, i) => i % 2);
    const plain = encode({
      width: SIDE,
      height: SIDE,
      data,
      channels: 1,
      palette: [
        [10, 10, 10],
        [90, 90, 90],
      ],
    });
    expect([...decodePicture(plain).grey.subarray(0, 2)]).to.deep.equal([10, 90]);
    const clear = encode({
      width: SIDE,
      height: SIDE,
      data,
      channels: 1,
      palette: [
        [100, 100, 100, 0],
        [90, 90, 90, 255],
      ],
    });
    expect([...decodePicture(clear).grey.subarray(0, 2)]).to.deep.equal([0, 90]);
  });

  for (const depth of [1, 2, 4] as const) {
    it(`${depth}-bit grey PNG: unpacked and stretched to 0..255`, () => {
      const width = 67; // a line that does not end on a byte
      const max = 2 ** depth - 1;
      const line = Math.ceil((width * depth) / 8);
      const data = new Uint8Array(line * SIDE);
      for (let x = 0; x < width; x++) {
        data[(x * depth) >> 3] |= (x & max) << (8 - depth - ((x * depth) & 7));
      }
      const { grey } = decodePicture(encode({ width, height: SIDE, data, depth, channels: 1 }));
      expect([...grey.subarray(0, width)]).to.deep.equal(
        Array.from({ length: width }, (_, x) => Math.round(((x & max) * 255) / max)),
      );
    });
  }

  it("an interlaced PNG gives the same pixels", () => {
    const png = encode({ width: SIDE, height: SIDE, data: ramp, channels: 1 }, { interlace: "Adam7" });
    expect(decodePicture(png).grey).to.deep.equal(ramp);
  });

  it("colour JPEG, to within the coding's own loss", () => {
    const { grey, removed } = decodePicture(jpegOf(SIDE, [60, 120, 180]));
    const luma = (77 * 60 + 150 * 120 + 29 * 180 + 128) >> 8;
    expect(Math.max(...grey.map((v) => Math.abs(v - luma)))).to.be.at.most(2);
    expect(removed).to.deep.equal(["colour"]);
  });

  it("one-component grey JPEG", () => {
    const { width, height, grey, removed } = decodePicture(flatJpeg(1));
    expect([width, height, removed]).to.deep.equal([64, 64, []]);
    expect(grey).to.deep.equal(new Uint8Array(N).fill(128));
  });

  it("four-component JPEG (Adobe CMYK): ink on paper", () => {
    // Adobe stores CMYK inverted: samples of 128 are about half of each ink, and half black again halves the light.
    expect(decodePicture(flatJpeg(4)).grey).to.deep.equal(new Uint8Array(N).fill(64));
  });

  it("a view into a larger buffer is read from its own start", () => {
    const png = rampPng(SIDE);
    const larger = new Uint8Array(png.length + 10);
    larger.set(png, 7);
    expect(decodePicture(larger.subarray(7, 7 + png.length)).grey).to.deep.equal(ramp);
  });
});

describe("decodePicture: a turned photograph is set upright", () => {
  // Dark left half, light right half; where the light half must lie after each EXIF orientation.
  const data = Uint8Array.from({ length: 128 * 64 * 4 }, (_, i) =>
    i % 4 === 3 ? 255 : (i >> 2) % 128 < 64 ? 20 : 220,
  );
  const bytes = new Uint8Array(jpeg.encode({ width: 128, height: 64, data }, 95).data);
  const sides = ["right", "left", "left", "right", "bottom", "bottom", "top", "top"];
  for (const [i, side] of sides.entries()) {
    it(`orientation ${i + 1}: the right half comes to lie ${side}`, () => {
      for (const order of ["II", "MM"] as const) {
        const { width, height, grey, removed } = decodePicture(insertSegment(bytes, 0xe1, exif(order, i + 1)));
        expect([width, height]).to.deep.equal(i < 4 ? [128, 64] : [64, 128]);
        const light = (x: number, y: number) => grey[y * width + x] > 120;
        const corner = { left: [5, 5], right: [width - 6, 5], top: [5, 5], bottom: [5, height - 6] }[side]!;
        const opposite = [width - 1 - corner[0], height - 1 - corner[1]];
        expect(light(corner[0], corner[1])).to.equal(true);
        expect(light(opposite[0], opposite[1])).to.equal(false);
        expect(removed).to.deep.equal(["EXIF"]);
      }
    });
  }

  it("tells a quarter turn from a mirrored one", () => {
    // One light corner at the top left: 6 turns it to the top right, 5 leaves it there.
    const corner = Uint8Array.from({ length: 64 * 64 * 4 }, (_, i) => {
      const [x, y] = [(i >> 2) % 64, (i >> 2) >> 6];
      return i % 4 === 3 ? 255 : x < 16 && y < 16 ? 220 : 20;
    });
    const file = new Uint8Array(jpeg.encode({ width: 64, height: 64, data: corner }, 95).data);
    const lightAt = (orientation: number) => {
      const { grey } = decodePicture(insertSegment(file, 0xe1, exif("II", orientation)));
      const places = { topLeft: 3 * 64 + 3, topRight: 3 * 64 + 60, bottomLeft: 60 * 64 + 3, bottomRight: 60 * 64 + 60 };
      return Object.entries(places).find(([, at]) => grey[at] > 120)?.[0];
    };
    expect([1, 2, 3, 4, 5, 6, 7, 8].map(lightAt)).to.deep.equal([
      "topLeft",
      "topRight",
      "bottomRight",
      "bottomLeft",
      "topLeft",
      "topRight",
      "bottomRight",
      "bottomLeft",
    ]);
  });

  it("takes a malformed note for upright", () => {
    for (const note of ["Exif\0\0", "Exif\0\0II*\0\xff\xff\xff\xff", exif("II", 9), exif("MM", 0)]) {
      expect(decodePicture(insertSegment(bytes, 0xe1, note)).width).to.equal(128);
    }
  });
});

describe("decodePicture: metadata stays behind", () => {
  it("names the kinds found in a JPEG, not their contents", () => {
    let bytes = jpegOf(SIDE, [90, 90, 90]);
    bytes = insertSegment(bytes, 0xe1, "Exif\0\0SECRET-NAME");
    bytes = insertSegment(bytes, 0xe1, "http://ns.adobe.com/xap/1.0/\0SECRET");
    bytes = insertSegment(bytes, 0xe2, "ICC_PROFILE\0SECRET");
    bytes = insertSegment(bytes, 0xfe, "SECRET comment");
    const picture = decodePicture(bytes);
    expect(picture.removed).to.have.members(["EXIF", "XMP", "ICC", "comment"]);
    expect(JSON.stringify(picture.removed)).not.to.contain("SECRET");
  });

  it("names the kinds found in a PNG, and the blob holds none of them", () => {
    let png = rampPng(SIDE);
    for (const type of ["tEXt", "eXIf", "tIME", "prVt"]) png = insertChunk(png, type, "SECRET");
    const picture = decodePicture(png);
    expect(picture.removed).to.have.members(["text", "EXIF", "time", "private chunk"]);
    const blob = encodeBlob(picture);
    expect(Buffer.from(blob).includes("SECRET")).to.equal(false);
    expect(decodePicture(blob)).to.deep.equal({ width: SIDE, height: SIDE, grey: ramp, removed: [] });
  });

  it("the blob is the same bytes each time", () => {
    const picture = decodePicture(rampPng(SIDE));
    expect(encodeBlob(picture)).to.deep.equal(encodeBlob(picture));
  });
});

describe("a JPEG decodes as its decoder says", () => {
  it("agrees with jpeg-js' own RGB on a picture with structure", () => {
    const rgba = Uint8Array.from({ length: N * 4 }, (_, i) => (i % 4 === 3 ? 255 : ((i >> 2) * 7) & 255));
    const bytes = jpeg.encode({ width: SIDE, height: SIDE, data: rgba }, 90).data;
    const { data } = jpeg.decode(bytes, { useTArray: true, formatAsRGBA: false });
    const expected = Uint8Array.from(
      { length: N },
      (_, i) => (77 * data[3 * i] + 150 * data[3 * i + 1] + 29 * data[3 * i + 2] + 128) >> 8,
    );
    expect(decodePicture(bytes).grey).to.deep.equal(expected);
  });
});
