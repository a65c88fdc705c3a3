import { expect } from "chai";
import fc from "fast-check";
import type { Graph, Weights } from "#models/graph/graph";
import { lenet } from "#models/graph/lenet";
import { runFixed } from "#models/reference/fixed";
import { runFloat } from "#models/reference/float";
import { quantise } from "#models/reference/quantise";
import { rangeReport, requireRange } from "#models/reference/range";
import { confidenceOf, GRID_BITS, toGrid } from "#models/reference/release";
import { generator, sampleInput, sampleWeights, toRing } from "#scripts/bench/sample";
import { anyGraph, fits } from "../mpc/graphs.ts";
import { expectNear } from "../near.ts";

const code = (work: () => unknown): string => {
  try {
    work();
  } catch (error) {
    return (error as { code: string }).code;
  }
  return "nothing was thrown";
};

/** Small enough to compute by hand: 1 x 3 x 3, one 2 x 2 filter, pool 2, relu, two classes. */
const tiny: Graph = {
  format: "crypto-doctor/graph@1",
  activationBits: 8,
  nodes: [
    { id: "in", op: "input", shape: [1, 3, 3] },
    {
      id: "conv",
      op: "conv",
      input: "in",
      filters: 1,
      kernel: [2, 2],
      stride: 1,
      pad: 0,
      weight: "cw",
      bias: "cb",
      weightBits: 8,
    },
    { id: "pool", op: "maxpool", input: "conv", size: 2, stride: 2, pad: 0 },
    { id: "relu", op: "relu", input: "pool" },
    { id: "flat", op: "flatten", input: "relu" },
    { id: "fc", op: "dense", input: "flat", units: 2, weight: "fw", bias: "fb", weightBits: 8 },
  ],
  output: "fc",
};
const tinyWeights: Weights = new Map(
  Object.entries({ cw: [1, -1, 0.5, 2], cb: [0.25], fw: [2, -1], fb: [0, 0.5] }).map(([name, values]) => [
    name,
    Float32Array.from(values),
  ]),
);
const tinyInput = Float32Array.from([0, 1, 0, 1, 0, 1, 0.5, 0, 1]);

describe("references", () => {
  it("float: a network computed by hand", () => {
    // conv: [[-0.25, 3.75], [1.5, 1.25]] from 0-1+0.5+0, 1-0+0+2, 1-0+0.25+0, 0-1+0+2, each + 0.25; the largest is 3.25
    const patches = [0 - 1 + 0.5 + 0, 1 - 0 + 0 + 2, 1 - 0 + 0.25 + 0, 0 - 1 + 0 + 2].map((value) => value + 0.25);
    const most = Math.max(...patches);
    expect([...runFloat(tiny, tinyWeights, tinyInput)]).to.deep.equal([2 * most, 0.5 - most]);
  });

  it("twin: the same network, exact where every value is a multiple of 1/256", () => {
    const logits = runFixed(quantise(tiny, tinyWeights), toRing(tinyInput, 8));
    expect(Array.from(logits, (value) => value / 2 ** 16)).to.deep.equal([6.5, -2.75]);
  });

  it("twin: divides by flooring", () => {
    const model = quantise(tiny, tinyWeights);
    // one unit of the input through a weight of 0.5 is half a unit of activation: floored away
    const x = new Int32Array(9);
    x[3] = 1;
    const bias = Math.floor((64 * 256 + 256) / 256); // the patch with weight 1 on it wins: 0.25 + 1/256
    expect(runFixed(model, x)[0]).to.equal(2 * 256 * bias);
  });

  it("the twin at 10 and 12 bits is within 2 % of what a graph's magnitudes add up to, for any graph", () => {
    fc.assert(
      fc.property(anyGraph, fc.integer(), (drawn, seed) => {
        const nodes = drawn.nodes.map((node) => ("weightBits" in node ? { ...node, weightBits: 12 } : node));
        const graph: Graph = { ...drawn, activationBits: 10, nodes };
        const next = generator(seed);
        const weights = sampleWeights(graph, next);
        const x = sampleInput(graph, next);
        const model = quantise(graph, weights);
        fc.pre(fits(model, toRing(x, 10)));
        const fixed = runFixed(model, toRing(x, 10));
        const float = runFloat(graph, weights, x);
        // Without cancellation: the error of a sum follows its terms, not its value.
        const magnitudes = runFloat(
          graph,
          new Map([...weights].map(([name, values]) => [name, values.map(Math.abs)])),
          x,
        );
        for (const [i, logit] of float.entries()) {
          expect(Math.abs(fixed[i] / 2 ** 22 - logit)).to.be.below(0.02 * (1 + magnitudes[i]));
        }
      }),
      { numRuns: 200 },
    );
  });

  it("LeNet 64 at 10 and 12 bits is within 0.02 of float", () => {
    const graph = lenet({ size: 64, classes: 2 });
    const next = generator(11);
    const weights = sampleWeights(graph, next);
    const model = quantise(graph, weights);
    for (let run = 0; run < 5; run++) {
      const x = sampleInput(graph, next);
      const fixed = runFixed(model, toRing(x, 10));
      for (const [i, logit] of runFloat(graph, weights, x).entries())
        expect(Math.abs(fixed[i] / 2 ** 22 - logit)).to.be.below(0.02);
    }
  });

  it("quantise refuses weights that are missing, short, not finite or too large", () => {
    const altered = (name: string, values: number[] | undefined) => {
      const weights = new Map(tinyWeights);
      if (values) weights.set(name, Float32Array.from(values));
      else weights.delete(name);
      return code(() => quantise(tiny, weights));
    };
    for (const values of [undefined, [1, 2, 3], [1, 2, 3, Number.NaN], [1, 2, 3, Infinity], [1, 2, 3, 2 ** 17]]) {
      expect(altered("cw", values)).to.equal("E141_BAD_WEIGHTS");
    }
    expect(altered("cb", [2 ** 15])).to.equal("E141_BAD_WEIGHTS");
  });
});

