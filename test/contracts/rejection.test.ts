import { expect } from "chai";
import { id, type Signer, toBeHex } from "ethers";
import { permitFor, rejectionTypes } from "#chain/typed-data";
import {
  type Arena,
  commit,
  later,
  mined,
  networkHelpers,
  type Opened,
  open,
  owed,
  PARAMETERS,
  refunds,
  refused,
  report,
  requestOf,
  reveal,
  STATE,
  stage,
  stateOf,
  USD,
} from "./arena.ts";

const EVIDENCE = id("evidence");

/** The call's arguments, signed by the parties; `signed` is what they sign instead of what is posted. */
async function rejection(
  a: Arena,
  c: Opened,
  signed: object = {},
  signers: readonly Signer[] = [a.node0, a.node1],
  domain = a.domain,
) {
  const message = { caseId: c.caseId, wave: c.wave, pair: 1, set: 1, evidence: EVIDENCE, ...signed };
  const [first, second] = await Promise.all(signers.map((by) => by.signTypedData(domain, rejectionTypes, message)));
  return [c.caseId, 1, EVIDENCE, first, second] as const;
}

async function seeded(a: Arena): Promise<Opened> {
  const c = await open(a);
  await networkHelpers.mine(3);
  return c;
}

async function secondWave(a: Arena): Promise<Opened> {
  const c = await open(a);
  await report(a, c);
  for (const seat of [0, 1, 2]) await commit(a, c, seat, seat);
  await reveal(a, c, 0, 1, 2);
  const made = requestOf(c.caseId, 2, 3, 30n * USD);
  const permit = await permitFor(a.token, a.patient, await a.core.getAddress(), 30n * USD + 3n);
  await a.core.connect(a.patient).extend(c.caseId, made.request, permit);
  await networkHelpers.mine(3);
  return { ...c, ...made, wave: 2 };
}

const unaccounted = async (a: Arena): Promise<bigint> =>
  (await a.token.balanceOf(a.core)) - (await owed(a, [a.patient, a.node0, a.node1, a.stranger, ...a.doctors]));
const post = async (a: Arena, args: Awaited<ReturnType<typeof rejection>>) =>
  mined(a.core.connect(a.stranger).rejectDealing(...args));

describe("contracts: a forged dealing", () => {
  it("ends the case: the deposit goes to the pool, the fee to the pair, and every wei has its place", async () => {
    const a = await stage();
    const c = await seeded(a);
    await post(a, await rejection(a, c));
    expect(await stateOf(a, c)).to.equal(STATE.Rejected);
    expect((await a.core.totals()).pool).to.equal(30n * USD);
    const fees = await Promise.all([0, 1].map(async (party) => (await a.core.stakeOf(1, party)).fees));
    expect(fees.reduce((sum, fee) => sum + fee)).to.equal(3n);
    expect([await a.core.credit(a.patient), await refunds(a)]).to.deep.equal([0n, 0n]);
    expect(await unaccounted(a)).to.equal(0n);
    const [event] = await a.core.queryFilter(a.core.filters.DealingRejected(c.caseId));
    expect([...event.args]).to.deep.equal([c.caseId, 1n, 1n, EVIDENCE, 30n * USD]);
  });

  it("is rejected in a later wave too, and after reportEnd until somebody skips", async () => {
    const a = await stage();
    const c = await secondWave(a);
    await later(PARAMETERS.reportTime + 1);
    const before = (await a.core.totals()).pool;
    await post(a, await rejection(a, c));
    expect(await stateOf(a, c)).to.equal(STATE.Rejected);
    expect((await a.core.totals()).pool - before).to.equal(30n * USD);
    expect(await unaccounted(a)).to.equal(0n);
  });

  it("not while the seed block is not mined", async () => {
    const a = await stage();
    const c = await open(a);
    await refused(post(a, await rejection(a, c)), "SeedPending", a.core);
    // In the seed block itself its hash is not known yet.
    await networkHelpers.mine(1);
    await refused(post(a, await rejection(a, c)), "SeedPending", a.core);
  });

  it("not after the report, nor any other ending", async () => {
    const a = await stage();
    const reported = await open(a);
    await report(a, reported);
    await refused(post(a, await rejection(a, reported)), "WrongState", a.core);
    const cancelled = await open(a);
    await a.core.connect(a.patient).cancel(cancelled.caseId);
    await networkHelpers.mine(3);
    await refused(post(a, await rejection(a, cancelled)), "WrongState", a.core);
    const skipped = await seeded(a);
    await later(PARAMETERS.reportTime + 1);
    await a.core.skipReport(skipped.caseId);
    await refused(post(a, await rejection(a, skipped)), "WrongState", a.core);
    await refused(post(a, await rejection(a, { ...skipped, caseId: 99n })), "WrongState", a.core);
    const rejected = await seeded(a);
    await post(a, await rejection(a, rejected));
    await refused(post(a, await rejection(a, rejected)), "WrongState", a.core);
    await refused(report(a, rejected), "WrongState", a.core);
  });

  it("not by one party alone, twice the same, a stranger or swapped parties", async () => {
    const a = await stage();
    const c = await seeded(a);
    const [caseId, set, evidence, first, second] = await rejection(a, c);
    for (const [one, other] of [
      [first, "0x"],
      ["0x", second],
      [first, first],
      [second, second],
      [second, first],
    ])
      await refused(a.core.rejectDealing(caseId, set, evidence, one, other), "WrongSignature", a.core);
    await refused(post(a, await rejection(a, c, {}, [a.node0, a.stranger])), "WrongSignature", a.core);
    await refused(post(a, await rejection(a, c, {}, [a.stranger, a.node1])), "WrongSignature", a.core);
    expect(await stateOf(a, c)).to.equal(STATE.Open);
  });

  it("not by a signature for another case, wave, pair, set, evidence, chain or contract", async () => {
    const a = await stage();
    const c = await secondWave(a);
    for (const signed of [{ caseId: 2n }, { wave: 1 }, { wave: 3 }, { pair: 2 }, { set: 0 }, { evidence: id("other") }])
      await refused(post(a, await rejection(a, c, signed)), "WrongSignature", a.core);
    for (const other of [{ chainId: 1n }, { verifyingContract: await a.stranger.getAddress() }]) {
      const args = await rejection(a, c, {}, [a.node0, a.node1], { ...a.domain, ...other });
      await refused(post(a, args), "WrongSignature", a.core);
    }
    await post(a, await rejection(a, c));
  });

  it("nothing of it is the patient's, whatever the commitment was", async () => {
    const a = await stage();
    await seeded(a); // somebody else's money
    const { request } = requestOf(2n, 1, 3, 30n * USD);
    const bait = { ...request, caseCommit: toBeHex(1_000_000n, 32) };
    const permit = await permitFor(a.token, a.patient, await a.core.getAddress(), bait.maximum + 3n);
    await a.core.connect(a.patient).openCase(bait, permit);
    await networkHelpers.mine(3);
    await post(a, await rejection(a, { caseId: 2n, wave: 1 } as Opened));
    const view = await a.core.getCase(2);
    expect([view.state, view.refund, view.caseCommit]).to.deep.equal([STATE.Rejected, 0n, toBeHex(0, 32)]);
    await refused(a.core.connect(a.patient).claimRefund(2, a.patient), "NothingToWithdraw", a.core);
  });
});
