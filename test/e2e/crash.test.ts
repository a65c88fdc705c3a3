import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { expect } from "chai";
import { pause } from "#chain/follow";
import { type Network, startNetwork } from "#scripts/local/network";
import { Supervisor } from "#scripts/local/supervisor";
import { phantomPng } from "#scripts/phantom";
import { logger } from "#service/log";
import { relay } from "./relay.ts";

async function until<T>(look: () => Promise<T>, done: (seen: T) => boolean): Promise<T> {
  for (let tries = 0; tries < 400; tries++) {
    const seen = await look();
    if (done(seen)) return seen;
    await pause(100);
  }
  throw new Error("it did not happen within 40 s");
}

describe("a node killed in the middle of a run", function () {
  this.timeout(120_000);
  let network: Network;
  let folder: string;
  const supervisor = new Supervisor(logger("test"), { quiet: true });
  const used = (party: 0 | 1) => {
    const db = new DatabaseSync(join(network.home, `node${party}`, "node.sqlite"), { readOnly: true });
    const count = db.prepare("SELECT count(*) AS n FROM spent WHERE purpose = 'run'").get()!.n as number;
    db.close();
    return count;
  };

  after(async () => {
    await supervisor.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  it("never uses the broken set again: the spare is used, and the result decodes right", async () => {
    folder = mkdtempSync(join(tmpdir(), "cd-crash-"));
    // The masked weights alone are 1.3 MB each way, so half a megabyte is in the middle of the run.
    const probe = createServer().listen(0, "127.0.0.1");
    await once(probe, "listening");
    const link = (probe.address() as { port: number }).port;
    probe.close();
    const broken = await relay(() => link, 500_000);
    const ports = { chain: 0, ipfs: 0, node0: 0, node1: 0, link, patient: 0, doctor: 0, data: 0, web: 0 };
    network = await startNetwork({
      supervisor,
      folder,
      ports,
      model: "lenet",
      seats: 3,
      bounty: 90,
      onDecided: () => {},
      peer: `127.0.0.1:${broken.port}`,
    });

    const picture = phantomPng({ size: 256, seed: 3, lesion: true });
    const post = async () => {
      const form = new FormData();
      form.set("file", new Blob([Uint8Array.from(picture)]), "phantom.png");
      return (await (await fetch(`${network.urls.patient}/image`, { method: "POST", body: form })).json())
        .caseId as string;
    };
    const view = async (caseId: string) => (await fetch(`${network.urls.patient}/cases/${caseId}`)).json();

    const hit = await post();
    await broken.stalled;
    expect([used(0), used(1)], "both nodes had marked the set before they used it").to.deep.equal([1, 1]);
    const node1 = network.nodes[1].process;
    node1.kill("SIGKILL");
    await once(node1, "exit");
    broken.server.close();
    await network.startNode(1);

    const recovered = await until(
      () => view(hit),
      ({ state }) => state === "Voting",
    );
    expect([used(0), used(1)]).to.deep.equal([2, 2]);

    // The same picture once more, undisturbed: the other permutation has to decode to the same class.
    const calm = await until(await post().then((caseId) => () => view(caseId)), ({ state }) => state === "Voting");
    expect(recovered.prediction.label).to.equal(calm.prediction.label);
    expect(Math.abs(recovered.prediction.confidence - calm.prediction.confidence)).to.be.at.most(0.051);
  });
});
