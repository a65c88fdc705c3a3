import { expect } from "chai";
import {
  type Arena,
  commit,
  open,
  opening,
  owed,
  PHASE,
  phaseOf,
  refused,
  report,
  reveal,
  STATE,
  seatOf,
  stage,
  stateOf,
  USD,
  voting,
} from "./arena.ts";

/** What the contract holds less what it owes to everyone: 0 when no case is open. */
async function unaccounted(a: Arena): Promise<bigint> {
  const people = [a.patient, a.node0, a.node1, ...a.doctors];
  return (await a.token.balanceOf(a.core)) - (await owed(a, people));
}

describe("contracts: a whole case", () => {
  it("goes from opening to settlement in one transaction per step, and every wei has its place", async () => {
    const a = await stage();
    const c = await open(a);
    expect(await phaseOf(a, c)).to.equal(PHASE.Seeding);
    expect(await a.token.balanceOf(a.patient)).to.equal(10_000n * USD - 30n * USD - 3n);
    await report(a, c, { confidence: 7_500 });
    const view = await a.core.getCase(c.caseId);
    // floor 12, u = 0.5: 12 + 18 / 2 = 21
    expect(view.bounty).to.equal(21n * USD);
    expect(view.phase).to.equal(PHASE.Committing);
    const panel = (await a.core.seats(c.caseId)).map((seat) => seat.doctor);
    expect(new Set(panel).size).to.equal(3);

    for (const seat of [0, 1, 2]) await commit(a, c, seat, seat === 2 ? 1 : 0);
    expect(await phaseOf(a, c)).to.equal(PHASE.Revealing);
    await reveal(a, c, 0);
    await reveal(a, c, 1, 2);
    expect(await stateOf(a, c)).to.equal(STATE.Settled);

    const [right, , wrong] = panel;
    expect(await a.core.credit(right)).to.equal(7n * USD);
    expect(await a.core.credit(wrong)).to.equal(0n);
    expect(await a.core.reputation(right)).to.equal(108n);
    expect(await a.core.reputation(wrong)).to.equal(92n);
    expect((await a.core.getCase(c.caseId)).refund).to.equal(9n * USD);
    expect([(await a.core.stakeOf(1, 0)).fees, (await a.core.stakeOf(1, 1)).fees]).to.deep.equal([2n, 1n]);
    // one unearned seat and 10 % of the wrong doctor's bond
    expect((await a.core.totals()).pool).to.equal(7n * USD + 10n * USD);
    expect(await unaccounted(a)).to.equal(0n);
    for (const address of panel)
      expect((await a.core.getDoctor(await a.core.doctorId(address))).standing.active).to.equal(0n);
  });

  it("pays out to any address, once", async () => {
    const a = await stage();
    const c = await voting(a);
    for (const seat of [0, 1, 2]) await commit(a, c, seat, 0);
    await reveal(a, c, 0, 1, 2);
    const doctor = await seatOf(a, c, 0);
    await a.core.connect(doctor).withdraw(a.stranger);
    expect(await a.token.balanceOf(a.stranger)).to.equal(7n * USD);
    expect(await a.core.credit(doctor)).to.equal(0n);
  });

  it("gives the patient back what was not spent, once, to any address, when the case has ended", async () => {
    const a = await stage();
    const c = await voting(a);
    const claim = (by = a.patient) => a.core.connect(by).claimRefund(c.caseId, a.stranger);
    await refused(claim(), "WrongState", a.core);
    for (const seat of [0, 1, 2]) await commit(a, c, seat, 0);
    await reveal(a, c, 0, 1, 2);
    await refused(claim(a.stranger), "NotPatient", a.core);
    await claim();
    expect(await a.token.balanceOf(a.stranger)).to.equal(9n * USD);
    await refused(claim(), "NothingToWithdraw", a.core);
    expect(await unaccounted(a)).to.equal(0n);
  });

  for (const seats of [5, 7]) {
    it(`works with ${seats} seats`, async () => {
      const a = await stage();
      const c = await voting(a, { seats, maximum: 70n * USD });
      for (let seat = 0; seat < seats; seat++) await commit(a, c, seat, 2);
      await reveal(a, c, ...Array.from({ length: seats }, (_, i) => i));
      expect(await stateOf(a, c)).to.equal(STATE.Settled);
      expect(await unaccounted(a)).to.equal(0n);
    });
  }

  it("pays the reading fee for the two constants, which never make a quorum", async () => {
    const a = await stage();
    const c = await voting(a);
    await commit(a, c, 0, "0x00000000000000000000000000000001");
    await commit(a, c, 1, "0x00000000000000000000000000000001");
    await commit(a, c, 2, "0x00000000000000000000000000000002");
    await reveal(a, c, 0, 1, 2);
    expect(await stateOf(a, c)).to.equal(STATE.NoQuorum);
    const fee = (7n * USD) / 5n;
    for (const seat of [0, 1, 2]) expect(await a.core.credit(await seatOf(a, c, seat))).to.equal(fee);
  });

  it("pays a constant beside a quorum from its own seat", async () => {
    const a = await stage();
    const c = await voting(a);
    await commit(a, c, 0, 0);
    await commit(a, c, 1, 0);
    await commit(a, c, 2, "0x00000000000000000000000000000001");
    await reveal(a, c, 0, 1, 2);
    const undecided = await seatOf(a, c, 2);
    expect(await a.core.credit(undecided)).to.equal((7n * USD) / 5n);
    expect(await a.core.reputation(undecided)).to.equal(100n);
    expect((await a.core.totals()).pool).to.equal(7n * USD - (7n * USD) / 5n);
    expect(await unaccounted(a)).to.equal(0n);
  });

  it("lets nobody block a batch of openings by opening one of it first", async () => {
    const a = await stage();
    const c = await voting(a);
    for (const seat of [0, 1, 2]) await commit(a, c, seat, 0);
    await a.core.connect(a.stranger).reveal(c.caseId, c.root, c.rest, [opening(c, 1)]);
    await reveal(a, c, 0, 1, 2);
    expect(await stateOf(a, c)).to.equal(STATE.Settled);
  });
});
