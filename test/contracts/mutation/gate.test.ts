import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { expect } from "chai";
import { ROOT } from "#scripts/assure/solc";

/** In a process of its own: chains and codes are exchanged under the tests. */
describe("contracts: the gate", () => {
  it("every line and every branch is run, and no mutant of the sample survives", () => {
    const options = ["--import", "tsx", "--disable-warning=ExperimentalWarning"];
    const { status, stdout } = spawnSync(process.execPath, [...options, join(ROOT, "scripts/assure/gate-main.ts")], {
      cwd: ROOT,
      encoding: "utf8",
    });
    expect(stdout).to.include("lines 100.00 %").and.to.include("branches 100.00 %");
    expect(status, stdout).to.equal(0);
  }).timeout(0);
});
