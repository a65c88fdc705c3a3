import { randomBytes } from "node:crypto";
import { expect } from "chai";
import fc from "fast-check";
import { lenet } from "#models/graph/lenet";
import { runFixed, traceFixed } from "#models/reference/fixed";
import { type FixedModel, quantise } from "#models/reference/quantise";
import { GRID_BITS, toGrid } from "#models/reference/release";
import { memoryPair } from "#mpc/channel/memory";
import { deal } from "#mpc/deal/deal";
import { planOf } from "#mpc/plan/plan";
import { evaluate } from "#mpc/protocol/evaluate";
import { prepareLinear } from "#mpc/protocol/linear";
import { expandInput, shareInput, shareWeights } from "#mpc/share/split";
import type { Party, Share } from "#mpc/share/types";
import { generator, sampleInput, sampleWeights, toRing } from "#scripts/bench/sample";
import { anyGraph, fits, roundingBound, roundingBounds } from "./graphs.ts";
import { evaluateEncrypted, kernels, tapeOf } from "./rig.ts";

/** The encrypted value of one node at full precision, put together: no product does this. */
async function encryptedValue(model: FixedModel, x: Int32Array, id = model.graph.output): Promise<Int32Array> {
  const k = await kernels();
  const plan = planOf(model.graph);
  const dealing = deal(k, plan, randomBytes);
  const weights = shareWeights(k, model, randomBytes(32));
  const seed = randomBytes(32);
  const inputs = [expandInput(k, seed, x.length), shareInput(k, x, seed)];
  const channels = memoryPair();
  const nodes = model.graph.nodes.slice(0, model.graph.nodes.findIndex((node) => node.id === id) + 1);
  const shares = await Promise.all(
    ([0, 1] as Party[]).map((party) =>
      k.use(async (space) => {
        const tape = await tapeOf(space, plan, party, dealing);
        const session = { party, plan, space, channel: channels[party], tape };
        const layers = await prepareLinear(session, space.load(party === 0 ? weights.share0 : weights.share1));
        // The walk ends at that node.
        const upTo = { ...session, plan: { ...plan, graph: { ...plan.graph, nodes, output: id } } };
        const value = await evaluate(upTo, layers, space.load(inputs[party]) as Share);
        return space.words(value).slice();
      }),
    ),
  );
  return shares[0].map((value, i) => value + shares[1][i]);
}

describe("encrypted evaluation", () => {
  it("gives the twin's logits within the documented rounding, for any graph", async function () {
    this.timeout(60_000);
    await fc.assert(
      fc.asyncProperty(anyGraph, fc.integer(), async (graph, seed) => {
        const next = generator(seed);
        const model = quantise(graph, sampleWeights(graph, next));
        const x = toRing(sampleInput(graph, next), graph.activationBits);
        fc.pre(fits(model, x));
        const [twin, secure, bound] = [runFixed(model, x), await encryptedValue(model, x), roundingBound(model)];
        for (const [i, logit] of twin.entries())
          expect(Math.abs(secure[i] - logit), `class ${i}`).to.be.at.most(bound[i]);
      }),
      { numRuns: 60 },
    );
  });

  it("gives the twin's value of every node within the documented rounding, for any graph", async function () {
    this.timeout(120_000);
    const ops = new Set<string>();
    await fc.assert(
      fc.asyncProperty(anyGraph, fc.integer(), async (graph, seed) => {
        const next = generator(seed);
        const model = quantise(graph, sampleWeights(graph, next));
        const x = toRing(sampleInput(graph, next), graph.activationBits);
        fc.pre(fits(model, x));
        const [twin, bounds] = [new Map<string, Float64Array>(), roundingBounds(model)];
        traceFixed(model, x, (id, values) => twin.set(id, values.slice()));
        for (const node of graph.nodes) {
          ops.add(node.op);
          // Outside the map a padded pool has zeros in place of nothing: right for the relu that alone may read it.
          const read = (value: number) => (node.op === "maxpool" && node.pad > 0 ? Math.max(0, value) : value);
          const [secure, bound] = [await encryptedValue(model, x, node.id), bounds.get(node.id)!];
          expect(secure.length).to.equal(bound.length);
          for (const [i, value] of twin.get(node.id)!.entries())
            if (Math.abs(read(secure[i]) - read(value)) > bound[i])
              expect.fail(`${node.id} at ${i}: ${secure[i]}, not ${value}`);
        }
      }),
      { numRuns: 20 },
    );
    expect([...ops].sort()).to.include.members(["add", "conv", "dense", "flatten", "maxpool", "relu", "sumpool"]);
  });

  it("releases the twin's differences on the grid, in the order that the dealing says, for any graph", async function () {
    this.timeout(60_000);
    await fc.assert(
      fc.asyncProperty(anyGraph, fc.integer(), async (graph, seed) => {
        const next = generator(seed);
        const model = quantise(graph, sampleWeights(graph, next));
        const x = toRing(sampleInput(graph, next), graph.activationBits);
        fc.pre(fits(model, x));
        const { scale } = model.facts.get(graph.output)!;
        const [grid, bound] = [toGrid(runFixed(model, x), scale), roundingBound(model)];
        const { differences, results, plan } = await evaluateEncrypted(model, x);
        expect(results[0].released).to.deep.equal(results[1].released);
        expect([results[0].rounds, results[0].setupBytesSent, results[0].bytesSent]).to.deep.equal([
          plan.rounds,
          plan.setupBytes,
          plan.onlineBytes,
        ]);
        const slack = (i: number) => Math.ceil(bound[i] / 2 ** (scale - plan.gridBits)) + 1;
        differences.forEach((difference, i) => {
          expect(Math.abs(difference - (grid[i] - grid[0])), `class ${i}`).to.be.at.most(
            i === 0 ? 0 : slack(i) + slack(0),
          );
        });
      }),
      { numRuns: 60 },
    );
  });

  it("runs LeNet 64 on 200 random inputs as the twin does, in 41 rounds and the planned bytes", async function () {
    this.timeout(120_000);
    const graph = lenet({ size: 64, classes: 2 });
    const next = generator(64);
    let worst = 0;
    let last: FixedModel | undefined;
    for (let run = 0; run < 200; run++) {
      // New weights now and then: quantising them is most of the time.
      const model = run % 20 === 0 ? quantise(graph, sampleWeights(graph, next)) : last!;
      last = model;
      const x = toRing(sampleInput(graph, next), graph.activationBits);
      const grid = toGrid(runFixed(model, x), 22);
      const { differences, results, plan } = await evaluateEncrypted(model, x);
      worst = Math.max(worst, Math.abs(differences[1] - (grid[1] - grid[0])));
      expect(results.map((result) => result.rounds)).to.deep.equal([41, 41]);
      expect(results.map((result) => result.bytesSent)).to.deep.equal([plan.onlineBytes, plan.onlineBytes]);
      expect(results.map((result) => result.setupBytesSent)).to.deep.equal([plan.setupBytes, plan.setupBytes]);
    }
    // Two roundings to the grid, each floor or one more, and the noise of the layers before, at most 0.02 a logit.
    expect(worst).to.be.at.most(2 + 2 * 0.02 * 2 ** GRID_BITS);
  });
});
