import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect } from "chai";
import { runFixed } from "#models/reference/fixed";
import { runFloat } from "#models/reference/float";
import { quantise } from "#models/reference/quantise";
import { toGrid } from "#models/reference/release";
import { parseModel } from "#models/zoo/model";
import { planOf } from "#mpc/plan/plan";
import { generator, sampleInput, toRing } from "#scripts/bench/sample";
import { evaluateEncrypted } from "./rig.ts";

const zoo = fileURLToPath(new URL("../../models/zoo/", import.meta.url));
const names = readdirSync(zoo, { withFileTypes: true }).flatMap((entry) => (entry.isDirectory() ? [entry.name] : []));

/** Fewer for a network with millions of weights, where a run takes seconds; the pictures span the same brightness. */
const runsOf = (weights: number): number => (weights > 1_000_000 ? 4 : 20);

describe("shipped models under encryption", function () {
  this.timeout(600_000);
  for (const name of names) {
    it(`${name}: released differences are the twin's on the grid, and near the float model's`, async () => {
      const read = (file: string) => readFileSync(join(zoo, name, file));
      const { graph, weights } = parseModel(JSON.parse(read("model.json").toString()), read("weights.bin"));
      const model = quantise(graph, weights);
      const { scale } = model.facts.get(graph.output)!;
      const next = generator(2019);
      const runs = runsOf(planOf(graph).weights);
      for (let run = 0; run < runs; run++) {
        const picture = sampleInput(graph, next).map((value) => value * (run / runs));
        const x = toRing(picture, graph.activationBits);
        const [grid, float] = [toGrid(runFixed(model, x), scale), runFloat(graph, weights, picture)];
        const { differences, plan } = await evaluateEncrypted(model, x);
        for (const [i, difference] of differences.entries()) {
          // Two roundings to the grid, each floor or one more, and the noise of the layers before, at most 0.01 a logit.
          const noise = 2 * 0.01;
          expect(Math.abs(difference - (grid[i] - grid[0]))).to.be.at.most(2 + noise * 2 ** plan.gridBits);
          const step = 1 / 2 ** plan.gridBits;
          expect(Math.abs(difference * step - (float[i] - float[0]))).to.be.below(noise + 3 * step);
        }
      }
    });
  }
});
