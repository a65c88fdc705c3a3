import { expect } from "chai";
import { lenet } from "#models/graph/lenet";
import { TIER, tieredGraph, tieredWeights, tierOf } from "#models/graph/tiers";
import { runFixed } from "#models/reference/fixed";
import { runFloat } from "#models/reference/float";
import { quantise } from "#models/reference/quantise";
import { tierConfidenceOf, toGrid } from "#models/reference/release";
import { generator, sampleInput, sampleWeights, toRing } from "#scripts/bench/sample";
import { evaluateEncrypted } from "./rig.ts";

const THRESHOLDS = [
  [0, 0.1, 0.3, 0.9],
  [0, 0.05, 0.2, 0.4],
  [0, 0.3, 0.5, 0.7],
];
const CONFIDENCES = [0.4, 0.5, 0.6, 0.9];
const graph = lenet({ size: 28, classes: 3 });

describe("a reading in tiers", () => {
  const next = generator(77);
  const sample = () => {
    const weights = sampleWeights(graph, next);
    const tiered = quantise(tieredGraph(graph, THRESHOLDS), tieredWeights(graph, weights, THRESHOLDS));
    return { weights, tiered, scale: tiered.facts.get(tiered.graph.output)!.scale };
  };

  it("gives the tier of the likeliest class, and 0 for all others", () => {
    const seen = new Set<string>();
    let { weights, tiered, scale } = sample();
    for (let run = 0; run < 100; run++) {
      if (run % 10 === 0) ({ weights, tiered, scale } = sample());
      const picture = sampleInput(graph, next).map((value) => value * (1 + (run % 10)));
      const logits = runFloat(graph, weights, picture);
      const { label, tier } = tierOf(logits, THRESHOLDS);
      const lead = logits[label] - Math.max(...Array.from(logits).filter((_, k) => k !== label));
      const counted = Array.from(runFixed(tiered, toRing(picture, graph.activationBits)), (v) => v / 2 ** scale / TIER);
      // Within a ramp, and within what rounding moves a logit by, a lead is between two tiers.
      if (THRESHOLDS[label].some((threshold) => Math.abs(lead - threshold) < 1 / 32 + 0.02)) continue;
      for (const [k, value] of counted.entries()) expect(Math.abs(value - (k === label ? tier : 0))).to.be.below(0.05);
      seen.add(`${label}:${tier}`);
    }
    expect([...seen].map((one) => one[0])).to.include.members(["0", "1", "2"]);
    expect([...seen].map((one) => one[2])).to.include.members(["1", "2", "3", "4"]);
  });

  it("is the twin's under encryption, in whatever order the classes come", async function () {
    this.timeout(60_000);
    const { tiered, scale } = sample();
    for (let run = 1; run <= 10; run++) {
      const picture = sampleInput(graph, next).map((value) => value * (run / 4));
      const x = toRing(picture, graph.activationBits);
      const { differences } = await evaluateEncrypted(tiered, x);
      const grid = toGrid(runFixed(tiered, x), scale);
      for (const [k, difference] of differences.entries())
        expect(Math.abs(difference - (grid[k] - grid[0]))).to.be.at.most(3);
    }
  });

  it("has its tier's confidence, whatever constant was added to the opened numbers", () => {
    const one = TIER * 128;
    for (const [tier, confidence] of CONFIDENCES.entries())
      for (const constant of [0, 5, 2 ** 31 - 3])
        for (const noise of [-1, 0, 1]) {
          const released = Int32Array.of(0, one * (tier + 1) + noise, 0).map((v) => v + constant);
          expect(tierConfidenceOf(released, CONFIDENCES)).to.deep.equal({ maskedClass: 1, confidence });
        }
    expect(tierConfidenceOf(Int32Array.of(7, 7, 7), CONFIDENCES).confidence).to.equal(CONFIDENCES[0]);
    expect(tierConfidenceOf(Int32Array.of(0, 99 * one, 0), CONFIDENCES).confidence).to.equal(CONFIDENCES.at(-1));
  });
});
