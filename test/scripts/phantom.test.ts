import { expect } from "chai";
import { decodePicture } from "#models/imaging/decode";
import { phantom, phantomPng } from "#scripts/phantom";

describe("the synthetic head", () => {
  const size = 96;

  it("is the same for the same seed, and another head for another", () => {
    const grey = (seed: number) => Buffer.from(phantom({ size, seed, lesion: false }).grey).toString("base64");
    expect(grey(1)).to.equal(grey(1));
    expect(grey(1)).not.to.equal(grey(2));
  });

  it("has a lesion as bright as nothing else within the brain, and leaves the rest as it is", () => {
    for (const seed of [1, 2, 3, 4, 5]) {
      const without = phantom({ size, seed, lesion: false }).grey;
      const with_ = phantom({ size, seed, lesion: true }).grey;
      const changed = [...with_.keys()].filter((i) => with_[i] !== without[i]);
      expect(changed.length / with_.length).to.be.within(0.01, 0.12);
      expect(Math.max(...changed.map((i) => with_[i]))).to.be.above(205);
      expect(Math.max(...changed.map((i) => without[i]))).to.be.below(205);
    }
  });

  it("has air around the head", () => {
    const { grey } = phantom({ size, seed: 7, lesion: true });
    const corners = [0, size - 1, size * (size - 1), size * size - 1].map((i) => grey[i]);
    expect(Math.max(...corners)).to.be.below(30);
  });

  it("is a picture that the product takes", () => {
    const decoded = decodePicture(phantomPng({ size, seed: 3, lesion: true }));
    expect(decoded).to.include({ width: size, height: size });
    expect(Buffer.compare(decoded.grey, phantom({ size, seed: 3, lesion: true }).grey)).to.equal(0);
    expect(decoded.removed).to.deep.equal([]);
  });
});