describe("range rule", () => {
  const gentle: [string, number[]][] = [
    ["cw", [1, 0, 0, 0]],
    ["cb", [0]],
    ["fw", [1 / 256, 0]],
  ]; // nothing grows after the pool
  const model = quantise(
    tiny,
    new Map([...tinyWeights, ...gentle.map(([name, values]) => [name, Float32Array.from(values)] as const)]),
  );
  /** An input that puts `value` into the convolution's largest output. */
  const reaching = (value: number) => Int32Array.from({ length: 9 }, (_, i) => (i === 0 ? Math.ceil(value / 256) : 0));

  it("lets a value just below 2^30 - 2^6 into a max-pool, and refuses one at it", () => {
    expect(code(() => runFixed(model, reaching(2 ** 30 - 256)))).to.equal("nothing was thrown");
    expect(code(() => runFixed(model, reaching(2 ** 30 - 64)))).to.equal("E142_OUT_OF_RANGE");
  });

  it("refuses logits that reach 2^30", () => {
    const steep = quantise(tiny, new Map([...tinyWeights, ["fw", Float32Array.from([2 ** 13, 1])]]));
    expect(
      code(() =>
        runFixed(
          steep,
          Int32Array.from({ length: 9 }, () => 2 ** 9),
        ),
      ),
    ).to.equal("E142_OUT_OF_RANGE");
  });

  it("reports how much of its range each node used, and refuses a thin margin", () => {
    const report = rangeReport(model, [reaching(2 ** 20), reaching(2 ** 28)]);
    const conv = report.find((node) => node.id === "conv")!;
    expect(conv.most).to.equal(2 ** 28);
    expectNear(conv.used, 0.25, 1e-3);
    requireRange(report, 0.5);
    expect(code(() => requireRange(report, 0.2))).to.equal("E142_OUT_OF_RANGE");
  });
});

describe("release", () => {
  const ONE = 2 ** GRID_BITS;

  it("floors logits to the grid, negative ones too", () => {
    const step = 2 ** (22 - GRID_BITS);
    expect([...toGrid(Int32Array.of(step - 1, step, -1, -step), 22)]).to.deep.equal([0, 1, -1, -1]);
  });

  it("reads the same confidence whatever constant was added", () => {
    const values = [35, -7, 3];
    const plain = confidenceOf(Int32Array.from(values));
    for (const constant of [1, 2 ** 31 - 1, -(2 ** 31), 123456789]) {
      expect(confidenceOf(Int32Array.from(values, (value) => value + constant))).to.deep.equal(plain);
    }
    expect(plain.maskedClass).to.equal(0);
  });

  it("rounds down to steps of 2.5 %", () => {
    expect(confidenceOf(Int32Array.of(0, 0)).confidence).to.equal(0.5);
    expect(confidenceOf(Int32Array.of(0, ONE)).confidence).to.equal(0.725); // 0.7311
    expect(confidenceOf(Int32Array.of(0, 60 * ONE)).confidence).to.equal(1);
    expect(confidenceOf(Int32Array.of(3 * ONE, 0)).confidence).to.equal(0.95); // 0.9526
  });
});
