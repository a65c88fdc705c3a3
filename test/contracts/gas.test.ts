import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import type { GasReport } from "./measure.ts";

const ROOT = join(import.meta.dirname, "../..");
/** Renewed by `npm run --silent bench -- gas --json > test/contracts/snapshots.json`, with a reason in the commit. */
const SNAPSHOTS = join(import.meta.dirname, "snapshots.json");
/** Signatures and times have a few zero bytes more or less in each run; those cost less calldata gas. */
const TOLERANCE = 0.003;

const leaves = (value: unknown, path = ""): [string, number][] =>
  typeof value === "number"
    ? [[path, value]]
    : Object.entries(value as object).flatMap(([key, inner]) => leaves(inner, path ? `${path}.${key}` : key));

describe("contracts: gas and size", () => {
  let measured: GasReport;

  // A process of its own: the figures must not depend on which tests have run before on the same chain.
  before(function () {
    this.timeout(300_000);
    const measure = ["--import", "tsx", "--disable-warning=ExperimentalWarning", "test/contracts/measure.ts"];
    measured = JSON.parse(
      execFileSync(process.execPath, measure, { cwd: ROOT, encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] }),
    );
  });

  it("are what the committed snapshot says", () => {
    const now = new Map(leaves(measured));
    const snapshot = leaves(JSON.parse(readFileSync(SNAPSHOTS, "utf8")));
    expect([...now.keys()]).to.deep.equal(snapshot.map(([path]) => path));
    const moved = snapshot.filter(([path, value]) => Math.abs(now.get(path)! - value) > TOLERANCE * Math.max(value, 1));
    expect(moved.map(([path, value]) => `${path}: ${value} -> ${now.get(path)}`)).to.deep.equal([]);
  });

  it("are below what the README promises", () => {
    const { cases, seat, drawFlatness, buyFirst, buyAgain, createDataset, row, coreBytes } = measured;
    for (const [panel, single, batched] of [
      ["3", 680_000, 580_000],
      ["5", 950_000, 750_000],
      ["7", 1_220_000, 920_000],
    ] as const) {
      expect(cases[panel].single, `${panel} single`).to.be.at.most(single);
      expect(cases[panel].batched, `${panel} batched`).to.be.at.most(batched);
    }
    expect(seat).to.be.at.most(12_000);
    expect(Math.abs(drawFlatness)).to.be.below(0.05);
    expect(buyFirst).to.be.at.most(100_000);
    expect(buyAgain).to.be.at.most(65_000);
    expect(createDataset).to.be.at.most(700_000);
    expect(row).to.be.at.most(1_000);
    expect(coreBytes).to.be.at.most(20_000);
  });
});
