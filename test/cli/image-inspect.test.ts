import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect } from "chai";
import { decode } from "fast-png";
import { decodePicture } from "#models/imaging/decode";
import { modelInput } from "#models/imaging/transform";
import { phantom } from "#scripts/phantom";
import { loadModel } from "../../app/zoo.ts";
import { dicomFile, greyElements, words } from "../imaging/dicom-file.ts";

describe("crypto-doctor image inspect", function () {
  this.timeout(60_000);
  const folder = mkdtempSync(path.join(tmpdir(), "cd-inspect-"));
  const cli = path.resolve(import.meta.dirname, "../../app/cli/crypto-doctor.mjs");
  const run = (...args: string[]) =>
    execFileSync(process.execPath, [cli, "image", "inspect", ...args], { encoding: "utf8" });

  before(() => {
    mkdirSync(path.join(folder, "series"));
    const { width, height, grey } = phantom({ size: 128, seed: 6, lesion: true });
    for (const k of [0, 1, 2])
      writeFileSync(
        path.join(folder, "series", `${k}.dcm`),
        dicomFile(
          "explicit",
          {
            ...greyElements(width, height),
            "00100010 PN": "Somebody^Real",
            "00200032 DS": `0\\0\\${6 * k}`,
            "00200037 DS": "1\\0\\0\\0\\1\\0",
            "00280030 DS": "1.5\\1.5",
          },
          words(grey.map((v) => (k === 1 ? v : v >> 3))),
        ),
      );
    writeFileSync(path.join(folder, "series", "LICENCE"), "not a picture");
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  it("says what a folder comes down to, and writes the model's very input and the doctors' picture", () => {
    const [out, picture] = ["input.png", "picture.png"].map((name) => path.join(folder, name));
    const report = JSON.parse(
      run(path.join(folder, "series"), "--slice", "2", "--out", out, "--picture", picture, "--json"),
    );
    expect(report).to.deep.include({ source: "DICOM", files: 3, slice: { number: 2, of: 3, by: "you" } });
    expect(report.plausibility.verdict).to.equal("plausible");
    expect(report.deidentification.removed).to.deep.include({
      what: "PatientName",
      tag: "(0010,0010)",
      profile: "Z",
      count: 3,
    });
    const { transform } = loadModel("lenet");
    const input = modelInput(decodePicture(readFileSync(picture)), transform);
    const written = decode(readFileSync(out));
    expect([written.width, written.height, written.depth]).to.deep.equal([transform.size, transform.size, 16]);
    expect([...written.data]).to.deep.equal(Array.from(input, (v) => Math.round(v * 65535)));
  });

  it("says it in words too, without a value of the file", () => {
    const text = run(path.join(folder, "series"));
    expect(text).to.contain("PatientName  (0010,0010)  profile Z  3 times");
    expect(text).to.match(/plausibility: plausible/);
    expect(text).to.not.contain("Somebody");
  });

  it("ends with 1 and a hint for what is no picture", () => {
    const licence = path.join(folder, "series", "LICENCE");
    expect(() => execFileSync(process.execPath, [cli, "image", "inspect", licence], { stdio: "pipe" }))
      .to.throw(/E102_NOT_A_PICTURE[\s\S]*hint:/)
      .with.property("status", 1);
  });
});
