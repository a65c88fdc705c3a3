import { readdirSync, readFileSync, statSync } from "node:fs";
import path from "node:path";
import { expect } from "chai";
import { admit } from "#client/admit";
import { encodeBlob } from "#models/imaging/blob";
import { decodePicture } from "#models/imaging/decode";
import { assess } from "#models/imaging/plausibility/assess";
import { FEATURE_NAMES, features } from "#models/imaging/plausibility/features";
import { requirePlausible } from "#models/imaging/plausibility/gate";
import { phantomPng } from "#scripts/phantom";
import weights from "../../models/imaging/plausibility/weights.json" with { type: "json" };
import { dataDir } from "./data-dir.ts";
import { CERTAINLY_NOT, PROBABLY_NOT } from "./not-heads.ts";

const phantomOf = (seed: number) => phantomPng({ size: [128, 160, 256][seed % 3], seed, lesion: seed % 2 === 0 });
const codeOf = (work: () => unknown): string => {
  try {
    work();
  } catch (error) {
    return (error as { code: string }).code;
  }
  return "accepted";
};

describe("the plausibility gate", () => {
  it("has one weight for each feature, and the very features it was fitted on", () => {
    expect(weights.features).to.deep.equal(FEATURE_NAMES);
    expect(features(decodePicture(phantomOf(1))).length).to.equal(FEATURE_NAMES.length);
    expect([weights.mean, weights.scale, weights.ct].map(({ length }) => length)).to.deep.equal(
      new Array(3).fill(FEATURE_NAMES.length),
    );
    expect(weights.whiten.map(({ length }) => length)).to.deep.equal(FEATURE_NAMES.map((_, i) => i + 1));
  });

  it("lets the phantoms of this repository pass, none of which it was fitted on", () => {
    for (let seed = 1; seed <= 20; seed++)
      expect(assess(decodePicture(phantomOf(seed))).verdict, `seed ${seed}`).to.equal("plausible");
  });

  for (const [what, draw] of Object.entries(CERTAINLY_NOT)) {
    it(`refuses ${what}, and says why`, async () => {
      for (const seed of [1, 2]) {
        const picture = draw(seed);
        const found = assess(picture);
        expect(found.verdict).to.equal("implausible");
        expect(found.reasons).to.not.be.empty;
        for (const accept of [false, true])
          expect(codeOf(() => requirePlausible(picture, accept))).to.equal("E153_NOT_HEAD_MR");
        const sent = await admit([encodeBlob(picture)], { acceptUnsure: true }).then(
          () => "accepted",
          (error) => error.code,
        );
        expect(sent).to.equal("E153_NOT_HEAD_MR");
      }
    });
  }

  for (const [what, draw] of Object.entries(PROBABLY_NOT)) {
    it(`asks back about ${what}, and goes on only if the sender says so`, async () => {
      for (const seed of [1, 2]) {
        const file = encodeBlob(draw(seed));
        const code = (acceptUnsure: boolean) =>
          admit([file], { acceptUnsure }).then(
            ({ plausibility }) => plausibility.verdict,
            (error) => error.code,
          );
        expect(await code(false)).to.equal("E154_MAYBE_NOT_HEAD_MR");
        expect(await code(true)).to.equal("unsure");
      }
    });
  }
});

describe("the plausibility gate on real pictures", function () {
  this.timeout(240_000);
  const root = dataDir();
  before(function () {
    if (root !== undefined) return;
    console.error(
      "      skipped: no real pictures here (set DATA_DIR to a folder that holds navoneel/, four/, rejects/)",
    );
    this.skip();
  });

  const verdicts = (folder: string) =>
    readdirSync(path.join(root!, folder), { recursive: true })
      .map((name) => path.join(root!, folder, String(name)))
      .filter((file) => statSync(file).isFile())
      .map((file) => assess(decodePicture(readFileSync(file))).verdict);
  const share = (found: readonly string[], ...wanted: string[]) =>
    found.filter((verdict) => wanted.includes(verdict)).length / found.length;

  it("questions at most 3 % of the validation pictures, and refuses none", () => {
    for (const folder of ["navoneel/val", "four/val"]) {
      const found = verdicts(folder);
      expect(share(found, "unsure", "implausible"), folder).to.be.at.most(0.03);
      expect(share(found, "implausible"), folder).to.equal(0);
    }
  });

  it("questions or refuses at least 23 of the 25 CTs, which it was fitted on", () => {
    expect(25 * share(verdicts("rejects"), "unsure", "implausible")).to.be.at.least(23);
  });
});
