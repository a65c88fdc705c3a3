import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { parseDeployment } from "#chain/addresses";
import { rejectionOf } from "#chain/cases";
import { type Contracts, connectContracts } from "#chain/contracts";
import { pause } from "#chain/follow";
import { stateName } from "#chain/states";
import { checkEvidence } from "#client/evidence";
import { admittedModel } from "#client/models";
import { openCase, patientView } from "#client/patient";
import { type PreparedCase, prepareCase } from "#client/prepare";
import { publishCase } from "#client/publish";
import { decodePicture } from "#models/imaging/decode";
import { readingGraph } from "#models/zoo/description";
import { planOf } from "#mpc/plan/plan";
import { loadKernels } from "#mpc/ring/kernels";
import { CORRECTIONS_AT, decodeMaterial, encodeMaterial } from "#mpc/tape/material";
import { buildKernels } from "#scripts/build";
import { roleAccount } from "#scripts/local/accounts";
import { type Network, startNetwork } from "#scripts/local/network";
import { Supervisor } from "#scripts/local/supervisor";
import { phantomPng } from "#scripts/phantom";
import { logger } from "#service/log";
import { type BlobStore, ipfsBlobs } from "#storage/blobs";
import { cidOfDigest } from "#storage/cid";
import { hex, unhex } from "#wire/bytes";
import { decodeEvidence } from "#wire/evidence";
import { cli } from "./cli.ts";
import { relay } from "./relay.ts";

const USD = 1_000_000n;

describe("a patient who deals forged material", function () {
  this.timeout(300_000);
  let network: Network;
  let contracts: Contracts;
  let blobs: BlobStore;
  let link: number;
  const folder = mkdtempSync(join(tmpdir(), "cd-forged-"));
  const supervisor = new Supervisor(logger("test"), { quiet: true });
  const patient = () => roleAccount("patient").connect(contracts.provider);
  const kernels = loadKernels(readFileSync(buildKernels()));

  before(async () => {
    const probe = createServer().listen(0, "127.0.0.1");
    await once(probe, "listening");
    link = (probe.address() as { port: number }).port;
    probe.close();
    const ports = { chain: 0, ipfs: 0, node0: 0, node1: 0, link, patient: 0, doctor: 0, data: 0, web: 0 };
    const common = { supervisor, folder, ports, model: "lenet", seats: 3, bounty: 90, onDecided: () => {} };
    network = await startNetwork(common);
    const deployment = parseDeployment(JSON.parse(readFileSync(network.deployment, "utf8")));
    contracts = await connectContracts(deployment, network.chain.provider);
    blobs = ipfsBlobs(network.urls.ipfs);
  });
  after(async () => {
    await supervisor.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  /** Opens a case whose every set has a bit flipped, under names that fit: whichever the coin picks is forged. */
  async function openForged() {
    const model = await admittedModel(contracts, blobs, 1);
    const plan = planOf(readingGraph(model));
    const random = (bytes: number) => Uint8Array.from(randomBytes(bytes));
    const picture = decodePicture(phantomPng({ size: 128, seed: 7, lesion: true }));
    const address = patient().address;
    const k = await kernels;
    const prepared = prepareCase({ picture, model, plan, kernels: k, patient: address, consent: false, random });
    const sets = prepared.sets.map(({ keys, deal }) => {
      const { set0, set1 } = deal();
      const material = decodeMaterial(plan, 1, set1.slice());
      material.corrections[0]! ^= 1;
      return { keys, set0: set0.slice(), set1: encodeMaterial(plan, material) };
    });
    const forged: PreparedCase = {
      ...prepared,
      sets: sets.map(({ keys, ...halves }) => ({ keys, deal: () => halves })),
    };
    const { recipients } = await contracts.directory.getPair(1);
    const published = await publishCase(
      forged,
      unhex(model.digest),
      [unhex(recipients[0]!), unhex(recipients[1]!)],
      blobs,
    );
    const terms = { pair: 1, model: 1, seats: 3, maximum: 90n * USD };
    const nonce = hex(prepared.preimage.nonce);
    const caseId = await openCase(contracts, patient(), terms, published, nonce);
    return { caseId, secrets: prepared.secrets, sets };
  }

  async function rejected(caseId: string): Promise<void> {
    for (let tries = 0; tries < 1_200; tries++) {
      if (stateName((await contracts.core.getCase(caseId)).state) === "Rejected") return;
      await pause(100);
    }
    throw new Error("the case was not rejected within two minutes");
  }

  it("loses the deposit to the pool, the pair earns its fee, and anyone can check the evidence", async () => {
    const fees = async () => {
      const stakes = await Promise.all([contracts.core.stakeOf(1, 0), contracts.core.stakeOf(1, 1)]);
      return stakes[0].fees + stakes[1].fees;
    };
    const before = { pool: (await contracts.core.totals()).pool, fees: await fees() };
    const { caseId, secrets, sets } = await openForged();
    await rejected(caseId);

    expect((await contracts.core.totals()).pool - before.pool).to.equal(90n * USD);
    expect((await fees()) - before.fees).to.equal(await contracts.directory.feeOf(1));
    expect((await contracts.core.getCase(caseId)).refund).to.equal(0n);

    // What was published is the two halves of that one set, byte for byte, and nothing else of the case.
    const event = (await rejectionOf(contracts, caseId))!;
    const set = Number(event.args.set);
    const cid = cidOfDigest(unhex(event.args.evidence));
    const evidence = decodeEvidence(await blobs.get(cid, { maxBytes: 4_096 }));
    expect(Object.keys(evidence).sort()).to.deep.equal(["format", "half0", "half1", "manifest", "set"]);
    expect([evidence.set, hex(evidence.half0)]).to.deep.equal([set, hex(sets[set]!.set0)]);
    expect(evidence.half1.size).to.equal(sets[set]!.set1.length).and.to.be.above(CORRECTIONS_AT);

    const verdict = await checkEvidence({ contracts, blobs, kernels: await kernels }, caseId);
    expect(verdict).to.include({ caseId, wave: 1, set, holds: true, evidence: cid.toString() });
    const view = await patientView(contracts, caseId, secrets);
    expect(view.rejection).to.deep.equal({ set, evidence: `ipfs://${cid}`, forfeited: String(90n * USD) });
    expect(view.steps[1]!.detail).to.contain("forged");

    const flags = ["--data", folder, "--rpc", network.urls.chain, "--ipfs", network.urls.ipfs];
    const said = await cli("evidence", caseId, ...flags);
    expect(said.code, said.err).to.equal(0);
    expect(said.out).to.contain(`forged material set ${set}`);
    expect((await cli("evidence", "99", ...flags)).code).to.equal(1);
  });

  it("is rejected also when a node is killed while it shows its half", async () => {
    // Party 1's half of a set is larger than this, so the link falls silent in the middle of it.
    const broken = await relay(() => link, 200_000);
    network.nodes[1].process.kill("SIGKILL");
    await once(network.nodes[1].process, "exit");
    const limping = await network.startNode(1, `127.0.0.1:${broken.port}`);
    const { caseId } = await openForged();
    await broken.stalled;
    expect(stateName((await contracts.core.getCase(caseId)).state)).to.equal("Open");
    limping.process.kill("SIGKILL");
    await once(limping.process, "exit");
    broken.server.close();
    await network.startNode(1);
    await rejected(caseId);
    const verdict = await checkEvidence({ contracts, blobs, kernels: await kernels }, caseId);
    expect(verdict.holds).to.equal(true);
  });
});
