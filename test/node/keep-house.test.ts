import { randomBytes } from "node:crypto";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import type { Result, Signer } from "ethers";
import { signRecordRequest } from "#chain/requests";
import { acceptanceTypes } from "#chain/typed-data";
import type { NodeContext } from "#node/context";
import { type HouseRules, keepHouse } from "#node/keep-house";
import { Identities } from "#node/keys";
import { releasePackageHalf, releaseRecordHalf } from "#node/release";
import { NodeStore } from "#node/store";
import { logger } from "#service/log";
import { memoryBlobs } from "#storage/blobs";
import { hex } from "#wire/bytes";
import { newIdentity, recipientOf } from "#wire/seal";
import { type Arena, commit, ethers, networkHelpers, open, reveal, seatOf, stage, voting } from "../contracts/arena.ts";

const HOUR = 3_600;
const RULES: HouseRules = { epoch: 24 * HOUR, retired: 24 * HOUR, confirmations: 0 };
const LATER = 4_000_000_000;

describe("a node's housekeeping", () => {
  let folder: string;
  let store: NodeStore;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "cd-house-"));
    store = new NodeStore(join(folder, "node.sqlite"));
  });
  afterEach(() => {
    store.close();
    rmSync(folder, { recursive: true });
  });

  async function nodeOf(a: Arena) {
    const identities = await Identities.open(folder);
    const contracts = { ...a, provider: ethers.provider };
    const posting = <T>(work: () => Promise<T>) => work();
    const models = { stock: async () => {} };
    const rest = { models, blobs: memoryBlobs(), log: logger("test"), posting, store, identities };
    return { party: 0, pair: 1, wallet: a.node0, contracts, ...rest } as unknown as NodeContext;
  }
  const codeOf = (work: Promise<unknown>) =>
    work.then(
      () => "",
      (error) => error.code,
    );
  const halves = (caseId: bigint, recordHalf: Uint8Array | null = randomBytes(32)) => {
    const kept = { packageHalf: Uint8Array.from(randomBytes(32)), recordHalf };
    store.keepHalves({ caseId: `${caseId}`, wave: 1 }, kept);
    return kept;
  };
  const kept = (caseId: bigint) => store.halves({ caseId: `${caseId}`, wave: 1 });
  const onDisk = (bytes: Uint8Array) =>
    readdirSync(folder).some((name) => readFileSync(join(folder, name)).includes(Buffer.from(bytes)));

  it("rotates the key that patients seal to when its time is over, and leaves the rest of the entry as it is", async () => {
    const a = await stage();
    const node = await nodeOf(a);
    const entry = async () => ((await a.directory.getPair(1)) as unknown as Result).toObject(true);
    const before = await entry();
    const sends = () => ethers.provider.getTransactionCount(a.node0);
    const now = node.identities.since + HOUR;
    // The directory names another key than the one at hand: that is put right.
    await keepHouse(node, RULES, now);
    const first = hex(await node.identities.recipient());
    expect(await entry()).to.deep.equal({ ...before, recipients: [first, before.recipients[1]] });

    const sent = await sends();
    await keepHouse(node, RULES, now);
    expect(await sends()).to.equal(sent);

    await keepHouse(node, RULES, node.identities.since + RULES.epoch + 1);
    const second = hex(await node.identities.recipient());
    expect(second).to.not.equal(first);
    expect(await entry()).to.deep.equal({ ...before, recipients: [second, before.recipients[1]] });
    expect([await sends(), node.identities.all().length]).to.deep.equal([sent + 1, 2]);

    // A model's share that is sealed to the old one and not yet at hand keeps it.
    const over = now + RULES.epoch + RULES.retired + 2 * HOUR;
    const without = { ...node, models: { stock: () => Promise.reject(new Error("IPFS is away")) } } as never;
    expect(await codeOf(keepHouse(without, { ...RULES, epoch: LATER }, over))).to.equal(undefined);
    expect(node.identities.all()).to.have.lengthOf(2);
    await keepHouse(node, { ...RULES, epoch: LATER }, over);
    expect(node.identities.all()).to.have.lengthOf(1);
  });

  it("keeps a rotation that the chain did not take for the next time", async () => {
    const a = await stage();
    const node = await nodeOf(a);
    const old = hex(await node.identities.recipient());
    const foreign = { ...node, wallet: a.stranger } as unknown as NodeContext;
    const now = node.identities.since + RULES.epoch + 1;
    expect(await codeOf(keepHouse(foreign, RULES, now))).to.match(/^E51/);
    expect(node.identities.rotating).to.equal(true);
    await keepHouse(node, RULES, now);
    expect((await a.directory.getPair(1)).recipients[0]).to.not.equal(old);
    expect(node.identities.rotating).to.equal(false);
  });

  it("deletes the halves of ended cases, from the disk too; of a settled one the record's when the curator has it", async () => {
    const a = await stage();
    const node = await nodeOf(a);
    const c = await voting(a);
    const settled = halves(c.caseId);
    const other = await open(a);
    const cancelled = halves(other.caseId, null);
    await keepHouse(node, RULES, 0);
    expect([kept(c.caseId), kept(other.caseId)]).to.deep.equal([settled, cancelled]);

    await a.core.connect(a.patient).cancel(other.caseId);
    const doctor = await seatOf(a, c, 0);
    const seat = await accepted(a, c.caseId, doctor);
    const first = await releasePackageHalf(node, seat);
    for (const each of [0, 1, 2]) await commit(a, c, each, 1);
    await reveal(a, c, 0, 1, 2);
    await a.core.settle(c.caseId).catch(() => {});
    // Not before the chain's word counts.
    await keepHouse(node, { ...RULES, confirmations: 20 }, 0);
    expect([kept(c.caseId), kept(other.caseId)]).to.deep.equal([settled, cancelled]);
    await networkHelpers.mine(20);
    await keepHouse(node, { ...RULES, confirmations: 20 }, 0);
    expect(kept(c.caseId)).to.deep.equal({ packageHalf: null, recordHalf: settled.recordHalf });
    expect(kept(other.caseId)).to.equal(undefined);
    for (const gone of [settled.packageHalf, cancelled.packageHalf]) expect(onDisk(gone)).to.equal(false);
    expect(onDisk(settled.recordHalf!)).to.equal(true);

    // What was released is answered again; what was not, is not any more.
    expect(await releasePackageHalf(node, seat)).to.deep.equal(first);
    const late = await accepted(a, c.caseId, await seatOf(a, c, 1), 1);
    expect(await codeOf(releasePackageHalf(node, late))).to.equal("E205_NOT_RELEASED");

    const curator = await a.guardian.getAddress();
    const recipient = hex(await recipientOf(await newIdentity()));
    const request = { caseId: `${c.caseId}`, recipient, expiry: LATER };
    const signature = await signRecordRequest(a.guardian, a.domain, request);
    const record = await releaseRecordHalf(node, curator, { request, signature });
    await keepHouse(node, RULES, 0);
    expect(kept(c.caseId)).to.equal(undefined);
    expect(onDisk(settled.recordHalf!)).to.equal(false);
    expect(await releaseRecordHalf(node, curator, { request, signature })).to.deep.equal(record);
  });

  async function accepted(a: Arena, caseId: bigint, doctor: Signer, seat = 0) {
    const recipient = hex(await recipientOf(await newIdentity()));
    const of = { caseId: `${caseId}`, wave: 1, seat, doctor: await doctor.getAddress() };
    const acceptance = { ...of, recipient, expiry: LATER };
    return { acceptance, signature: await doctor.signTypedData(a.domain, acceptanceTypes, acceptance) };
  }
});
