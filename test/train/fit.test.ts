import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect } from "chai";
import { balancedAccuracy, confusion } from "#models/metrics/classification";
import { runFloat } from "#models/reference/float";
import { trainingBackend } from "#models/train/backend";
import { INPUT_MEAN, INPUT_SCALE } from "#models/train/batch";
import type { EpochRecord } from "#models/train/checkpoint";
import { type FitOptions, fitNetwork } from "#models/train/fit";
import { foldInput, foldTemperature } from "#models/train/fold";
import { Network } from "#models/train/network";
import { predict, score } from "#models/train/predict";
import { Random } from "#models/train/random";
import { discs, RECIPE, toyGraph } from "./toy.ts";

const TRAIN = discs(64, 1);
const HELD = discs(40, 2);

async function train(
  options: Partial<FitOptions> = {},
): Promise<{ network: Network; history: readonly EpochRecord[] }> {
  const network = Network.create(toyGraph(), Random.of(5));
  const { history } = await fitNetwork({ network, examples: TRAIN, recipe: RECIPE, seed: 5, ...options });
  return { network, history };
}

describe("fitNetwork", function () {
  this.timeout(60_000);
  before(() => trainingBackend());

  it("learns to tell a disc with a spot from one without", async () => {
    const { network, history } = await train({ recipe: { ...RECIPE, epochs: 12 } });
    expect(history[11].loss).to.be.below(history[0].loss);
    const matrix = confusion(score(predict(network, HELD), HELD), 2);
    expect(balancedAccuracy(matrix)).to.be.above(0.9);
  });

  it("gives the same weights for the same seed, and others for another", async () => {
    const first = await train();
    const again = await train();
    const other = await train({ seed: 6 });
    expect(again.history).to.deep.equal(first.history);
    expect(again.network.values()).to.deep.equal(first.network.values());
    expect(other.network.values()).not.to.deep.equal(first.network.values());
  });

  it("goes on from a checkpoint and ends as if it had never stopped", async () => {
    const dir = await mkdtemp(path.join(tmpdir(), "fit-"));
    try {
      const whole = await train({ validation: HELD });
      const checkpoint = { file: path.join(dir, "toy.checkpoint"), run: "toy" };
      const stop = new Error("stopped from outside");
      const stopped = train({
        validation: HELD,
        checkpoint,
        onEpoch: ({ epoch }) => {
          if (epoch === 2) throw stop;
        },
      });
      await stopped.then(
        () => expect.fail("the run should have stopped"),
        (error) => expect(error).to.equal(stop),
      );
      const seen: number[] = [];
      const resumed = await train({ validation: HELD, checkpoint, onEpoch: ({ epoch }) => seen.push(epoch) });
      expect(seen).to.deep.equal([3, 4]);
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

  it("keeps the epoch that did best on the validation pictures", async () => {
    const { network, history } = await train({ validation: HELD, recipe: { ...RECIPE, epochs: 6 } });
    const best = Math.max(...history.map(({ balancedAccuracy: value }) => value!));
    expect(balancedAccuracy(confusion(score(predict(network, HELD), HELD), 2))).to.equal(best);
  });

  it("exports what it trained: the reference gives the network's logits, with normalisation and temperature folded", async () => {
    const { network } = await train();
    const folded = foldInput(network.graph, network.weights(), INPUT_MEAN, INPUT_SCALE);
    const weights = foldTemperature(network.graph, folded, 2.5);
    const expected = predict(network, HELD);
    for (const [i, { x }] of HELD.slice(0, 10).entries()) {
      const logits = runFloat(network.graph, weights, x);
      for (const [k, v] of logits.entries()) expect(v).to.be.closeTo(expected[i][k] / 2.5, 1e-4);
    }
  });
});

describe("foldInput", () => {
  it("refuses a padded first layer, whose zeros would change their meaning", () => {
    const graph = toyGraph();
    const nodes = graph.nodes.map((node) => (node.id === "conv1" ? { ...node, pad: 2 } : node));
    const run = () => foldInput({ ...graph, nodes } as typeof graph, new Map(), 0.3, 0.3);
    expect(run).to.throw().with.property("code", "E134_CANNOT_FOLD");
  });
});
