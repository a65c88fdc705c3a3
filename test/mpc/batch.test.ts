import { createHash, randomBytes } from "node:crypto";
import { expect } from "chai";
import fc from "fast-check";
import { lenet } from "#models/graph/lenet";
import { runFixed } from "#models/reference/fixed";
import { quantise } from "#models/reference/quantise";
import { toGrid } from "#models/reference/release";
import { memoryPair } from "#mpc/channel/memory";
import { deal } from "#mpc/deal/deal";
import { costOf, planOf } from "#mpc/plan/plan";
import { infer } from "#mpc/protocol/infer";
import { expandInput, shareInput, shareWeights } from "#mpc/share/split";
import type { Party } from "#mpc/share/types";
import { generator, sampleInput, sampleWeights, toRing } from "#scripts/bench/sample";
import { anyGraph, fits, roundingBound } from "./graphs.ts";
import { evaluateEncrypted, kernels, unpermute } from "./rig.ts";

describe("several pictures in one evaluation", () => {
  it("give each its own twin's differences, in its own order, in the rounds of one, for any graph", async function () {
    this.timeout(60_000);
    const k = await kernels();
    await fc.assert(
      fc.asyncProperty(anyGraph, fc.integer(), fc.integer({ min: 2, max: 4 }), async (graph, seed, pictures) => {
        const next = generator(seed);
        const model = quantise(graph, sampleWeights(graph, next));
        const inputs = Array.from({ length: pictures }, () => toRing(sampleInput(graph, next), graph.activationBits));
        fc.pre(inputs.every((x) => fits(model, x)));
        const plan = planOf(graph, pictures);
        const one = planOf(graph);
        expect([plan.rounds, plan.setupBytes]).to.deep.equal([one.rounds, one.setupBytes]);
        const dealing = deal(k, plan, randomBytes);
        const weights = shareWeights(k, model, randomBytes(32));
        const all = Int32Array.from(inputs.flatMap((x) => [...x]));
        const secret = randomBytes(32);
        const channels = memoryPair();
        const run = (party: Party) =>
          infer({
            kernels: k,
            party,
            plan,
            channel: channels[party],
            weights: party === 0 ? weights.share0 : weights.share1,
            input: party === 0 ? expandInput(k, secret, all.length) : shareInput(k, all, secret),
            material: party === 0 ? dealing.set0 : dealing.set1,
          });
        const [{ released, rounds }] = await Promise.all([run(0), run(1)]);
        expect(rounds).to.equal(one.rounds);
        const [{ scale }, bound, n] = [model.facts.get(graph.output)!, roundingBound(model), plan.classes];
        const slack = (i: number) => Math.ceil(bound[i] / 2 ** (scale - plan.gridBits)) + 1;
        for (const [picture, x] of inputs.entries()) {
          const own = <T extends { slice(from: number, to: number): T }>(list: T) =>
            list.slice(n * picture, n * picture + n);
          const grid = toGrid(runFixed(model, x), scale);
          unpermute(own(released), own(dealing.permutation)).forEach((difference, i) => {
            expect(Math.abs(difference - (grid[i] - grid[0]))).to.be.at.most(i === 0 ? 0 : slack(i) + slack(0));
          });
        }
      }),
      { numRuns: 25 },
    );
  });
});

