/**
 * Encrypted against plain, class by class. A short run in every test run; with CRYPTO_DOCTOR_DEEP=1 on 1,000 inputs a
 * network, which takes some minutes.
 */
import { expect } from "chai";
import { foldAverage } from "#models/graph/fold";
import type { Graph } from "#models/graph/graph";
import { lenet } from "#models/graph/lenet";
import { resnet18 } from "#models/graph/resnet18";
import { calibrateScales } from "#models/reference/calibrate";
import { runFloat } from "#models/reference/float";
import { quantise } from "#models/reference/quantise";
import { generator, normalised, sampleInput, sampleWeights, toRing } from "#scripts/bench/sample";
import { evaluateEncrypted } from "./rig.ts";

const deep = process.env.CRYPTO_DOCTOR_DEEP === "1";
/** Documented bound of a logit's error from fixed point; differences of two have twice that, and a grid step. */
const BOUND = 0.03;

const networks: [string, Graph, number][] = [
  ["LeNet, 64 pixels", lenet({ size: 64, classes: 4 }), deep ? 1000 : 40],
  ["ResNet-18, 64 pixels", resnet18({ size: 64, classes: 4, width: deep ? 64 : 16 }), deep ? 1000 : 10],
];

describe("encrypted and plain class", function () {
  this.timeout(deep ? 3_600_000 : 60_000);

  for (const [name, graph, inputs] of networks) {
    it(`of ${name} agree on ${inputs} inputs whose margin exceeds the bound`, async () => {
      const next = generator(1000);
      // Pictures unlike each other, so that classes and margins differ.
      const picture = () => {
        const [strength, wave] = [next(), 1 + 8 * next()];
        return sampleInput(graph, next).map((noise, i) => strength * (0.5 + 0.5 * Math.sin((wave * i) / 64)) * noise);
      };
      // At full strength: on a faint picture the layers would be scaled up, and so would every error.
      let weights = normalised(graph, sampleWeights(graph, next), sampleInput(graph, next));
      for (const { id, op } of graph.nodes) if (op === "sumpool") weights = foldAverage(graph, weights, id);
      const calibrated = calibrateScales(graph, weights, [picture(), picture(), picture()], 0.25);
      const model = quantise(calibrated, weights);
      let [tried, same, worst] = [0, 0, 0];
      while (tried < inputs) {
        const x = picture();
        const logits = runFloat(calibrated, weights, x);
        const [first, second] = [...logits].sort((a, b) => b - a);
        if (first - second < 2 * BOUND + 1 / 128) continue;
        const { differences, plan } = await evaluateEncrypted(model, toRing(x, calibrated.activationBits));
        const secure = differences.map((value) => value / 2 ** plan.gridBits);
        tried += 1;
        same += Number(secure.indexOf(Math.max(...secure)) === logits.indexOf(first));
        worst = Math.max(worst, ...secure.map((value, i) => Math.abs(value - (logits[i] - logits[0]))));
      }
      expect(same / tried).to.be.at.least(0.995);
      expect(worst).to.be.below(2 * BOUND + 1 / 128);
    });
  }
});
