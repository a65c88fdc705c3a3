import { expect } from "chai";
import { encodeBlob } from "#models/imaging/blob";
import { looksBurntIn } from "#models/imaging/burnt-in";
import { readStudy } from "#models/imaging/study";
import { phantom } from "#scripts/phantom";

/** Three letters and two digits, five by seven. */
const GLYPHS = [
  ["01110", "10001", "10001", "11111", "10001", "10001", "10001"],
  ["11110", "10001", "10001", "11110", "10001", "10001", "11110"],
  ["10001", "11001", "10101", "10011", "10001", "10001", "10001"],
  ["11111", "00001", "00010", "00100", "01000", "01000", "01000"],
  ["01110", "10001", "00001", "00110", "01000", "10000", "11111"],
];

function labelled(letters: number, size = 1) {
  const { width, height, grey } = phantom({ size: 256, seed: 4, lesion: true });
  for (let n = 0; n < letters; n++)
    for (const [y, line] of GLYPHS[n % GLYPHS.length].entries())
      for (let x = 0; x < 5 * size; x++)
        for (let dy = 0; dy < size; dy++)
          if (line[Math.floor(x / size)] === "1") grey[(5 + y * size + dy) * width + 4 + n * 7 * size + x] = 240;
  return { width, height, grey, removed: [] };
}

describe("burnt-in text", () => {
  it("is seen as a line of letters on the dark ground, small and large", async () => {
    for (const size of [1, 2]) {
      expect(looksBurntIn(labelled(5, size))).to.equal(true);
      const { warnings } = await readStudy([encodeBlob(labelled(5, size))]);
      expect(warnings.map(({ code }) => code)).to.deep.equal(["W101_BURNT_IN_TEXT"]);
    }
  });

  it("is not seen in a head alone, nor in a single mark for left or right", () => {
    for (let seed = 1; seed <= 6; seed++)
      expect(looksBurntIn({ ...phantom({ size: 256, seed, lesion: seed % 2 === 0 }), removed: [] })).to.equal(false);
    expect(looksBurntIn(labelled(1))).to.equal(false);
  });
});
