import { expect } from "chai";
import { auroc } from "#models/metrics/auroc";
import { percentileInterval, resamples } from "#models/metrics/bootstrap";
import { brier, expectedCalibrationError, reliability } from "#models/metrics/calibration";
import { accuracy, balancedAccuracy, confusion, recalls, specificities } from "#models/metrics/classification";
import { calibrated, fitCalibration } from "#models/metrics/fit-calibration";
import { information } from "#models/metrics/information";
import { wilson } from "#models/metrics/interval";
import { leakOfLogits, leakOfTiers } from "#models/metrics/leak";
import { report } from "#models/metrics/report";
import { argmax, type Scored, softmax } from "#models/metrics/scored";
import { selective } from "#models/metrics/selective";
import { summarise } from "#models/metrics/summary";
import { Random } from "#models/train/random";
import { expectNear } from "../near.ts";

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
    expectNear(balancedAccuracy(matrix), 11 / 15, 1e-12);
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
    expectNear(auroc([0.9, 0.8, 0.4], [0.6, 0.4, 0.2, 0.2, 0.1]), (5 + 5 + 3.5) / 15, 1e-12);
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

  it("reliability bins hold equally many examples, their mean confidence and accuracy", () => {
    const bins = reliability([...four, ...four, ...four, ...four, ...four]); // 20 in 10 bins
    expect(bins.map(({ n }) => n)).to.deep.equal(new Array(10).fill(2));
    expect(bins.map(({ confidence }) => confidence)).to.deep.equal([
      ...new Array(5).fill(0.65),
      ...new Array(5).fill(0.95),
    ]);
    expect(bins.slice(0, 5).map(({ accuracy: right }) => right)).to.deep.equal(new Array(5).fill(1));
    expect(bins[5].accuracy).to.equal(0.5);
  });

  it("ECE of four bins of one: (.35 + .35 + .05 + .95) / 4", () => {
    expectNear(expectedCalibrationError(four), 1.7 / 4, 1e-12);
    expect(expectedCalibrationError([])).to.equal(null);
  });

  it("fewer examples than bins make a bin each", () => {
    expect(reliability([two(0, 1)])).to.deep.equal([{ n: 1, confidence: 1, accuracy: 1 }]);
  });

  it("Brier of .8 for the truth is 2 · .2²", () => {
    expectNear(brier([two(0, 0.8)]), 0.08, 1e-12);
  });
});

describe("bootstrapped intervals", () => {
  const uniform = (seed: number) => {
    const random = Random.of(seed);
    return () => random.uniform();
  };
  const shareRight = (items: readonly number[]) => items.reduce((a, b) => a + b, 0) / items.length;
  const interval = (groups: number[][]) =>
    percentileInterval([...resamples(groups, uniform(1))].map(shareRight)) as [number, number];

  it("are about 1.96 standard errors wide to either side for independent examples", () => {
    const [low, high] = interval(Array.from({ length: 100 }, (_, i) => [Number(i < 80)]));
    expectNear(low, 0.8 - 1.96 * 0.04, 0.02);
    expectNear(high, 0.8 + 1.96 * 0.04, 0.02);
  });

  it("count a group of copies once: ten times the copies, the same width", () => {
    const single = interval(Array.from({ length: 50 }, (_, i) => [Number(i < 40)]));
    const copied = interval(Array.from({ length: 50 }, (_, i) => new Array(10).fill(Number(i < 40))));
    expect(copied).to.deep.equal(single);
  });

  it("are null where nothing could be told", () => {
    expect(percentileInterval([null, null])).to.equal(null);
  });
});

describe("selective", () => {
  it("gives accuracy and number of the cases at or above each confidence, from 1/K", () => {
    const points = selective([two(0, 0.6), two(1, 0.6), two(0, 0.9)], 2);
    expect(points[0]).to.deep.equal({ confidence: 0.5, n: 3, accuracy: 2 / 3 });
    expect(points.find(({ confidence }) => confidence === 0.7)).to.deep.equal({ confidence: 0.7, n: 1, accuracy: 1 });
    expect(points.at(-1)!.confidence).to.equal(0.9);
  });
});

describe("information", () => {
  const random = Random.of(6);
  const hidden = Array.from({ length: 400 }, (_, i) => i % 4);

  it("is all of a class that is shown, and nothing of noise, however finely that is told apart", () => {
    const whole = information(hidden, hidden, () => random.uniform());
    expectNear(whole.bits, 2, 0.05);
    expect(whole.p).to.be.below(0.01);
    const noise = hidden.map(() => Math.floor(40 * random.uniform()));
    const none = information(hidden, noise, () => random.uniform());
    expect(none.bits).to.be.below(0.05);
    expect(none.p).to.be.above(0.01);
  });

  it("is one bit where half of the classes can be told from the other half", () => {
    const { bits } = information(
      hidden,
      hidden.map((k) => k >> 1),
      () => random.uniform(),
    );
    expectNear(bits, 1, 0.02);
  });
});

