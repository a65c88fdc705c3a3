import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect } from "chai";
import { encodeBlob } from "#models/imaging/blob";
import { trainingBackend } from "#models/train/backend";
import { INPUT_MEAN, INPUT_SCALE } from "#models/train/batch";
import { checkRanges } from "#models/train/export";
import { fitNetwork } from "#models/train/fit";
import { foldInput } from "#models/train/fold";
import { Network } from "#models/train/network";
import { Random } from "#models/train/random";
import { type Model, parseModel, serialiseModel } from "#models/zoo/model";
import { evaluateModel } from "../../app/cli/model-eval.ts";
import { discs, RECIPE, SIZE, toyGraph } from "./toy.ts";

describe("evaluateModel", function () {
  this.timeout(60_000);
  let dir: string;
  let model: Model;

  before(async () => {
    await trainingBackend();
    const examples = discs(64, 1);
    const network = Network.create(toyGraph(), Random.of(1));
    await fitNetwork({ network, examples, recipe: { ...RECIPE, epochs: 12 }, seed: 1 });
    const { json, bytes } = serialiseModel({
      name: "discs",
      labels: ["yes", "no"],
      graph: network.graph,
      weights: foldInput(network.graph, network.weights(), INPUT_MEAN, INPUT_SCALE),
      transform: { id: "whole-head", version: 1, size: SIZE },
      calibration: { temperature: 1, fittedOn: "nothing", n: 0 },
    });
    model = parseModel(json, bytes);

    dir = await mkdtemp(path.join(tmpdir(), "eval-"));
    for (const label of model.labels) await mkdir(path.join(dir, label));
    for (const { file, label, x } of discs(24, 9)) {
      await writeFile(path.join(dir, model.labels[label], `${file}.png`), picture(x));
    }
  });
  after(() => rm(dir, { recursive: true }));

  it("scores a folder, in the clear and under the two-party protocol, with the same classes", async () => {
    const steps: number[] = [];
    const evaluation = await evaluateModel({ model, dir, encrypted: true, onProgress: (done) => steps.push(done) });
    expect(evaluation.n).to.equal(24);
    expect(evaluation.balancedAccuracy).to.be.above(0.8);
    expect(evaluation.confusion.map(([a, b]) => a + b)).to.deep.equal([12, 12]);
    expect(evaluation.encrypted!.agreement).to.be.at.least(0.95);
    expect(evaluation.encrypted!.balancedAccuracy).to.be.above(0.8);
    expect(evaluation.model.digest).to.equal(model.digest);
    expect(steps).to.deep.equal(Array.from({ length: 24 }, (_, i) => i + 1));
  });

  it("runs no protocol unless asked", async () => {
    expect(await evaluateModel({ model, dir })).not.to.have.property("encrypted");
  });

  it("an export whose values would leave the ring is refused", () => {
    const huge = new Map(model.weights).set(
      "fc1.weight",
      model.weights.get("fc1.weight")!.map((v) => v * 2000),
    );
    expect(() => checkRanges({ ...model, weights: huge }, discs(4, 1)))
      .to.throw()
      .with.property("code", "E142_OUT_OF_RANGE");
    expect(() => checkRanges(model, discs(4, 1))).not.to.throw();
  });
});

/** The toy input as a file, four times as large, so that it is a picture one may upload. */
function picture(x: Float32Array): Uint8Array {
  const side = 4 * SIZE;
  const grey = Uint8Array.from({ length: side * side }, (_, i) => {
    const [row, column] = [Math.floor(i / side) >> 2, (i % side) >> 2];
    return Math.round(255 * Math.min(1, Math.max(0, x[row * SIZE + column])));
  });
  return encodeBlob({ width: side, height: side, grey, removed: [] });
}
