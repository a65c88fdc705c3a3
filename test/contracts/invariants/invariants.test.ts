import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { expect } from "chai";
import { ROOT } from "#scripts/assure/solc";

const RUNS = process.env.RUNS ?? "1000";
const DEPTH = process.env.DEPTH ?? "64";

/** The stateful invariants run in Hardhat's own Solidity test runner, as a process of its own. */
describe("contracts: invariants", () => {
  it(`stand after every call of ${RUNS} random sequences of ${DEPTH}`, () => {
    const hardhat = join(ROOT, "node_modules", ".bin", "hardhat");
    const file = "test/contracts/invariants/Invariants.t.sol";
    const { status, stdout } = spawnSync(hardhat, ["test", "solidity", "--no-compile", file], {
      cwd: ROOT,
      encoding: "utf8",
      env: { ...process.env, RUNS, DEPTH },
    });
    expect(stdout).to.include("1 passing");
    expect(status, stdout).to.equal(0);
  }).timeout(0);
});
