import { expect } from "chai";
import { openedCase, reportOf } from "#chain/cases";
import { permitFor } from "#chain/typed-data";
import {
  type Arena,
  commit,
  later,
  mined,
  NO_PERMIT,
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
  seatOf,
  stage,
  stateOf,
  USD,
  voting,
} from "./arena.ts";

const unaccounted = async (a: Arena): Promise<bigint> =>
  (await a.token.balanceOf(a.core)) - (await owed(a, [a.patient, a.node0, a.node1, a.stranger, ...a.doctors]));
const panelOf = async (a: Arena, c: Opened) => (await a.core.seats(c.caseId)).map(({ id }) => Number(id));

/** Three doctors, three opinions. */
async function split(a: Arena, c: Opened): Promise<void> {
  for (const seat of [0, 1, 2]) await commit(a, c, seat, seat);
  await reveal(a, c, 0, 1, 2);
}

async function extend(a: Arena, c: Opened, maximum = 30n * USD): Promise<Opened> {
  const wave = c.wave + 1;
  const made = requestOf(c.caseId, wave, 3, maximum);
  const permit = await permitFor(a.token, a.patient, await a.core.getAddress(), maximum + 3n);
  await mined(a.core.connect(a.patient).extend(c.caseId, made.request, permit));
  return { caseId: c.caseId, ...made, maximum, ballots: new Map(), wave };
}

describe("contracts: waves", () => {
  it("go on with a fresh panel, codebook, seed and report after a vote without quorum, and every wei has its place", async () => {
    const a = await stage();
    const first = await voting(a);
    const before = await panelOf(a, first);
    await split(a, first);
    // Three readers had a fifth of 7 USD each; 25.8 of the deposit are left, so 4.2 and the node fee are due.
    const left = 30n * USD - 3n * ((7n * USD) / 5n);
    expect((await a.core.getCase(first.caseId)).maximum).to.equal(left);
    const held = await a.token.balanceOf(a.patient);
    const second = await extend(a, first);
    expect(held - (await a.token.balanceOf(a.patient))).to.equal(30n * USD + 3n - left);
    const view = await a.core.getCase(first.caseId);
    expect([view.state, view.wave, view.reported, view.bounty]).to.deep.equal([STATE.Open, 2n, false, 0n]);
    const chain = { core: a.core, directory: a.directory, fromBlock: 0 } as never;
    const opened = await openedCase(chain, "1");
    expect([opened.wave, opened.caseCommit]).to.deep.equal([2, second.request.caseCommit]);
    expect(await reportOf(chain, opened)).to.equal(undefined);
    await report(a, second);
    expect((await reportOf(chain, opened))?.args.caseId).to.equal(1n);
    const after = await panelOf(a, second);
    expect(after.filter((id) => before.includes(id))).to.deep.equal([]);
    for (const seat of [0, 1, 2]) await commit(a, second, seat, 5);
    await reveal(a, second, 0, 1, 2);
    expect(await stateOf(a, second)).to.equal(STATE.Settled);
    expect(await unaccounted(a)).to.equal(0n);
  });

  it("are separate ballots: neither tags nor openings nor reports of the first count in the second", async () => {
    const a = await stage();
    const first = await voting(a);
    await split(a, first);
    const second = await extend(a, first);
    await networkHelpers.mine(3);
    await refused(report(a, { ...second, wave: 1 }), "WrongSignature", a.core);
    await report(a, second);
    for (const seat of [0, 1, 2]) {
      const { tags } = second;
      await commit(a, { ...second, tags: first.tags }, seat, 0);
      second.tags = tags;
    }
    await refused(reveal(a, second, 0), "NotInCodebook", a.core);
    await refused(
      reveal(a, { ...second, root: first.root, rest: first.rest, tags: first.tags }, 0),
      "WrongCodebook",
      a.core,
    );
  });

  it("end with the third, are the patient's alone, and only until closeEnd", async () => {
    const a = await stage();
    let c = await voting(a);
    await refused(extend(a, c), "WrongState", a.core);
    await split(a, c);
    const { request } = requestOf(c.caseId, 2, 3, 30n * USD);
    await refused(a.core.connect(a.stranger).extend(c.caseId, request, NO_PERMIT), "NotPatient", a.core);
    for (const wave of [2, 3]) {
      c = await extend(a, c);
      await report(a, c);
      expect((await a.core.getCase(c.caseId)).wave).to.equal(BigInt(wave));
      await split(a, c);
      expect(await stateOf(a, c)).to.equal(STATE.NoQuorum);
    }
    await refused(extend(a, c), "TooManyWaves", a.core);
    await later(PARAMETERS.closeTime + 1);
    await a.core.close(c.caseId);
    expect(await refunds(a)).to.equal(30n * USD - 3n * ((7n * USD) / 5n));
    expect(await unaccounted(a)).to.equal(0n);
    const late = await voting(a);
    await split(a, late);
    await later(PARAMETERS.closeTime + 1);
    await refused(extend(a, late), "TooLate", a.core);
  });

  it("give back what a cheaper wave does not need", async () => {
    const a = await stage();
    const c = await voting(a, { maximum: 60n * USD });
    await split(a, c);
    const left = (await a.core.getCase(c.caseId)).maximum;
    await extend(a, c, 6n * USD);
    expect(await a.core.credit(a.patient)).to.equal(left - 6n * USD - 3n);
  });

  it("are refunded when the registry has nobody left who has not read the case", async () => {
    const a = await stage();
    for (const doctor of a.doctors.slice(5)) await a.core.connect(doctor).setAvailable(false);
    const c = await voting(a);
    await split(a, c);
    const second = await extend(a, c);
    await report(a, second);
    expect(await stateOf(a, second)).to.equal(STATE.Refunded);
    expect(await unaccounted(a)).to.equal(0n);
  });
});

