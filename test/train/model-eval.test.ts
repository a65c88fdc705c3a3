import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect } from "chai";
import { isLinear } from "#models/graph/graph";
import { decodePicture } from "#models/imaging/decode";
import { modelInput } from "#models/imaging/transform";
import { checkRanges, fitScales } from "#models/train/export";
import { fitNetwork } from "#models/train/fit";
import { type Model, parseModel, serialiseModel } from "#models/zoo/model";
import { buildTrainKernels } from "#scripts/build";
import { evaluateModel } from "../../app/cli/model-eval.ts";
import { discs, pictureFile, RECIPE, SIZE, toyNetwork } from "./toy.ts";

describe("evaluateModel", function () {
  this.timeout(60_000);
  let dir: string;
  let model: Model;

  before(async () => {
    buildTrainKernels();
    const transform = { id: "whole-head", version: 1, size: SIZE } as const;
    // Trained as it will be asked: on what the transform makes of picture files.
    const examples = discs(64, 1).map((disc) => ({
      ...disc,
      x: modelInput(decodePicture(pictureFile(disc.x)), transform),
    }));
    const courses = [{ examples, classes: 2, weight: 1 }];
    const network = await toyNetwork({ seed: 1 });
    await fitNetwork({ network, courses, recipe: { ...RECIPE, epochs: 12 }, seed: 1 });
    const { json, bytes } = serialiseModel({
      name: "discs",
      labels: ["yes", "no"],
      graph: network.graph,
      weights: network.weights(),
      transform,
      calibration: { temperature: 1, bias: [0, 0], fittedOn: "nothing", n: 0 },
    });
    model = parseModel(json, bytes);

    dir = await mkdtemp(path.join(tmpdir(), "eval-"));
    for (const label of model.labels) await mkdir(path.join(dir, label));
    for (const { file, label, x } of discs(24, 9)) {
      await writeFile(path.join(dir, model.labels[label], `${file}.png`), pictureFile(x));
    }
  });
  after(() => rm(dir, { recursive: true }));

  it("scores a folder, in the clear and under the two-party protocol, with the same classes", async () => {
    const steps: number[] = [];
    const evaluation = await evaluateModel({ model, dir, encrypted: true, onProgress: (done) => steps.push(done) });
    expect(evaluation.n).to.equal(24);
    expect(evaluation.balancedAccuracy).to.be.above(0.8);
    expect(evaluation.confusion.map(([a, b]) => a + b)).to.deep.equal([12, 12]);
    expect(evaluation.encrypted!.agreement).to.be.at.least(0.9);
    expect(evaluation.encrypted!.clear.n).to.be.above(12);
    expect(evaluation.encrypted!.clear.agreement).to.equal(1);
    expect(evaluation.encrypted!.balancedAccuracy).to.be.above(0.8);
    expect(evaluation.model.digest).to.equal(model.digest);
    expect(steps).to.deep.equal(Array.from({ length: 24 }, (_, i) => i + 1));
  });

  it("runs no protocol unless asked", async () => {
    expect(await evaluateModel({ model, dir })).not.to.have.property("encrypted");
  });

  it("an export whose values would leave the ring is refused", async () => {
    const huge = new Map(model.weights).set(
      "fc1.weight",
      model.weights.get("fc1.weight")!.map((v) => v * 2000),
    );
    const refused = await checkRanges({ ...model, weights: huge }, discs(4, 1)).catch((error) => error);
    expect(refused).to.have.property("code", "E142_OUT_OF_RANGE");
    await checkRanges(model, discs(4, 1));
  });

  it("scales of weights are made as fine as the values leave room for", async () => {
    const { graph } = await fitScales(model, discs(8, 1));
    const bits = (nodes: typeof graph.nodes) => nodes.filter(isLinear).map(({ weightBits }) => weightBits);
    expect(Math.max(...bits(graph.nodes))).to.be.above(Math.max(...bits(model.graph.nodes)));
    await checkRanges({ ...model, graph }, discs(8, 1));
  });
});
