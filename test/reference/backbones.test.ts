import { expect } from "chai";
import fc from "fast-check";
import { foldAverage, foldBatchNorm } from "#models/graph/fold";
import { type Graph, isLinear } from "#models/graph/graph";
import { lenetWide } from "#models/graph/lenet-wide";
import { resnet18 } from "#models/graph/resnet18";
import { tensorShapes, validateGraph } from "#models/graph/validate";
import { calibrateScales } from "#models/reference/calibrate";
import { runFixed } from "#models/reference/fixed";
import { floatArithmetic, runFloat } from "#models/reference/float";
import { forward } from "#models/reference/forward";
import { quantise } from "#models/reference/quantise";
import { rangeReport } from "#models/reference/range";
import { generator, normalised, sampleInput, sampleWeights, toRing } from "#scripts/bench/sample";
import { anyGraph } from "../mpc/graphs.ts";
import { expectNear } from "../near.ts";

const parameters = (graph: Graph) =>
  [...tensorShapes(graph).values()].reduce((sum, shape) => sum + shape.reduce((a, b) => a * b), 0);

describe("ResNet-18 as a graph", () => {
  for (const [size, map] of [
    [64, 2],
    [96, 3],
    [128, 4],
    [200, 7],
    [224, 7],
  ]) {
    it(`at ${size} pixels ends in 512 maps of ${map} x ${map}`, () => {
      const { facts } = validateGraph(JSON.parse(JSON.stringify(resnet18({ size, classes: 4 }))));
      expect(facts.get("layer4.1.relu2")).to.deep.equal({ shape: [512, map, map], scale: 9 });
      expect(facts.get("fc")).to.deep.equal({ shape: [4], scale: 24 });
    });
  }

  it("has the published number of parameters, less two colours, with normalisation folded", () => {
    // 11,689,512 with 1000 classes and colour; a folded normalisation leaves one bias for its scale and shift.
    const published = 11_689_512;
    const colours = 2 * 64 * 49;
    const scales = 4800;
    expect(parameters(resnet18({ size: 224, classes: 1000 % 64 }))).to.equal(
      published - colours - scales - (1000 - (1000 % 64)) * 513,
    );
  });

  it("with the last two layers of a block at 0 passes its input on, through relu and skip", () => {
    const graph = resnet18({ size: 64, classes: 2, width: 2 });
    const weights = new Map(sampleWeights(graph, generator(1)));
    for (const name of ["weight", "bias"]) {
      const id = `layer1.0.conv2.${name}`;
      weights.set(id, weights.get(id)!.map(() => 0)); // biome-ignore format: one line
    }
    const seen = new Map<string, Float64Array>();
    forward(graph, floatArithmetic(weights), sampleInput(graph, generator(2)), (id, values) => seen.set(id, values));
    expect([...seen.get("layer1.0.relu2")!]).to.deep.equal([...seen.get("relu1")!]);
  });

  for (const options of [
    { size: 64, width: 16 },
    { size: 96, width: 8 },
  ]) {
    it(`calibrated and rounded to the ring is within 0.03 of float, ${options.size} pixels, width ${options.width}`, () => {
      const graph = resnet18({ ...options, classes: 4 });
      const next = generator(18);
      const weights = foldAverage(
        graph,
        normalised(graph, sampleWeights(graph, next), sampleInput(graph, next)),
        "avgpool",
      );
      const calibrated = calibrateScales(graph, weights, [sampleInput(graph, next)]);
      const model = quantise(calibrated, weights);
      const { scale } = model.facts.get("fc")!;
      for (let run = 0; run < 3; run++) {
        const x = sampleInput(graph, next);
        const fixed = runFixed(model, toRing(x, graph.activationBits));
        for (const [i, logit] of runFloat(graph, weights, x).entries())
          expect(Math.abs(fixed[i] / 2 ** scale - logit)).to.be.below(0.03);
      }
    });
  }
});

describe("calibration of scales", () => {
  it("uses the range up to the margin on the pictures given, and never more, for any graph", () => {
    fc.assert(
      fc.property(anyGraph, fc.integer(), (graph, seed) => {
        const next = generator(seed);
        const weights = sampleWeights(graph, next);
        const pictures = [sampleInput(graph, next), sampleInput(graph, next)];
        const report = (scaled: Graph) =>
          rangeReport(
            quantise(scaled, weights),
            pictures.map((x) => toRing(x, graph.activationBits)),
          );
        const calibrated = calibrateScales(graph, weights, pictures);
        // At the coarsest scale there is nothing left to give: such a model is for `requireRange` to refuse.
        const coarsest = calibrated.nodes.some((node) => isLinear(node) && node.weightBits === 7);
        fc.pre(!coarsest);
        expect(Math.max(...report(calibrated).map((node) => node.used))).to.be.below(0.41);
        for (const [index, node] of calibrated.nodes.entries()) {
          if (!isLinear(node) || node.weightBits >= 16) continue;
          const nodes = calibrated.nodes.with(index, { ...node, weightBits: node.weightBits + 2 });
          expect(Math.max(...report({ ...calibrated, nodes }).map(({ used }) => used))).to.be.above(0.39);
        }
      }),
      { numRuns: 100 },
    );
  });
});

describe("the wide LeNet as a graph", () => {
  it("halves its maps three times", () => {
    const { facts } = validateGraph(lenetWide({ size: 64, classes: 4 }));
    expect(facts.get("pool3")!.shape).to.deep.equal([64, 5, 5]);
    expect(facts.get("fc3")).to.deep.equal({ shape: [4], scale: 22 });
  });
});

describe("folding", () => {
  const graph = resnet18({ size: 64, classes: 3, width: 2 });
  const next = generator(5);
  const weights = sampleWeights(graph, next);
  const x = sampleInput(graph, next);
  const valueAt = (id: string, given: typeof weights) => {
    const seen = new Map<string, Float64Array>();
    forward(graph, floatArithmetic(given), x, (node, values) => seen.set(node, values));
    return seen.get(id)!;
  };

  it("a batch normalisation gives the normalised output of its layer, channel by channel", () => {
    const norm = { gamma: [0.5, -2], beta: [0.25, 3], mean: [1, -0.5], variance: [4, 0.09], epsilon: 1e-3 };
    const before = valueAt("conv1", weights);
    const after = valueAt("conv1", foldBatchNorm(graph, weights, "conv1", norm));
    const each = before.length / 2;
    before.forEach((value, i) => {
      const c = Math.floor(i / each);
      const expected =
        (norm.gamma[c] * (value - norm.mean[c])) / Math.sqrt(norm.variance[c] + norm.epsilon) + norm.beta[c];
      expectNear(after[i], expected, 1e-4);
    });
  });

  it("an average divides what the next layer reads by the size of the map, and leaves its bias", () => {
    const sum = valueAt("avgpool", weights);
    const [w, b] = [weights.get("fc.weight")!, weights.get("fc.bias")!];
    const expected = Array.from(b, (bias, k) => bias + sum.reduce((s, v, i) => s + (v / 4) * w[k * sum.length + i], 0));
    valueAt("fc", foldAverage(graph, weights, "avgpool")).forEach((logit, k) => {
      expectNear(logit, expected[k], 1e-4);
    });
  });

  it("refuses to fold where nothing can hold it", () => {
    const norm = { gamma: [1], beta: [0], mean: [0], variance: [1], epsilon: 0 };
    expect(() => foldBatchNorm(graph, weights, "relu1", norm)).to.throw(/no conv or dense/);
    expect(() => foldAverage(graph, weights, "fc")).to.throw(/no sumpool/);
  });
});
