import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { expect } from "chai";
import { cardFiles, cardSections, type Metrics } from "#models/card/card";
import { provenanceOf } from "#models/card/provenance";
import { type Dataset, readDataset } from "#models/train/dataset";
import { checkRanges } from "#models/train/export";
import { fixedPointError } from "#models/train/fixed-point";
import { type Model, parseModel } from "#models/zoo/model";
import { evaluateExamples } from "../../app/cli/model-eval.ts";
import { dataDir } from "../imaging/data-dir.ts";
import { expectNear } from "../near.ts";

const ZOO = path.resolve(import.meta.dirname, "../../models/zoo");
const NAMES = readdirSync(ZOO).filter((name) => existsSync(path.join(ZOO, name, "model.json")));
const TWO = ["yes", "no"];
const FOUR = ["glioma", "meningioma", "notumor", "pituitary"];
/** Pictures that also go through the slow parts: the fixed-point reference, and the two parties. */
const SAMPLE = { small: 24, deep: 3 };

describe("the zoo", () => {
  it("ships at least the LeNets", () => {
    expect(NAMES).to.include.members(["lenet", "lenet4"]);
  });
});

for (const name of NAMES) {
  describe(`the shipped ${name}`, function () {
    this.timeout(300_000);
    const read = (file: string) => readFileSync(path.join(ZOO, name, file));
    const labels = name.endsWith("4") ? FOUR : TWO;
    let model: Model;
    let metrics: Metrics;
    before(() => {
      model = parseModel(JSON.parse(read("model.json").toString()), read("weights.bin"));
      metrics = JSON.parse(read("metrics.json").toString());
    });

    it("loads, its digest checks out, and it has its labels", () => {
      expect(model.name).to.equal(name);
      expect(model.labels).to.deep.equal(labels);
      expect(model.transform).to.include({ id: "whole-head", version: 1 });
    });

    it("has a card and plots that say what its metrics say, with no section and no figure empty", () => {
      for (const [file, text] of Object.entries(cardFiles(model, metrics)))
        expect(read(file).toString(), file).to.equal(text);
      for (const { title, text } of cardSections(model, metrics)) {
        expect(text, title).not.to.match(/undefined|NaN|null|Infinity|\[object/);
        expect(text.length, title).to.be.above(100);
        for (const line of text.split("\n").slice(2)) expect(line, title).not.to.match(/\|\s*-?\s*\|/);
      }
    });

    it("was trained on data whose origin and licence are written down", () => {
      for (const { sha256 } of Object.values(metrics.data))
        expect(provenanceOf(sha256).licence).not.to.equal("not recorded");
    });

    it("beats its own floor: ten statistics without any shape", () => {
      const { balancedAccuracy } = metrics.crossValidation ?? metrics.validation;
      expect(balancedAccuracy).to.be.above(labels === TWO ? 0.75 : 0.8);
    });

    describe("on real pictures", () => {
      let validation: Dataset;
      before(async function () {
        const root = dataDir();
        if (root === undefined) {
          console.error(
            "      skipped: no real pictures here (set DATA_DIR to a folder that holds navoneel/ and four/)",
          );
          return this.skip();
        }
        const dir = path.join(root, labels === TWO ? "navoneel" : "four", "val");
        validation = await readDataset(dir, model.transform, model.labels);
      });

      it("reads them as its metrics record, within range", async () => {
        expect(validation.sha256).to.equal(metrics.data.validation.sha256);
        await checkRanges(model, validation.examples);
        const evaluation = await evaluateExamples(model, validation.examples, false);
        expectNear(evaluation.balancedAccuracy, metrics.validation.balancedAccuracy!, 0.005);
        expectNear(evaluation.auroc, metrics.validation.auroc!, 1e-3);
        expectNear(evaluation.brier, metrics.validation.brier!, 1e-3);
      });

      it("reads them the same in fixed point and under encryption", async () => {
        const count = model.transform.size > 64 ? SAMPLE.deep : SAMPLE.small;
        const step = Math.ceil(validation.examples.length / count);
        const sample = validation.examples.filter((_, i) => i % step === 0);
        expect(fixedPointError(model, sample).maxAbsError).to.be.below(1 / 32);
        const { encrypted } = await evaluateExamples(model, sample, true);
        expect(encrypted!.clear.n).to.be.at.least(Math.floor(0.7 * sample.length));
        expect(encrypted!.clear.agreement).to.equal(1);
      });
    });
  });
}
