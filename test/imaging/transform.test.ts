import { expect } from "chai";
import { encodeBlob } from "#models/imaging/blob";
import { decodePicture } from "#models/imaging/decode";
import { toFixed } from "#models/imaging/fixed";
import { headBox, percentile, squared } from "#models/imaging/head";
import type { Picture } from "#models/imaging/picture";
import { areaResize } from "#models/imaging/resize";
import { modelInput, type Transform } from "#models/imaging/transform";
import { expectNear } from "../near.ts";

const TRANSFORM: Transform = { id: "whole-head", version: 1, size: 64 };

/** A bright ellipse ("head") on a dark, slightly noisy ground. */
function phantom(width: number, height: number, cx: number, cy: number, rx: number, ry: number): Picture {
  const grey = new Uint8Array(width * height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const inside = ((x - cx) / rx) ** 2 + ((y - cy) / ry) ** 2 <= 1;
      grey[y * width + x] = inside ? 120 + ((x * 7 + y * 13) % 80) : (x * 3 + y * 5) % 7;
    }
  }
  return { width, height, grey, removed: [] };
}

describe("percentile", () => {
  it("is the value at that rank", () => {
    const values = Uint8Array.from({ length: 101 }, (_, i) => 100 - i);
    expect([0, 0.01, 0.5, 0.99, 1].map((q) => percentile(values, q))).to.deep.equal([0, 1, 50, 99, 100]);
  });
});

describe("headBox", () => {
  it("holds the whole head wherever it lies, and little more", () => {
    for (const [cx, cy, rx, ry] of [
      [150, 100, 60, 80],
      [70, 90, 65, 85],
      [230, 110, 65, 85],
    ]) {
      const { left, top, width, height } = headBox(phantom(300, 200, cx, cy, rx, ry));
      // A fifty-pixel-high ellipse is only a pixel wide at its tip; within 3 % of each end is the whole head.
      const slack = 0.03 * 2 * Math.max(rx, ry);
      expect(left)
        .to.be.at.most(cx - rx + slack)
        .and.at.least(Math.max(0, cx - rx - 8));
      expect(top)
        .to.be.at.most(cy - ry + slack)
        .and.at.least(Math.max(0, cy - ry - 8));
      expect(left + width).to.be.at.least(Math.min(300, cx + rx - slack));
      expect(top + height).to.be.at.least(Math.min(200, cy + ry - slack));
    }
  });

  it("keeps the whole picture where it finds no head", () => {
    const flat: Picture = { width: 100, height: 80, grey: new Uint8Array(8000).fill(40), removed: [] };
    expect(headBox(flat)).to.deep.equal({ left: 0, top: 0, width: 100, height: 80 });
  });

  it("is squared by growing, never by cutting", () => {
    expect(squared({ left: 10, top: 20, width: 30, height: 50 })).to.deep.equal({
      left: 0,
      top: 20,
      width: 50,
      height: 50,
    });
  });
});

describe("areaResize", () => {
  const picture: Picture = {
    width: 4,
    height: 4,
    grey: Uint8Array.from([0, 4, 8, 12, 0, 4, 8, 12, 100, 100, 200, 200, 100, 100, 200, 200]),
    removed: [],
  };

  it("averages what each output pixel covers", () => {
    expect([...areaResize(picture, { left: 0, top: 0, width: 4, height: 4 }, 2)]).to.deep.equal([2, 10, 100, 200]);
  });

  it("weighs pixels by the part that is covered", () => {
    const row = areaResize(picture, { left: 0, top: 0, width: 3, height: 4 }, 2); // 1.5 columns each
    expectNear(row[0], (0 + 4 * 0.5) / 1.5, 1e-12);
    expectNear(row[1], (4 * 0.5 + 8) / 1.5, 1e-12);
  });

  it("takes black beyond the border", () => {
    expect([...areaResize(picture, { left: -4, top: 0, width: 8, height: 8 }, 2)]).to.deep.equal([0, 78, 0, 0]);
  });
});

describe("modelInput", () => {
  it("is [1, size, size] between 0 and 1, and uses that range", () => {
    const x = modelInput(phantom(300, 200, 150, 100, 60, 80), TRANSFORM);
    expect(x.length).to.equal(64 * 64);
    expect(Math.min(...x))
      .to.be.at.least(0)
      .and.below(0.05);
    expect(Math.max(...x))
      .to.be.above(0.9)
      .and.at.most(1);
  });

  it("sees nearly the same head at another place and another resolution", () => {
    const a = modelInput(phantom(300, 200, 120, 95, 60, 80), TRANSFORM);
    const b = modelInput(phantom(600, 600, 400, 300, 120, 160), TRANSFORM);
    const distance = a.reduce((sum, v, i) => sum + Math.abs(v - b[i]), 0) / a.length;
    expect(distance).to.be.below(0.06);
  });

  it("survives the blob: doctors compute the very same input", () => {
    const picture = phantom(300, 200, 150, 100, 60, 80);
    expect(modelInput(decodePicture(encodeBlob(picture)), TRANSFORM)).to.deep.equal(modelInput(picture, TRANSFORM));
  });

  it("gives zeros, not NaN, for a blank picture", () => {
    const blank: Picture = { width: 64, height: 64, grey: new Uint8Array(4096).fill(7), removed: [] };
    expect(new Set(modelInput(blank, TRANSFORM))).to.deep.equal(new Set([0]));
  });

  it("refuses a transform it does not know", () => {
    const unknown = { id: "whole-head", version: 2, size: 64 } as unknown as Transform;
    expect(() => modelInput(phantom(64, 64, 32, 32, 20, 20), unknown))
      .to.throw()
      .with.property("code", "E123_UNKNOWN_TRANSFORM");
  });
});

describe("toFixed", () => {
  it("rounds to nearest, ties upward", () => {
    expect([...toFixed(Float32Array.of(0, 1, -1, 0.5 / 1024, -0.5 / 1024, 0.3), 10)]).to.deep.equal([
      0, 1024, -1024, 1, 0, 307,
    ]);
  });

  it("refuses what the ring cannot hold", () => {
    for (const v of [Number.NaN, Number.POSITIVE_INFINITY, 2 ** 22]) {
      expect(() => toFixed(Float32Array.of(v), 10))
        .to.throw()
        .with.property("code", "E109_OUT_OF_RANGE");
    }
  });
});