describe("cases side by side", () => {
  it("ten of them, their rounds interleaved in one process, do not mix", async function () {
    this.timeout(60_000);
    const next = generator(10);
    const graphs = [lenet({ size: 28, classes: 2 }), lenet({ size: 20, classes: 4 })];
    const models = graphs.map((graph) => quantise(graph, sampleWeights(graph, next)));
    const cases = Array.from({ length: 10 }, (_, i) => {
      const model = models[i % 2];
      return { model, x: toRing(sampleInput(model.graph, next), model.graph.activationBits) };
    });
    // Everybody waits for a later turn of the event loop in each round, and some for several.
    let underWay = 0;
    let most = 0;
    const runs = cases.map(({ model, x }, index) =>
      evaluateEncrypted(
        model,
        x,
        (ends) =>
          ends.map((end) => ({
            stats: end.stats,
            async exchange(send, into) {
              underWay += 1;
              most = Math.max(most, underWay);
              for (let turn = 0; turn <= index % 3; turn++) await new Promise((resolve) => setImmediate(resolve));
              await end.exchange(send, into);
              underWay -= 1;
            },
          })) as typeof ends,
      ),
    );
    for (const [i, { differences, plan, results }] of (await Promise.all(runs)).entries()) {
      const { model, x } = cases[i];
      const grid = toGrid(runFixed(model, x), model.facts.get(model.graph.output)!.scale);
      expect(results[0].released).to.deep.equal(results[1].released);
      differences.forEach((difference, of) => {
        expect(Math.abs(difference - (grid[of] - grid[0])), `case ${i}`).to.be.at.most(0.1 * 2 ** plan.gridBits);
      });
    }
    expect(most).to.be.above(10);
  });
});

describe("a node's material", () => {
  it("is read once, from front to back, in small pieces", async () => {
    const k = await kernels();
    const graph = lenet({ size: 64, classes: 2 });
    const plan = planOf(graph);
    const dealing = deal(k, plan, randomBytes, () => createHash("sha256"));
    const pieces: number[] = [];
    const source = (bytes: Uint8Array) => {
      let at = 0;
      return {
        length: bytes.length,
        async read(into: Uint8Array) {
          await new Promise((resolve) => setImmediate(resolve));
          into.set(bytes.subarray(at, at + into.length));
          at += into.length;
          pieces.push(into.length);
        },
      };
    };
    const channels = memoryPair();
    const run = (party: Party, material: Uint8Array) =>
      infer({
        kernels: k,
        party,
        plan,
        channel: channels[party],
        weights: new Int32Array(plan.weights),
        input: new Int32Array(64 * 64),
        material: source(material),
        newHash: () => createHash("sha256"),
      });
    const [{ released }] = await Promise.all([run(0, dealing.set0), run(1, dealing.set1)]);
    expect(Math.abs(released[1] - released[0])).to.be.at.most(1);
    expect(pieces.reduce((a, b) => a + b)).to.equal(dealing.set0.length + dealing.set1.length);
    expect(Math.max(...pieces)).to.be.at.most(2 ** 20);
  });
});

describe("the cost of a plan", () => {
  it("is not drawn up for a graph whose names would meet the plan's own", () => {
    const graph = lenet({ size: 16, classes: 2 });
    const nodes = graph.nodes.map((node) => (node.id === "fc3" ? { ...node, id: "release" } : node));
    expect(() => planOf({ ...graph, nodes, output: "release" })).to.throw(/may not be called "release"/);
  });

  it("counts one opening for a value that two layers read", () => {
    const tensors = (id: string) => ({ weight: `${id}.w`, bias: `${id}.b`, weightBits: 10 });
    const conv = (id: string, input: string) =>
      ({ id, op: "conv", input, filters: 2, kernel: [1, 1], stride: 1, pad: 0, ...tensors(id) }) as const;
    const plan = planOf({
      format: "crypto-doctor/graph@1",
      activationBits: 10,
      nodes: [
        { id: "in", op: "input", shape: [1, 4, 4] },
        conv("left", "in"),
        conv("right", "in"),
        { id: "sum", op: "add", inputs: ["left", "right"] },
        { id: "relu", op: "relu", input: "sum" },
        { id: "flat", op: "flatten", input: "relu" },
        { id: "fc", op: "dense", input: "flat", units: 2, ...tensors("fc") },
      ],
      output: "fc",
    });
    // masked weights, in, relu, flat, release
    expect(plan.rounds).to.equal(1 + 1 + 4 + 1 + 3);
    const openings = plan.demands.filter(({ kind }) => kind === "mask").map(costOf);
    expect(openings.map(({ onlineBytes }) => onlineBytes)).to.deep.equal([4 * 16, 4 * 32]);
  });
});
