import { expect } from "chai";
import { auroc } from "#models/metrics/auroc";
import { brier, expectedCalibrationError, reliability } from "#models/metrics/calibration";
import { accuracy, balancedAccuracy, confusion, recalls, specificities } from "#models/metrics/classification";
import { wilson } from "#models/metrics/interval";
import { argmax, type Scored, softmax } from "#models/metrics/scored";
import { summarise } from "#models/metrics/summary";
import { fitTemperature } from "#models/metrics/temperature";

const two = (label: number, p: number): Scored => ({ label, probabilities: [p, 1 - p] });

/** Three "yes" (two found) and five "no" (four found). */
const EIGHT = [two(0, 0.9), two(0, 0.8), two(0, 0.4), two(1, 0.6), two(1, 0.3), two(1, 0.2), two(1, 0.2), two(1, 0.1)];

describe("classification figures, by hand", () => {
  const matrix = confusion(EIGHT, 2);

  it("confusion[truth][prediction]", () => {
    expect(matrix).to.deep.equal([
      [2, 1],
      [1, 4],
    ]);
  });

  it("accuracy 6/8, recalls 2/3 and 4/5, balanced their mean", () => {
    expect(accuracy(matrix)).to.equal(0.75);
    expect(recalls(matrix)).to.deep.equal([2 / 3, 4 / 5]);
    expect(balancedAccuracy(matrix)).to.be.closeTo(11 / 15, 1e-12);
    expect(specificities(matrix)).to.deep.equal([4 / 5, 2 / 3]);
  });

  it("a class without examples is left out of the mean; no examples give null", () => {
    expect(
      balancedAccuracy([
        [3, 1],
        [0, 0],
      ]),
    ).to.equal(0.75);
    expect(
      recalls([
        [3, 1],
        [0, 0],
      ]),
    ).to.deep.equal([0.75, null]);
    expect(
      accuracy([
        [0, 0],
        [0, 0],
      ]),
    ).to.equal(null);
  });
});

describe("auroc", () => {
  it("counts pairs, ties half: of 3 x 5 pairs one is tied and one is lost", () => {
    expect(auroc([0.9, 0.8, 0.4], [0.6, 0.4, 0.2, 0.2, 0.1])).to.be.closeTo((5 + 5 + 3.5) / 15, 1e-12);
  });

  it("is 1, 0 and a half at the ends and for a constant; null for one group", () => {
    expect(auroc([2, 3], [0, 1])).to.equal(1);
    expect(auroc([0, 1], [2, 3])).to.equal(0);
    expect(auroc([1, 1, 1], [1, 1])).to.equal(0.5);
    expect(auroc([], [1])).to.equal(null);
  });
});

describe("calibration figures, by hand", () => {
  const four = [two(0, 0.95), two(1, 0.95), two(0, 0.65), two(0, 0.65)];

  it("reliability bins hold mean confidence and accuracy", () => {
    const bins = reliability(four);
    expect(bins.map(({ n, accuracy: right }) => [n, right])).to.deep.equal([
      [2, 1],
      [2, 0.5],
    ]);
    expect(bins[1].confidence).to.be.closeTo(0.95, 1e-12);
  });

  it("ECE = 2/4 · |1 - .65| + 2/4 · |.5 - .95| = .4", () => {
    expect(expectedCalibrationError(four)).to.be.closeTo(0.4, 1e-12);
  });

  it("a certain answer falls into the last bin", () => {
    expect(reliability([two(0, 1)])).to.deep.equal([{ n: 1, confidence: 1, accuracy: 1 }]);
  });

  it("Brier of .8 for the truth is 2 · .2²", () => {
    expect(brier([two(0, 0.8)])).to.be.closeTo(0.08, 1e-12);
  });
});

describe("wilson", () => {
  it("8 of 10 is .490 to .943 (Wilson 1927, as in the textbooks)", () => {
    const [low, high] = wilson(8, 10)!;
    expect(low).to.be.closeTo(0.4902, 1e-4);
    expect(high).to.be.closeTo(0.9433, 1e-4);
  });

  it("stays inside 0..1 at the ends", () => {
    expect(wilson(0, 5)![0]).to.equal(0);
    expect(wilson(5, 5)![1]).to.equal(1);
    expect(wilson(0, 0)).to.equal(null);
  });
});

describe("summarise", () => {
  it("with two classes the first is the positive one", () => {
    const summary = summarise(EIGHT, 2);
    expect(summary.n).to.equal(8);
    expect(summary.sensitivity).to.equal(2 / 3);
    expect(summary.specificity).to.equal(4 / 5);
    expect(summary.auroc).to.be.closeTo(14 / 15, 1e-12); // one pair of 15 is the wrong way round
  });

  it("with three it takes means of one against the rest", () => {
    const sure = (label: number, k: number): Scored => ({
      label,
      probabilities: [0, 1, 2].map((i) => Number(i === k)),
    });
    const summary = summarise([sure(0, 0), sure(1, 1), sure(2, 1)], 3);
    expect(summary.sensitivity).to.be.closeTo(2 / 3, 1e-12);
    expect(summary.specificity).to.be.closeTo((1 + 0.5 + 1) / 3, 1e-12);
  });
});

describe("softmax and argmax", () => {
  it("survive large logits, and take the first of equals", () => {
    expect(softmax([1000, 1000])).to.deep.equal([0.5, 0.5]);
    expect(argmax([1, 3, 3])).to.equal(1);
  });
});

describe("fitTemperature", () => {
  it("finds the temperature at which a logit of 2 means its share of right answers", () => {
    // Three of four right at a difference of 2: softmax(2 / T) = 3/4, so T = 2 / ln 3.
    const logits = Array.from({ length: 4 }, () => [2, 0]);
    expect(fitTemperature(logits, [0, 0, 0, 1])).to.be.closeTo(2 / Math.log(3), 1e-4);
  });

  it("leaves honest logits alone", () => {
    const logits = Array.from({ length: 4 }, () => [Math.log(3), 0]);
    expect(fitTemperature(logits, [0, 0, 0, 1])).to.be.closeTo(1, 1e-4);
  });

  it("stays finite where nothing is wrong", () => {
    expect(
      fitTemperature(
        [
          [5, 0],
          [0, 5],
        ],
        [0, 1],
      ),
    ).to.be.within(0.05, 0.5);
  });
});
