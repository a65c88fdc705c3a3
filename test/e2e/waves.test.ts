import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { parseDeployment } from "#chain/addresses";
import { connectContracts } from "#chain/contracts";
import { pause } from "#chain/follow";
import { paymentsOf } from "#chain/payments";
import { type Network, startNetwork } from "#scripts/local/network";
import { Supervisor } from "#scripts/local/supervisor";
import { phantomPng } from "#scripts/phantom";
import { logger } from "#service/log";
import { cli } from "./cli.ts";

const json = async (url: string, init?: RequestInit) => (await fetch(url, init)).json();

describe("a case whose first panel finds no majority", function () {
  this.timeout(300_000);
  let network: Network;
  const folder = mkdtempSync(join(tmpdir(), "cd-waves-"));
  const supervisor = new Supervisor(logger("test"), { quiet: true });
  const picture = join(folder, "picture.png");

  before(async () => {
    const ports = { chain: 0, ipfs: 0, node0: 0, node1: 0, link: 0, patient: 0, doctor: 0, data: 0, web: 0 };
    const common = { supervisor, folder, ports, model: "lenet", seats: 3, bounty: 90, onDecided: () => {} };
    network = await startNetwork(common);
    writeFileSync(picture, phantomPng({ size: 128, seed: 4, lesion: true }));
  });
  after(async () => {
    await supervisor.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  async function until<T>(look: () => Promise<T>, done: (seen: T) => boolean): Promise<T> {
    for (let tries = 0; tries < 1_200; tries++) {
      const seen = await look();
      if (done(seen)) return seen;
      await pause(100);
    }
    throw new Error("it did not happen within two minutes");
  }
  const view = (caseId: string) => json(`${network.urls.patient}/cases/${caseId}`);

  async function vote(caseId: string, labels: readonly string[]): Promise<string[]> {
    const seats: { caseId: string; doctor: string }[] = await until(
      () => json(`${network.urls.doctor}/cases`),
      (offers) => offers.length === labels.length,
    );
    for (const [i, { doctor }] of seats.entries()) {
      const answer = await json(`${network.urls.doctor}/decision`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ caseId, doctor, label: labels[i] }),
      });
      expect(answer.state, JSON.stringify(answer)).to.equal("committed");
    }
    return seats.map(({ doctor }) => doctor);
  }

  it("goes on to another panel, which reads everything afresh, and is settled", async () => {
    const form = new FormData();
    form.set("file", new Blob([Uint8Array.from(readFileSync(picture))]), "p.png");
    const { caseId } = await json(`${network.urls.patient}/image`, { method: "POST", body: form });
    const service = ["--service", network.urls.patient, "--json"];
    const early = await cli("extend", caseId, "--image", picture, ...service);
    expect([early.code, early.err]).to.deep.equal([1, early.err]);
    expect(early.err).to.contain("E530_NO_WAVE");

    const first = await vote(caseId, ["yes", "no", "cannot-decide"]);
    const undecided = await until(
      () => view(caseId),
      ({ state }) => state === "NoQuorum",
    );
    expect(undecided.steps.at(-1).detail).to.contain("another panel");
    const extended = await cli("extend", caseId, "--image", picture, ...service);
    expect(extended.code, extended.err).to.equal(0);
    expect(JSON.parse(extended.out)).to.include({ caseId, wave: 2 });

    const reread = await until(
      () => view(caseId),
      ({ state }) => state === "Voting",
    );
    expect(reread.wave).to.equal(2);
    expect(reread.prediction, "the pair has read the second wave").to.not.equal(null);
    const second = await vote(caseId, ["yes", "yes", "yes"]);
    expect(second.filter((doctor) => first.includes(doctor))).to.deep.equal([]);
    const settled = await until(
      () => view(caseId),
      ({ state }) => state === "Settled",
    );
    expect(settled.diagnosis).to.deep.equal({ label: "yes", agreeing: 3, seats: 3 });

    const deployment = parseDeployment(JSON.parse(readFileSync(network.deployment, "utf8")));
    const contracts = await connectContracts(deployment, network.chain.provider);
    const { doctors } = await paymentsOf(contracts, caseId);
    for (const doctor of [...first, ...second])
      expect((doctors.get(doctor.toLowerCase()) ?? 0n) > 0n, doctor).to.equal(true);
  });
});
