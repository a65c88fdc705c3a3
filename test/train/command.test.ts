import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect } from "chai";
import { discs, pictureFile, SIZE } from "./toy.ts";

const ROOT = path.resolve(import.meta.dirname, "../..");
const EPOCHS = 6;

/** The training command and the command line, as somebody would run them: real processes, real folders. */
describe("npm run train", function () {
  this.timeout(180_000);
  let dir: string;
  const running = new Set<ChildProcess>();

  before(async () => {
    dir = await mkdtemp(path.join(tmpdir(), "train-"));
    for (const [set, count, seed] of [
      ["train", 32, 1],
      ["val", 12, 2],
    ] as const) {
      for (const [i, { label, x }] of discs(count, seed).entries()) {
        const folder = path.join(dir, set, label === 0 ? "yes" : "no");
        await mkdir(folder, { recursive: true });
        await writeFile(path.join(folder, `${i}.png`), pictureFile(x));
      }
    }
    // Four pictures each that no fold may tear apart.
    const rows = discs(32, 1).map(({ label }, i) => `${label === 0 ? "yes" : "no"},${i}.png,c${i >> 2}`);
    await writeFile(path.join(dir, "clusters.csv"), ["label,file,cluster", ...rows].join("\n"));
  });
  after(async () => {
    for (const child of running) child.kill("SIGKILL");
    await rm(dir, { recursive: true });
  });

  /** @param killAt kills the process as soon as its progress says this */
  async function run(script: string, args: readonly string[], killAt?: string) {
    const child = spawn(process.execPath, ["--import", "tsx", path.join(ROOT, script), ...args], { cwd: ROOT });
    running.add(child);
    let [progress, output] = ["", ""];
    child.stdout.on("data", (text) => {
      output += text;
    });
    child.stderr.on("data", (text) => {
      progress += text;
      if (killAt && progress.includes(killAt)) child.kill("SIGKILL");
    });
    const [code] = await once(child, "close");
    running.delete(child);
    return { code, progress, output };
  }

  const train = (out: string, more: readonly string[], killAt?: string) => {
    const folders = ["--source-dir-train", path.join(dir, "train"), "--source-dir-eval", path.join(dir, "val")];
    const net = ["--backbone", "lenet", "--size", String(SIZE), "--name", "discs", "--seed", "3"];
    return run("scripts/train.ts", [...folders, ...net, "--training-run-out", path.join(dir, out), ...more], killAt);
  };
  const digest = async (out: string) => JSON.parse(await readFile(path.join(dir, out, "model.json"), "utf8")).digest;

  it("killed on the way and started again, it goes on and ends with the model of a run that was not", async () => {
    const epochs = ["--max-epochs", String(EPOCHS)];
    expect((await train("whole", epochs)).code).to.equal(0);
    const killed = await train("killed", epochs, "train 2/");
    expect(killed.code).to.equal(null);
    const resumed = await train("killed", epochs);
    expect(resumed.progress).not.to.contain("train 1/");
    expect(resumed.progress).to.contain(`train ${EPOCHS}/${EPOCHS}`);
    expect(await digest("killed")).to.equal(await digest("whole"));
  });

  it("starts from that run, cross-validates, calibrates, scores under encryption; eval and card read the result", async () => {
    const more = [
      "--start-from",
      path.join(dir, "whole"),
      "--clusters",
      path.join(dir, "clusters.csv"),
      "--folds",
      "2",
    ];
    const { code, output, progress } = await train("tuned", [...more, "--max-epochs", "3", "--validate-encrypted"]);
    expect(code, progress).to.equal(0);
    expect(progress).to.contain("fold-2 3/3");
    expect(output)
      .to.match(/^plain +\d/m)
      .and.match(/^encrypted, two parties +\d/m);
    expect(await digest("tuned")).not.to.equal(await digest("whole"));

    const folder = path.join(dir, "tuned");
    const scored = await run("app/cli/crypto-doctor.ts", [
      "model",
      "eval",
      "--model",
      folder,
      "--dir",
      path.join(dir, "val"),
      "--json",
    ]);
    const { n, model, confusion, recalls } = JSON.parse(scored.output);
    expect(n).to.equal(12);
    expect(model.labels).to.deep.equal(["yes", "no"]);
    expect(confusion.flat().reduce((a: number, b: number) => a + b)).to.equal(12);
    expect(recalls).to.have.length(2);

    const card = await run("app/cli/crypto-doctor.ts", ["model", "card", folder]);
    expect(card.output).to.contain("# Model card: discs").and.to.contain("grouped 2-fold cross-validation");
    const metrics = JSON.parse((await run("app/cli/crypto-doctor.ts", ["model", "card", folder, "--json"])).output);
    expect(metrics.crossValidation.n).to.equal(44);
    expect(metrics.start.epoch).to.be.within(1, EPOCHS);
  });

  it("refuses what it does not understand: a usage error, an unknown backbone, a start that is none", async () => {
    expect((await run("scripts/train.ts", ["--max-epochs", "3"])).code).to.equal(2);
    const strange = await train("x", ["--backbone", "vgg"]);
    expect(strange.code).to.equal(1);
    expect(strange.progress).to.contain("E132_UNKNOWN_BACKBONE");
    const nowhere = await train("x", ["--start-from", path.join(dir, "nowhere")]);
    expect(nowhere.code).to.equal(1);
    expect(nowhere.progress).to.contain("E137_NO_START");
    const copies = await train("x", ["--apart-from", path.join(dir, "train")]);
    expect(copies.code).to.equal(1);
    expect(copies.progress).to.contain("E138_ALL_NEAR_COPIES");
    const missing = await run("app/cli/crypto-doctor.ts", ["model", "card", "nobody"]);
    expect(missing.code).to.equal(1);
    expect(missing.progress).to.contain("E125_NO_MODEL").and.to.contain("lenet4");
  });
});