describe("contracts: the quality pool", () => {
  it("pays reading fees of a reported case without quorum, a 64th of itself at most", async () => {
    const a = await stage();
    const wrong = await voting(a);
    for (const seat of [0, 1, 2]) await commit(a, wrong, seat, seat === 2 ? 1 : 0);
    await reveal(a, wrong, 0, 1, 2);
    const { pool } = await a.core.totals();
    expect(pool).to.equal(17n * USD);
    const c = await voting(a);
    await split(a, c);
    const part = (pool + 63n) / 64n;
    expect((await a.core.totals()).pool).to.equal(pool - part);
    expect((await a.core.getCase(c.caseId)).maximum).to.equal(30n * USD - 3n * ((7n * USD) / 5n) + part);
    expect(await unaccounted(a)).to.equal((await a.core.getCase(c.caseId)).maximum);
  });

  it("pays nothing where no report was paid for", async () => {
    const a = await stage();
    const wrong = await voting(a);
    for (const seat of [0, 1, 2]) await commit(a, wrong, seat, seat === 2 ? 1 : 0);
    await reveal(a, wrong, 0, 1, 2);
    const { pool } = await a.core.totals();
    const c = await open(a);
    await networkHelpers.mine(3);
    await later(PARAMETERS.reportTime + 1);
    await a.core.skipReport(c.caseId);
    await split(a, c);
    expect((await a.core.totals()).pool).to.equal(pool);
  });
});

describe("contracts: leaked ballots", () => {
  const leak = (a: Arena, c: Opened, seat: number, by = a.stranger) => {
    const { tag, salt } = c.ballots.get(seat)!;
    return mined(a.core.connect(by).snitch(c.caseId, seat, tag, salt));
  };

  it("are void: half the bond is lost, half of that is the prover's, and the seat goes to the next", async () => {
    const a = await stage();
    const c = await voting(a);
    await commit(a, c, 0, 0);
    const doctor = await seatOf(a, c, 0);
    await leak(a, c, 0);
    const leaker = await a.core.getDoctor(await a.core.doctorId(doctor));
    expect([leaker.bond, leaker.standing.reputation, leaker.standing.active]).to.deep.equal([50n * USD, 84n, 0n]);
    expect(await a.core.credit(a.stranger)).to.equal(25n * USD);
    expect((await a.core.totals()).pool).to.equal(25n * USD);
    expect((await a.core.seats(c.caseId))[0].status).to.equal(0n);
    expect(await (await seatOf(a, c, 0)).getAddress()).to.not.equal(await doctor.getAddress());
    for (const seat of [0, 1, 2]) await commit(a, c, seat, 0);
    await reveal(a, c, 0, 1, 2);
    expect(await stateOf(a, c)).to.equal(STATE.Settled);
    expect(await unaccounted(a)).to.equal(0n);
  });

  it("need the true opening, of a committed ballot, from somebody else, before the reveals", async () => {
    const a = await stage();
    const c = await voting(a);
    await refused(a.core.snitch(c.caseId, 0, `0x${"00".repeat(16)}`, c.root), "NotCommitted", a.core);
    await commit(a, c, 0, 0);
    await refused(a.core.snitch(c.caseId, 0, c.ballots.get(0)!.tag, c.root), "WrongOpening", a.core);
    await refused(leak(a, c, 0, (await seatOf(a, c, 0)) as never), "OwnBallot", a.core);
    await commit(a, c, 1, 0);
    await commit(a, c, 2, 0);
    await refused(leak(a, c, 0), "TooLate", a.core);
    const late = await voting(a);
    await commit(a, late, 0, 0);
    await later(PARAMETERS.commitTime + PARAMETERS.grace + 1);
    await refused(leak(a, late, 0), "TooLate", a.core);
  });

  it("never pay the doctor who leaks through a second account", async () => {
    const a = await stage();
    const c = await voting(a);
    await commit(a, c, 0, 0);
    const doctor = await seatOf(a, c, 0);
    const bond = (await a.core.getDoctor(await a.core.doctorId(doctor))).bond;
    await leak(a, c, 0, a.spare[0] as never);
    const lost = bond - (await a.core.getDoctor(await a.core.doctorId(doctor))).bond;
    expect(await a.core.credit(a.spare[0])).to.equal(lost / 2n);
  });

  it("void the seat when nobody is left to take it", async () => {
    const a = await stage();
    for (const doctor of a.doctors.slice(3)) await a.core.connect(doctor).setAvailable(false);
    const c = await voting(a);
    await commit(a, c, 0, 0);
    await leak(a, c, 0);
    expect((await a.core.seats(c.caseId))[0].status).to.equal(4n);
    await commit(a, c, 1, 0);
    await commit(a, c, 2, 0);
    await reveal(a, c, 1, 2);
    expect(await stateOf(a, c)).to.equal(STATE.Settled);
    expect(await unaccounted(a)).to.equal(0n);
  });
});
