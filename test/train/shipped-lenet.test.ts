import { readFileSync } from "node:fs";
import path from "node:path";
import { expect } from "chai";
import type { Metrics } from "#models/card/card";
import { modelCard } from "#models/card/card";
import { readDataset } from "#models/train/dataset";
import { checkRanges } from "#models/train/export";
import { type Model, parseModel } from "#models/zoo/model";
import { evaluateModel } from "../../app/cli/model-eval.ts";
import { dataDir } from "../imaging/data-dir.ts";

const FOLDER = path.resolve(import.meta.dirname, "../../models/zoo/lenet");

describe("the shipped LeNet", function () {
  this.timeout(60_000);
  const read = (file: string) => readFileSync(path.join(FOLDER, file));
  let model: Model;
  let metrics: Metrics;
  before(() => {
    model = parseModel(JSON.parse(read("model.json").toString()), read("weights.bin"));
    metrics = JSON.parse(read("metrics.json").toString());
  });

  it("loads, its digest checks out, and its labels are yes and no", () => {
    expect(model.name).to.equal("lenet");
    expect(model.labels).to.deep.equal(["yes", "no"]);
    expect(model.transform).to.deep.equal({ id: "whole-head", version: 1, size: 64 });
  });

  it("has a card that says what its metrics say, with no field empty", () => {
    const card = read("card.md").toString();
    expect(card).to.equal(modelCard(model, metrics));
    expect(card).not.to.match(/undefined|NaN|null/);
  });

  it("reads real pictures as its metrics record, within range, and the same under encryption", async function () {
    const root = dataDir();
    if (root === undefined) {
      console.error("      skipped: no real pictures here (set DATA_DIR to a folder that holds navoneel/)");
      return this.skip();
    }
    const dir = path.join(root, "navoneel/val");
    const { examples, sha256 } = await readDataset(dir, model.transform, model.labels);
    expect(sha256).to.equal(metrics.data.validation.sha256);
    checkRanges(model, examples);
    const evaluation = await evaluateModel({ model, dir, encrypted: true });
    expect(evaluation.confusion).to.deep.equal(metrics.validation.confusion);
    expect(Math.abs(evaluation.auroc! - metrics.validation.auroc!)).to.be.below(1e-6);
    expect(Math.abs(evaluation.ece! - metrics.validation.ece!)).to.be.below(0.01);
    expect(evaluation.encrypted!.agreement).to.be.at.least(0.97);
  });
});
