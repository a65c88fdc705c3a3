import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect } from "chai";
import { balancedAccuracy, confusion } from "#models/metrics/classification";
import { runFloat } from "#models/reference/float";
import type { EpochRecord } from "#models/train/checkpoint";
import { firstLogits, foldCalibration } from "#models/train/export-weights";
import { type FitOptions, fitNetwork, predict } from "#models/train/fit";
import type { Network } from "#models/train/network";
import { score } from "#models/train/score";
import { buildTrainKernels } from "#scripts/build";
import { expectNear } from "../near.ts";
import { discs, RECIPE, toyGraph, toyNetwork } from "./toy.ts";

const TRAIN = discs(64, 1);
const HELD = discs(40, 2);
const COURSES = [{ examples: TRAIN, classes: 2, weight: 1 }];

async function train(
  options: Partial<FitOptions> = {},
  threads = false,
): Promise<{ network: Network; history: readonly EpochRecord[]; kept: number }> {
  const network = await toyNetwork({ threads });
  return { network, ...(await fitNetwork({ network, courses: COURSES, recipe: RECIPE, seed: 5, ...options })) };
}

describe("fitNetwork", function () {
  this.timeout(60_000);
  before(() => void buildTrainKernels());

  it("learns to tell a disc with a spot from one without", async () => {
    const { network, history } = await train({ recipe: { ...RECIPE, epochs: 12 } });
    expect(history[11].loss).to.be.below(history[0].loss);
    const matrix = confusion(score(await predict({ network, courses: COURSES }, HELD), HELD), 2);
    expect(balancedAccuracy(matrix)).to.be.above(0.9);
  });

  it("gives the same weights for the same seed, in threads as in one, and others for another seed", async () => {
    const first = await train();
    const again = await train({}, true);
    const other = await train({ seed: 6 });
    expect(again.history).to.deep.equal(first.history);
    expect(again.network.values()).to.deep.equal(first.network.values());
    expect(other.network.values()).not.to.deep.equal(first.network.values());
    await again.network.close();
  });

  it("goes on from a checkpoint in the middle of an epoch and ends as if it had never stopped", async () => {
    const dir = await mkdtemp(path.join(tmpdir(), "fit-"));
    try {
      const whole = await train({ validation: HELD });
      const checkpoint = { file: path.join(dir, "toy.checkpoint"), run: "toy", everyMs: -1 };
      const stop = new Error("stopped from outside");
      const network = await toyNetwork();
      const step = network.step.bind(network);
      let steps = 0;
      network.step = (...args) => {
        if (++steps === 7) throw stop; // the third step of the second epoch
        return step(...args);
      };
      const stopped = fitNetwork({ network, courses: COURSES, recipe: RECIPE, seed: 5, validation: HELD, checkpoint });
      await stopped.then(
        () => expect.fail("the run should have stopped"),
        (error) => expect(error).to.equal(stop),
      );
      const seen: number[] = [];
      const resumed = await train({ validation: HELD, checkpoint, onEpoch: ({ epoch }) => seen.push(epoch) });
      expect(seen).to.deep.equal([2, 3, 4]);
      expect(resumed.history).to.deep.equal(whole.history);
      expect(resumed.network.values()).to.deep.equal(whole.network.values());

      const foreign = train({ checkpoint: { ...checkpoint, run: "another" } });
      await foreign.then(
        () => expect.fail("a checkpoint of another run was taken"),
        (error) => expect(error).to.have.property("code", "E133_OTHER_RUN"),
      );
    } finally {
      await rm(dir, { recursive: true });
    }
  });

  it("keeps the epoch that did best on the validation pictures, or the last when told so", async () => {
    const recipe = { ...RECIPE, epochs: 6 };
    const { network, history, kept } = await train({ validation: HELD, recipe });
    const best = Math.max(...history.map(({ balancedAccuracy: value }) => value!));
    const scored = score(await predict({ network, courses: COURSES }, HELD), HELD);
    expect(balancedAccuracy(confusion(scored, 2))).to.equal(best);
    expect(history[kept - 1].balancedAccuracy).to.equal(best);
    expect((await train({ validation: HELD, recipe: { ...recipe, keep: "last" } })).kept).to.equal(6);
  });

  it("stops early when nothing has become better for as long as its patience lasts", async () => {
    const recipe = { ...RECIPE, epochs: 40, rate: 1e-9 };
    const { history, kept } = await train({ validation: HELD, recipe, patience: 2 });
    expect(history.length).to.equal(kept + 2);
    expect(history.length).to.be.below(40);
  });

  it("learns two courses at once, each on its own logits", async () => {
    const inverted = TRAIN.map((example) => ({ ...example, label: 2 - example.label })); // 2 with, 1 without a spot
    const courses = [...COURSES, { examples: inverted, classes: 3, weight: 0.5 }];
    const network = await toyNetwork({ classes: 5 });
    await fitNetwork({ network, courses, recipe: { ...RECIPE, epochs: 20 }, seed: 5 });
    const rows = await network.predict(HELD.map(({ x }) => x));
    const right = (pick: (row: number[], label: number) => boolean) =>
      rows.filter((row, i) => pick(row, HELD[i].label)).length / rows.length;
    expect(right(([a, b], label) => a > b === (label === 0))).to.be.above(0.85);
    expect(right(([, , , one, two], label) => two > one === (label === 0))).to.be.above(0.85);
    const weights = firstLogits(network.graph, network.weights(), 2);
    const logits = runFloat(toyGraph(2), weights, HELD[0].x);
    expect(logits).to.have.length(2);
    expectNear(logits[0], rows[0][0], 1e-4);
  });

  it("exports what it trained: the reference gives the network's logits, normalisation and calibration folded", async () => {
    const { network } = await train({ recipe: { ...RECIPE, mixup: 0.2 } });
    const weights = foldCalibration(network.graph, network.weights(), { temperature: 2.5, bias: [0.3, -0.3] });
    const expected = await predict({ network, courses: COURSES }, HELD);
    for (const [i, { x }] of HELD.slice(0, 10).entries()) {
      const logits = runFloat(network.graph, weights, x);
      for (const [k, v] of logits.entries()) expectNear(v, expected[i][k] / 2.5 + [0.3, -0.3][k], 1e-4);
    }
  });
});
