import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { expect } from "chai";
import { pause } from "#chain/follow";
import { type Network, startNetwork } from "#scripts/local/network";
import { Supervisor } from "#scripts/local/supervisor";
import { phantomPng } from "#scripts/phantom";
import { logger } from "#service/log";

const PORTS = { chain: 0, ipfs: 0, node0: 0, node1: 0, link: 0, patient: 0, doctor: 0, data: 0, web: 0 };
const json = async (url: string, init?: RequestInit) => (await fetch(url, init)).json();

describe("a network that is stopped and started again", function () {
  this.timeout(180_000);
  const folder = mkdtempSync(join(tmpdir(), "cd-restart-"));
  const lines: string[] = [];
  let supervisor: Supervisor;
  /** Keys that are young for seconds: what was sealed to one is opened after it was retired. */
  const times = { KEY_EPOCH_SECONDS: "5", KEY_RETIRED_SECONDS: "600", HOUSEKEEPING_SECONDS: "1" };
  before(() => {
    for (const [name, value] of Object.entries(times)) process.env[`CRYPTO_DOCTOR_${name}`] = value;
  });
  const start = (): Promise<Network> => {
    supervisor = new Supervisor(logger("test"), { quiet: true });
    return startNetwork({
      supervisor,
      folder,
      ports: PORTS,
      model: "lenet",
      seats: 3,
      bounty: 90,
      onDecided: (line) => lines.push(line),
    });
  };
  const until = async (done: () => Promise<boolean>) => {
    for (let tries = 0; tries < 300 && !(await done()); tries++) await pause(100);
  };
  after(async () => {
    for (const name of Object.keys(times)) delete process.env[`CRYPTO_DOCTOR_${name}`];
    await supervisor.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  it("goes on with the same case, twice, on other ports, and prints its line once", async function () {
    let network = await start();
    if (network.chain.client !== "anvil") {
      console.error("      skipped: without anvil the local chain keeps nothing");
      return this.skip();
    }
    const post = () => {
      const form = new FormData();
      form.set("file", new Blob([Uint8Array.from(phantomPng({ size: 128, seed: 2, lesion: true }))]), "phantom.png");
      return json(`${network.urls.patient}/image`, { method: "POST", body: form });
    };
    const { caseId } = await post();
    await until(async () => (await json(`${network.urls.doctor}/cases`)).length === 3);
    const seats: { doctor: string }[] = await json(`${network.urls.doctor}/cases`);
    expect(seats).to.have.length(3);

    const vote = (doctor: string) =>
      json(`${network.urls.doctor}/decision`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ caseId, doctor, label: "no" }),
      });
    // Two commit and the network stops; the salts of their votes must come back with it.
    for (const { doctor } of seats.slice(0, 2)) expect((await vote(doctor)).state).to.equal("committed");

    for (let round = 0; round < 2; round++) {
      await supervisor.stop();
      network = await start();
      expect((await json(`${network.urls.patient}/cases/${caseId}`)).state).to.equal("Voting");
    }
    expect((await vote(seats[2]!.doctor)).state).to.equal("committed");
    await until(async () => lines.length > 0);
    const view = await json(`${network.urls.patient}/cases/${caseId}`);
    expect(view.state).to.equal("Settled");
    expect(view.diagnosis).to.deep.equal({ label: "no", agreeing: 3, seats: 3 });

    await supervisor.stop();
    network = await start();
    await pause(1_500);
    expect(lines).to.have.length(1);

    // Both nodes have changed their keys meanwhile, and say so on chain: a case that is sealed now is read as well.
    const home = dirname(network.deployment);
    for (const party of [0, 1])
      expect(readdirSync(join(home, `node${party}`)).filter((name) => /^age\.\d+\.key$/.test(name))).to.not.be.empty;
    const { caseId: later } = await post();
    await until(async () => (await json(`${network.urls.patient}/cases/${later}`)).state === "Voting");
    expect((await json(`${network.urls.patient}/cases/${later}`)).state).to.equal("Voting");
  });
});
