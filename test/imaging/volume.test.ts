import { expect } from "chai";
import { affineOf, type Vector, type Volume } from "#models/imaging/volume";

const volume = (axes?: Volume["axes"]): Volume => ({
  width: 3,
  height: 5,
  depth: 9,
  values: new Float32Array(3 * 5 * 9),
  axes,
});
/** Where the point with these numbers lies, millimetres Right, Anterior, Superior of the middle. */
const placed = (affine: readonly number[], point: Vector) =>
  [0, 1, 2].map((row) =>
    affine.slice(4 * row, 4 * row + 3).reduce((sum, a, i) => sum + a * point[i]!, affine[4 * row + 3]!),
  );

describe("a volume's points in space", () => {
  it("lie about its middle, a step of each axis apart, whichever way the scanner went", () => {
    // To the patient's left, to the back, upward: as axial slices are usually stored.
    const affine = affineOf(
      volume([
        [-0.5, 0, 0],
        [0, -2, 0],
        [0, 0, 4],
      ]),
    );
    expect(affine).to.have.length(16);
    expect(affine.slice(12)).to.deep.equal([0, 0, 0, 1]);
    expect(placed(affine, [1, 2, 4])).to.deep.equal([0, 0, 0]);
    expect(placed(affine, [0, 0, 0])).to.deep.equal([0.5, 4, -16]);
    expect(placed(affine, [2, 4, 8])).to.deep.equal([-0.5, -4, 16]);
    // Sagittal slices: across is to the back, down is to the feet, deep is to the right.
    expect(
      placed(
        affineOf(
          volume([
            [0, -1, 0],
            [0, 0, -1],
            [3, 0, 0],
          ]),
        ),
        [2, 2, 8],
      ),
    ).to.deep.equal([12, -1, 0]);
  });

  it("are a millimetre apart where the file does not tell", () => {
    expect(placed(affineOf(volume()), [2, 2, 4])).to.deep.equal([1, 0, 0]);
  });
});