describe("leak", () => {
  const random = Random.of(8);
  const logits = (spread: (k: number) => number) =>
    Array.from({ length: 300 }, (_, i) => {
      const k = i % 3;
      return [0, 1, 2].map((j) => (j === k ? spread(k) + random.uniform() : 0));
    });

  it("is nothing where all classes are equally sure, and the class where each has a sureness of its own", () => {
    const even = leakOfLogits(
      logits(() => 2),
      () => random.uniform(),
    );
    expect(even.confidence.bits).to.be.below(0.05);
    expect(even.opened.bits).to.be.below(0.05);
    const uneven = leakOfLogits(
      logits((k) => 1 + 1.5 * k),
      () => random.uniform(),
    );
    expect(uneven.confidence.bits).to.be.above(0.8);
    expect(uneven.opened.bits).to.be.above(0.8);
    const tiered = leakOfTiers(
      logits((k) => 1 + 1.5 * k),
      () => random.uniform(),
    )!;
    expect(tiered.bits).to.be.below(0.05);
  });
});

describe("report", () => {
  it("is the summary, with intervals that hold its figures", () => {
    const random = Random.of(3);
    const scored = Array.from({ length: 60 }, (_, i) => two(i % 2, i % 2 === 0 ? 0.2 + 0.7 * random.uniform() : 0.1));
    const made = report(scored, 2, String, () => random.uniform());
    expect(made).to.deep.include(summarise(scored, 2));
    for (const name of ["balancedAccuracy", "auroc", "brier"] as const)
      expect(made[name]).to.be.within(...(made.intervals[name] as [number, number]));
    expect(made.reliability.reduce((sum, { n }) => sum + n, 0)).to.equal(60);
  });
});

describe("wilson", () => {
  it("8 of 10 is .490 to .943 (Wilson 1927, as in the textbooks)", () => {
    const [low, high] = wilson(8, 10)!;
    expectNear(low, 0.4902, 1e-4);
    expectNear(high, 0.9433, 1e-4);
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
    expectNear(summary.auroc, 14 / 15, 1e-12); // one pair of 15 is the wrong way round
  });

  it("with three it takes means of one against the rest", () => {
    const sure = (label: number, k: number): Scored => ({
      label,
      probabilities: [0, 1, 2].map((i) => Number(i === k)),
    });
    const summary = summarise([sure(0, 0), sure(1, 1), sure(2, 1)], 3);
    expectNear(summary.sensitivity, 2 / 3, 1e-12);
    expectNear(summary.specificity, (1 + 0.5 + 1) / 3, 1e-12);
  });
});

describe("softmax and argmax", () => {
  it("survive large logits, and take the first of equals", () => {
    expect(softmax([1000, 1000])).to.deep.equal([0.5, 0.5]);
    expect(argmax([1, 3, 3])).to.equal(1);
  });
});

describe("fitCalibration", () => {
  /** Rows of [difference, 0] whose label is 0 for `right` of `of`. */
  const rows = (difference: number, right: number, of: number) =>
    Array.from({ length: of }, (_, i) => ({ logits: [difference, 0], label: i < right ? 0 : 1 }));
  const calibrate = (all: { logits: number[]; label: number }[]) =>
    fitCalibration(
      all.map(({ logits }) => logits),
      all.map(({ label }) => label),
    );

  it("finds the temperature at which a difference of 2 means its share of right answers", () => {
    // Three of four right on either side: softmax(2 / T) = 3/4, so T = 2 / ln 3, and no class leans.
    const { temperature, bias } = calibrate([...rows(2, 3, 4), ...rows(-2, 1, 4)]);
    expectNear(temperature, 2 / Math.log(3), 1e-3);
    expectNear(bias[0], 0, 1e-3);
    expectNear(calibrated([2, 0], { temperature, bias })[0], 0.75, 1e-3);
  });

  it("finds the threshold: logits that all lean to one side are set right", () => {
    const { temperature, bias } = calibrate([...rows(5, 3, 4), ...rows(1, 1, 4)]);
    expectNear(temperature, 2 / Math.log(3), 1e-3);
    expectNear(calibrated([3, 0], { temperature, bias })[0], 0.5, 1e-3);
    expectNear(bias[0] + bias[1], 0, 1e-9);
  });

  it("counts every class the same, however many examples it has", () => {
    const even = calibrate([...rows(2, 3, 4), ...rows(-2, 1, 4)]);
    const more = [...rows(2, 3, 4), ...rows(-2, 1, 4)].flatMap((row) => (row.label === 0 ? [row, row, row] : [row]));
    expectNear(calibrate(more).temperature, even.temperature, 1e-3);
    expectNear(calibrate(more).bias[0], even.bias[0], 1e-3);
  });

  it("stays finite where nothing is wrong", () => {
    const { temperature, bias } = calibrate([...rows(5, 1, 1), ...rows(-5, 0, 1)]);
    expect(temperature).to.be.within(0.05, 0.5);
    expect(bias.every(Number.isFinite)).to.equal(true);
  });
});
