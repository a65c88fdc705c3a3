import { spawn } from "node:child_process";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { expect } from "chai";

const ROOT = join(import.meta.dirname, "../..");

/** Runs the demo as its user does, and gives what it printed. */
async function demo(args: string[], env: Record<string, string> = {}) {
  const child = spawn(
    process.execPath,
    ["--import", "tsx", "--disable-warning=ExperimentalWarning", "scripts/demo.ts", "--json", ...args],
    { cwd: ROOT, env: { ...process.env, ...env } },
  );
  const [out, err, code] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    new Promise((resolve) => child.on("exit", resolve)),
  ]);
  return { lines: out.trim().split("\n"), err, code };
}

describe("one whole case, over real processes, chain and IPFS", function () {
  this.timeout(120_000);

  it("is read, priced, voted on, paid, recorded and bought", async () => {
    const { lines, err, code } = await demo(["--decision", "yes,yes,no"]);
    expect(code, err).to.equal(0);
    const result = JSON.parse(lines.at(-1)!);
    expect(result.state).to.equal("Settled");
    expect(result.diagnosis).to.deep.equal({ label: "yes", agreeing: 2, seats: 3 });
    expect(["yes", "no"]).to.include(result.model.label);
    expect(result.model.confidence).to.be.within(0.5, 1);

    // Money: what was paid and what came back is what was escrowed, less what the wrong seat did not earn.
    const { max, paid, refunded } = result.bounty;
    const wrong = result.doctors.find((_: unknown, i: number) => result.votes[i].label === "no");
    const right = result.doctors.filter((doctor: unknown) => doctor !== wrong);
    expect(Number(wrong.paid)).to.equal(0);
    expect(right[0].paid).to.equal(right[1].paid);
    expect(Number(right[0].paid) * 2).to.equal(Number(paid));
    expect(Number(refunded)).to.equal(Number(max) - Number(right[0].paid) * 3);
    expect(wrong.reputationAfter).to.be.below(wrong.reputationBefore);
    expect(right[0].reputationAfter).to.be.above(right[0].reputationBefore);

    expect(result.dataset).to.deep.equal({ rows: 1, bought: true, downloaded: 1 });
    expect(result.inference.rounds).to.equal(64);
    const [header, row] = lines;
    expect(header).to.equal("case,opened,decided,diagnosis,agreeing,seats,model_diagnosis,model_confidence,bounty");
    expect(row).to.match(/^1,[^,]+Z,[^,]+Z,yes,2,3,(yes|no),(0\.\d+|1),\d+$/);
    expect(lines).to.have.length(3);
  });

  it("ends without a quorum, with a reading fee for who read, on Hardhat's node where anvil is not wanted", async () => {
    const { lines, err, code } = await demo(["--decision", "yes,no,cannot-decide"], { CRYPTO_DOCTOR_CHAIN: "hardhat" });
    expect(code, err).to.equal(0);
    expect(err).to.contain("(hardhat)");
    const result = JSON.parse(lines.at(-1)!);
    expect(result.state).to.equal("NoQuorum");
    expect(result.diagnosis).to.equal(null);
    expect(result.votes.map((vote: { label: string }) => vote.label).sort()).to.deep.equal([
      "cannot-decide",
      "no",
      "yes",
    ]);
    const fees = result.doctors.map((doctor: { paid: string }) => Number(doctor.paid));
    expect(fees[0]).to.be.above(0);
    expect(new Set(fees).size).to.equal(1);
    expect(result.dataset.rows).to.equal(0);
  });
});
