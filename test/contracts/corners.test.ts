import { expect } from "chai";
import { id, ZeroAddress, ZeroHash } from "ethers";
import { acceptanceTypes, reportTypes } from "#chain/typed-data";
import {
  AccessToken__factory,
  BlockhashEntropy__factory,
  CryptoDoctor__factory,
  DiagnosisData__factory,
  FeeToken__factory,
} from "#contracts";
import {
  type Arena,
  build,
  CANNOT_DECIDE,
  commit,
  ethers,
  later,
  licence,
  NO_PERMIT,
  networkHelpers,
  type Opened,
  open,
  opening,
  PARAMETERS,
  PHASE,
  phaseOf,
  provider,
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

/** What the stories of the other tests do not come by: every branch is taken by somebody. */

const MISSING = 99;
const VOID = 4n;
const DAY = 24 * 3600;

/** Every doctor of the seat declines, and so do its successors, until it is void. */
async function empty(a: Arena, c: Opened, seat: number): Promise<void> {
  while ((await a.core.seats(c.caseId))[seat].status !== VOID)
    await a.core.connect(await seatOf(a, c, seat)).decline(c.caseId, seat);
}

const standingOf = async (a: Arena, doctor: Awaited<ReturnType<typeof seatOf>>) =>
  (await a.core.getDoctor(await a.core.doctorId(doctor))).standing;

describe("contracts: corners of a case", () => {
  it("a case pays each seat at least one unit, also under a model that asks for nothing", async () => {
    const a = await stage();
    await a.directory.admitModel(a.modelDigest, 0, 3, "0x");
    await refused(open(a, { maximum: 2n, model: 2 }), "BountyTooSmall", a.core);
    expect(await stateOf(a, await open(a, { maximum: 3n, model: 2 }))).to.equal(STATE.Open);
  });

  it("the price of a sure prediction is not below what the model asks for a seat", async () => {
    const a = await stage();
    await a.directory.admitModel(a.modelDigest, 9n * USD, 3, "0x");
    const c = await voting(a, { model: 2, report: { confidence: 10_000 } });
    expect((await a.core.getCase(c.caseId)).bounty).to.equal(27n * USD);
  });

  it("goes through its phases by time", async () => {
    const a = await stage();
    const c = await open(a);
    await networkHelpers.mine(PARAMETERS.seedDelay);
    expect(await phaseOf(a, c)).to.equal(PHASE.Seeding);
    await networkHelpers.mine(1);
    expect(await phaseOf(a, c)).to.equal(PHASE.Reporting);
    const { reportEnd } = await a.core.getCase(c.caseId);
    await networkHelpers.time.increaseTo(reportEnd);
    expect(await phaseOf(a, c)).to.equal(PHASE.Reporting);
    await networkHelpers.time.increaseTo(reportEnd + 1n);
    expect(await phaseOf(a, c)).to.equal(PHASE.Overdue);
    await report(a, c);
    const { commitEnd, revealStart } = await a.core.getCase(c.caseId);
    expect(revealStart - commitEnd).to.equal(BigInt(PARAMETERS.grace));
    await networkHelpers.time.increaseTo(commitEnd);
    expect(await phaseOf(a, c)).to.equal(PHASE.Committing);
    await networkHelpers.time.increaseTo(revealStart);
    expect(await phaseOf(a, c)).to.equal(PHASE.Revealing);
    const { revealEnd } = await a.core.getCase(c.caseId);
    expect(revealEnd - revealStart).to.equal(BigInt(PARAMETERS.revealTime));
    await networkHelpers.time.increaseTo(revealEnd);
    expect(await phaseOf(a, c)).to.equal(PHASE.Revealing);
    await networkHelpers.time.increaseTo(revealEnd + 1n);
    expect(await phaseOf(a, c)).to.equal(PHASE.Settling);
    await a.core.settle(c.caseId);
    const { closeEnd } = await a.core.getCase(c.caseId);
    await networkHelpers.time.increaseTo(closeEnd);
    expect(await phaseOf(a, c)).to.equal(PHASE.Deciding);
    await networkHelpers.time.increaseTo(closeEnd + 1n);
    expect(await phaseOf(a, c)).to.equal(PHASE.Closing);
  });

  it("is declined by the seat's doctor only", async () => {
    const a = await stage();
    const c = await voting(a);
    await refused(a.core.connect(a.stranger).decline(c.caseId, 0), "NotSeated", a.core);
    await refused(a.core.connect(await seatOf(a, c, 0)).decline(c.caseId, 1), "NotSeated", a.core);
  });

  it("a void seat is nobody's", async () => {
    const a = await stage();
    const c = await voting(a);
    await empty(a, c, 1);
    await refused(a.core.connect(await seatOf(a, c, 1)).decline(c.caseId, 1), "NotSeated", a.core);
  });

  it("ballots are opened from the first second of the reveals on, and not before", async () => {
    const a = await stage();
    const c = await voting(a);
    await commit(a, c, 0, 0);
    const { revealStart } = await a.core.getCase(c.caseId);
    await networkHelpers.time.setNextBlockTimestamp(revealStart - 1n);
    await refused(reveal(a, c, 0), "TooEarly", a.core);
    await networkHelpers.time.setNextBlockTimestamp(revealStart);
    await reveal(a, c, 0);
    expect((await a.core.seats(c.caseId))[0].status).to.equal(2n);
  });

  it("a seat passes on up to the last second of the first half of the grace period", async () => {
    const a = await stage();
    const c = await voting(a);
    const half = (await a.core.getCase(c.caseId)).commitEnd + BigInt(PARAMETERS.grace / 2);
    const before = await seatOf(a, c, 0);
    await networkHelpers.time.setNextBlockTimestamp(half);
    await a.core.replaceMissing(c.caseId, 0);
    expect(await seatOf(a, c, 0)).to.not.deep.equal(before);
    await networkHelpers.time.setNextBlockTimestamp(half + 1n);
    await refused(a.core.replaceMissing(c.caseId, 1), "NoReplacement", a.core);
  });

  it("a seat without reward or punishment leaves the doctor's reputation as it was, weeks later too", async () => {
    const a = await stage();
    await later(14 * 24 * 3600);
    const c = await voting(a);
    const flagger = await seatOf(a, c, 0);
    const { week, reputation } = await standingOf(a, flagger);
    for (const seat of [0, 1]) await a.core.connect(await seatOf(a, c, seat)).flag(c.caseId, seat);
    expect(await stateOf(a, c)).to.equal(STATE.Unavailable);
    const after = await standingOf(a, flagger);
    expect([after.week, after.reputation]).to.deep.equal([week, reputation]);
  });

  it("whose every seat is void settles at once, without a quorum", async () => {
    const a = await build({}, 5);
    const c = await voting(a);
    for (const seat of [0, 1, 2]) await empty(a, c, seat);
    expect(await phaseOf(a, c)).to.equal(PHASE.Settling);
    await a.core.connect(a.stranger).settle(c.caseId);
    expect(await stateOf(a, c)).to.equal(STATE.NoQuorum);
    expect((await a.core.getCase(c.caseId)).maximum).to.equal(30n * USD);
    for (let doctor = 1; doctor <= 5; doctor++) expect((await a.core.getDoctor(doctor)).standing.active).to.equal(0n);
  });

  it("takes the largest odd panel that can be drawn", async () => {
    for (const [doctors, seats] of [
      [3, 3],
      [4, 3],
      [5, 5],
      [6, 5],
    ]) {
      const a = await build({}, doctors);
      const c = await voting(a, { seats: 7, maximum: 70n * USD });
      expect(await a.core.seats(c.caseId)).to.have.length(seats);
      for (let doctor = 0; doctor <= doctors; doctor++)
        expect((await a.core.getDoctor(doctor)).standing.active <= (doctor > 0 ? 1n : 0n)).to.equal(true);
    }
  });

  it("pays a seat of a smaller panel not less by rounding", async () => {
    const a = await build({}, 4);
    // 5,500 basis points at this confidence, three sevenths of which are 2,357.1…: 2,358 are the bounty's share.
    const c = await voting(a, { seats: 7, maximum: 70n * USD, report: { confidence: 8_750 } });
    expect((await a.core.getCase(c.caseId)).bounty).to.equal(3n * ((70n * USD * 2_358n) / 30_000n));
  });

  it("keeps nothing of a doctor who was drawn beyond it", async () => {
    const a = await build({}, 4, true);
    for (let i = 0; i < 6; i++) {
      const c = await voting(a, { seats: 7, maximum: 70n * USD });
      const [drawn] = await a.core.queryFilter(a.core.filters.PanelDrawn(c.caseId));
      const { seats } = await a.core.getCase(c.caseId);
      expect([seats, drawn.args.panel >> (24n * seats)]).to.deep.equal([3n, 0n]);
    }
  });

  it("gives a newcomer no acceptance of whoever sat there before", async () => {
    const a = await stage();
    const c = await voting(a);
    for (const seat of [0, 1]) {
      const doctor = await seatOf(a, c, seat);
      const message = {
        ...{ caseId: c.caseId, wave: 1, seat, doctor: await doctor.getAddress() },
        ...{ recipient: id("age"), expiry: 1 },
      };
      await a.core.presentAcceptance(message, await doctor.signTypedData(a.domain, acceptanceTypes, message));
    }
    await later(PARAMETERS.commitTime + 1);
    await a.core.replaceMissing(c.caseId, 1);
    expect((await a.core.seats(c.caseId)).map(({ accepted }) => accepted)).to.deep.equal([true, false, false]);
  });

  it("draws from the pool a 64th, rounded up", async () => {
    const a = await stage();
    const c = await voting(a);
    await a.token.connect(a.node0).approve(a.core, 44);
    // Three quarters of 50,000,044 less what rounds off: one more than a multiple of 64.
    await a.core.connect(a.node0).bondPair(1, 0, 44, NO_PERMIT);
    const signed = async (confidence: number) => {
      const data = { caseId: 9, set: 0, maskedClass: 1, confidence, h0: id("h0"), h1: id("h1") };
      const message = { wave: 1, pair: 1, model: a.modelDigest };
      const signature = await a.node0.signTypedData(a.domain, reportTypes, { ...data, ...message });
      return { data, ...message, signature };
    };
    await a.core.proveEquivocation(1, 0, await signed(5_000), await signed(5_250));
    const { pool } = await a.core.totals();
    expect(pool % 64n).to.equal(1n);
    for (const seat of [0, 1, 2]) await commit(a, c, seat, CANNOT_DECIDE);
    await reveal(a, c, 0, 1, 2);
    expect(pool - (await a.core.totals()).pool).to.equal(pool / 64n + 1n);
  });

  it("passes no seat on once its seed is out of reach", async () => {
    const a = await build({ commitTime: 259_200 });
    const c = await voting(a);
    await networkHelpers.mine(9_000);
    await a.core.connect(await seatOf(a, c, 0)).decline(c.caseId, 0);
    expect((await a.core.seats(c.caseId))[0].status).to.equal(VOID);
  });

  it("is unavailable by a majority of seats, void ones among them, which get nothing", async () => {
    const a = await stage();
    const c = await voting(a);
    await empty(a, c, 0);
    const [one, two] = [await seatOf(a, c, 1), await seatOf(a, c, 2)];
    await a.core.connect(one).flag(c.caseId, 1);
    await a.core.connect(two).flag(c.caseId, 2);
    expect(await stateOf(a, c)).to.equal(STATE.Unavailable);
    const fee = (7n * USD) / 5n;
    expect([await a.core.credit(one), await a.core.credit(two)]).to.deep.equal([fee, fee]);
    expect(await a.core.credit(await seatOf(a, c, 0))).to.equal(0n);
    expect((await a.core.getCase(c.caseId)).refund).to.equal(30n * USD - 2n * fee);
  });

  it("a single flag beside a quorum earns nothing and costs nothing", async () => {
    const a = await stage();
    const c = await voting(a);
    const flagger = await seatOf(a, c, 2);
    await commit(a, c, 0, 0);
    await commit(a, c, 1, 0);
    await a.core.connect(flagger).flag(c.caseId, 2);
    expect((await a.core.seats(c.caseId))[2].status).to.equal(3n);
    await reveal(a, c, 0, 1);
    expect(await stateOf(a, c)).to.equal(STATE.Settled);
    const { bond, standing } = await a.core.getDoctor(await a.core.doctorId(flagger));
    expect([bond, standing.reputation, standing.credit]).to.deep.equal([100n * USD, 100n, 0n]);
  });

  it("takes no more from the pool than it pays", async () => {
    const a = await build({ readingShare: 1 });
    const first = await voting(a);
    for (const seat of [0, 1, 2]) await commit(a, first, seat, seat === 2 ? 1 : 0);
    await reveal(a, first, 0, 1, 2);
    const { pool } = await a.core.totals();
    const c = await voting(a);
    for (const seat of [0, 1, 2]) await commit(a, c, seat, CANNOT_DECIDE);
    await reveal(a, c, 0, 1, 2);
    const paid = 3n * ((7n * USD) / 10_000n);
    expect(paid < pool / 64n).to.equal(true);
    expect((await a.core.totals()).pool).to.equal(pool - paid);
    expect((await a.core.getCase(c.caseId)).maximum).to.equal(30n * USD);
  });

  it("a doctor whose bond falls below half of the least is not drawn any more", async () => {
    const a = await build({ minBond: 100n * USD, wrongSlash: 2_500, silentSlash: 5_000 }, 3);
    const c = await voting(a);
    const doctor = await seatOf(a, c, 2);
    await commit(a, c, 0, 0);
    await commit(a, c, 1, 0);
    const message = {
      ...{ caseId: c.caseId, wave: 1, seat: 2, doctor: await doctor.getAddress() },
      ...{ recipient: id("age"), expiry: 1 },
    };
    await a.core.presentAcceptance(message, await doctor.signTypedData(a.domain, acceptanceTypes, message));
    expect((await a.core.seats(c.caseId)).map(({ accepted }) => accepted)).to.deep.equal([false, false, true]);
    await later(PARAMETERS.commitTime + PARAMETERS.grace);
    await reveal(a, c, 0, 1);
    await later(PARAMETERS.revealTime + 1);
    await a.core.settle(c.caseId);
    expect((await a.core.getDoctor(await a.core.doctorId(doctor))).bond).to.equal(50n * USD);
    expect((await standingOf(a, doctor)).status).to.equal(1n);

    const next = await voting(a);
    const seats = (await a.core.seats(next.caseId)).map((seat) => seat.doctor);
    const wrong = seats.indexOf(await doctor.getAddress());
    for (const seat of [0, 1, 2]) await commit(a, next, seat, seat === wrong ? 1 : 0);
    await reveal(a, next, 0, 1, 2);
    expect((await a.core.getDoctor(await a.core.doctorId(doctor))).bond).to.equal(37_500_000n);
    expect((await standingOf(a, doctor)).status).to.equal(2n);
    expect((await standingOf(a, await seatOf(a, next, (wrong + 1) % 3))).status).to.equal(1n);
  });

  it("an acceptance counts for the doctor who signed it, on the seat that it names", async () => {
    const a = await stage();
    const c = await voting(a);
    const [doctor, other] = [await seatOf(a, c, 0), await seatOf(a, c, 1)];
    const message = {
      ...{ caseId: c.caseId, wave: 1, seat: 0, doctor: await other.getAddress() },
      ...{ recipient: id("age"), expiry: 1 },
    };
    const signed = async (m: typeof message, by = other) => by.signTypedData(a.domain, acceptanceTypes, m);
    await refused(a.core.presentAcceptance(message, await signed(message)), "NotSeated", a.core);
    const right = { ...message, doctor: await doctor.getAddress() };
    await refused(a.core.presentAcceptance(right, await signed(right)), "WrongSignature", a.core);
    await refused(a.core.presentAcceptance({ ...right, seat: 3 }, await signed(right, doctor)), "NotSeated", a.core);
  });

  it("that does not exist shows nothing, and gives nothing", async () => {
    const a = await stage();
    const c = await a.core.getCase(MISSING);
    expect([c.state, c.phase, c.reportEnd, c.refund, c.seats]).to.deep.equal([0n, 0n, 0n, 0n, 0n]);
    expect([...(await a.core.seats(MISSING))]).to.deep.equal([]);
    await refused(a.core.claimRefund(MISSING, a.stranger), "NotPatient", a.core);
  });

  it("opens nothing where no seat has committed, and an opening twice as nothing", async () => {
    const a = await stage();
    const c = await voting(a);
    await commit(a, c, 0, 0);
    await later(PARAMETERS.commitTime + PARAMETERS.grace);
    await refused(a.core.reveal(c.caseId, c.root, c.rest, [{ ...opening(c, 0), seat: 1 }]), "NotCommitted", a.core);
    await reveal(a, c, 0);
    await reveal(a, c, 0);
    expect((await a.core.seats(c.caseId))[0].status).to.equal(2n);
  });
});

describe("contracts: parameters", () => {
  const BOUNDS: Record<string, [least: number, most: number]> = {
    seedDelay: [1, 64],
    reportTime: [1, 86_400],
    commitTime: [1, 259_200],
    grace: [0, 86_400],
    revealTime: [1, 86_400],
    closeTime: [0, 86_400],
    floorShare: [1_000, 10_000],
    readingShare: [0, 5_000],
    wrongSlash: [0, 2_500],
    silentSlash: [2_000, 5_000],
  };
  it("are taken up to their bounds on both sides, and not beyond", async () => {
    const a = await stage();
    const deploy = (changes: object) =>
      new CryptoDoctor__factory(a.owner).deploy(a.token, a.entropy, a.gate, a.directory, { ...PARAMETERS, ...changes });
    for (const [name, [least, most]] of Object.entries(BOUNDS)) {
      const rest = name === "wrongSlash" ? { silentSlash: 5_000 } : {};
      for (const value of [least, most]) await deploy({ ...rest, [name]: value });
      if (least > 0) await refused(deploy({ ...rest, [name]: least - 1 }), "ParameterOutOfBounds", a.core);
      await refused(deploy({ ...rest, [name]: most + 1 }), "ParameterOutOfBounds", a.core);
    }
    const beyond = deploy({ wrongSlash: 2_501, silentSlash: 5_000 });
    await expect(beyond).to.be.revertedWithCustomError(a.core, "ParameterOutOfBounds").withArgs("wrongSlash");
  });
});

describe("contracts: corners of the office", () => {
  it("quotes a bounty as a case would be priced", async () => {
    const a = await stage();
    const quote = (confidence: number) => a.core.quoteBounty(30n * USD, confidence);
    expect([await quote(5_000), await quote(7_500), await quote(10_000)]).to.deep.equal([
      30n * USD,
      21n * USD,
      12n * USD,
    ]);
    await refused(quote(10_001), "ConfidenceOutOfRange", a.core);
  });

  it("takes caps from 1 to 64", async () => {
    const a = await stage();
    const doctor = a.core.connect(a.doctors[0]);
    await doctor.setTerms(3, 64, id("key"));
    const { standing, recipient } = await a.core.getDoctor(1);
    expect([standing.cap, standing.ask, recipient]).to.deep.equal([64n, 3n, id("key")]);
    await refused(doctor.setTerms(3, 65, id("key")), "CapOutOfRange", a.core);
    await refused(doctor.setTerms(3, 0, id("key")), "CapOutOfRange", a.core);
  });

  it("keeps a licence that outlasts 32 bits of seconds up to their end", async () => {
    const a = await stage();
    const [doctor] = a.doctors;
    const long = await licence(a, await doctor.getAddress(), 1, { expiry: 2 ** 33 });
    await a.core.connect(doctor).renewLicence(long);
    expect((await a.core.getDoctor(1)).licence.expiry).to.equal(2n ** 32n - 1n);
  });

  it("leaves a doctor in the draw whose bond still is the least", async () => {
    const a = await stage();
    const [doctor] = a.doctors;
    await a.core.connect(doctor).removeBond(100n * USD - PARAMETERS.minBond, doctor);
    expect((await a.core.getDoctor(1)).standing.status).to.equal(1n);
    await a.core.connect(doctor).setAvailable(true);
    await a.core.connect(doctor).removeBond(1, doctor);
    expect((await a.core.getDoctor(1)).standing.status).to.equal(2n);
  });

  it("lets a party leave with something, and no more than it has", async () => {
    const a = await stage();
    const leave = (amount: bigint) => a.core.connect(a.node0).leavePair(1, 0, amount);
    await refused(leave(0n), "BondTooSmall", a.core);
    await refused(leave(PARAMETERS.pairBond + 1n), "BondTooSmall", a.core);
    await leave(PARAMETERS.pairBond);
    expect((await a.core.stakeOf(1, 0)).leaving).to.equal(PARAMETERS.pairBond);
  });

  it("pays a patient's credit to any address, once", async () => {
    const a = await stage();
    const c = await open(a);
    await later(PARAMETERS.reportTime + 1);
    await networkHelpers.mine(3);
    await a.core.skipReport(c.caseId);
    await a.core.connect(a.patient).withdraw(a.guardian);
    expect(await a.token.balanceOf(a.guardian)).to.equal(3n);
    await refused(a.core.connect(a.patient).withdraw(a.guardian), "NothingToWithdraw", a.core);
  });
});

describe("contracts: corners of directory, gate and entropy", () => {
  it("the directory knows what it was told, within bounds", async () => {
    const a = await stage();
    const pair = {
      signers: [a.node0, a.node1] as [typeof a.node0, typeof a.node1],
      recipients: [ZeroHash, ZeroHash] as [string, string],
      certificates: [id("x"), id("y")] as [string, string],
      endpoints: ["x:1", "y:2"] as [string, string],
      fee: 2n ** 88n - 1n,
      active: true,
    };
    const d = a.directory;
    await refused(d.admitPair({ ...pair, fee: 2n ** 88n }), "FeeTooHigh", d);
    await d.admitPair(pair);
    const known = await d.getPair(2);
    expect([known.fee, known.active, [...known.certificates], [...known.endpoints]]).to.deep.equal([
      ...[pair.fee, true],
      pair.certificates,
      pair.endpoints,
    ]);
    for (const none of [0, 3]) await refused(d.setPairActive(none, true), "UnknownPair", d);
    for (const none of [0, 2]) await refused(d.setModelActive(none, true), "UnknownModel", d);
    await d.setPairActive(2, false);
    expect((await d.getPair(2)).active).to.equal(false);
    await refused(d.admitModel(id("m"), 1, 1, "0x"), "LabelsOutOfRange", d);
    await d.admitModel(id("m"), 1, 2, "0x12");
    await d.admitModel(id("m"), 1, 8, "0x12");
    const { digest, minSeatPay, labels, active, card } = await d.getModel(3);
    expect([digest, minSeatPay, labels, active, card]).to.deep.equal([id("m"), 1n, 8n, true, "0x12"]);
    await d.pauseNewCases(true);
    expect([...(await d.totals())]).to.deep.equal([2n, 3n, true]);
    expect(await d.signerOf(1, 2)).to.equal(ZeroAddress);
    await refused(d.connect(a.node1).rotate(1, 2, ZeroHash, ZeroHash, ""), "NotTheSigner", d);
  });

  it("the gate takes no revoked licence, and a shorter one once the longer is gone", async () => {
    const a = await stage();
    const [doctor, second] = a.doctors;
    const address = await doctor.getAddress();
    const held = (await a.gate.licences(doctor)).digest;
    expect(await a.gate.valid(doctor)).to.equal(true);
    await a.gate.connect(a.issuer).revoke(held);
    expect(await a.gate.valid(doctor)).to.equal(false);
    await refused(a.gate.admit(doctor, await licence(a, address, 1)), "LicenceIsRevoked", a.gate);
    await a.gate.admit(doctor, await licence(a, address, 1, { expiry: 3_900_000_000 }));
    expect(await a.gate.valid(doctor)).to.equal(true);
    // Found by 10^5 random cases: what is revoked is named so before a longer licence is, however often it was signed.
    await a.gate.admit(doctor, await licence(a, address, 1, { expiry: 4_200_000_000 }));
    await refused(a.gate.admit(doctor, await licence(a, address, 1)), "LicenceIsRevoked", a.gate);

    // A person's new account may hold a licence as soon as the old one's is gone.
    const person = id(await second.getAddress());
    const moved = await licence(a, await a.stranger.getAddress(), 2, { person });
    await refused(a.gate.admit(a.stranger, moved), "PersonHoldsLicence", a.gate);
    await a.gate.connect(a.issuer).revoke((await a.gate.licences(second)).digest);
    await a.gate.admit(a.stranger, moved);
    expect(await a.gate.holders(person)).to.equal(await a.stranger.getAddress());
  });

  it("a licence ends by itself", async () => {
    const a = await stage();
    const now = await networkHelpers.time.latest();
    await a.gate.admit(a.stranger, await licence(a, await a.stranger.getAddress(), 5, { expiry: now + DAY }));
    expect(await a.gate.valid(a.stranger)).to.equal(true);
    await networkHelpers.time.increaseTo(now + DAY);
    expect(await a.gate.valid(a.stranger)).to.equal(false);
  });

  it("no licence is taken in the second in which it ends", async () => {
    const a = await stage();
    const expiry = (await networkHelpers.time.latest()) + DAY;
    const stranger = await a.stranger.getAddress();
    const last = await licence(a, stranger, 5, { expiry });
    await networkHelpers.time.setNextBlockTimestamp(expiry);
    await refused(a.gate.admit(stranger, last), "LicenceExpired", a.gate);
  });

  it("no block's hash is known before the block, nor where the history has no answer", async () => {
    const a = await stage();
    const entropy = BlockhashEntropy__factory.connect(await a.entropy.getAddress(), ethers.provider);
    const now = await ethers.provider.getBlockNumber();
    expect(await entropy.seed(now + 100)).to.equal(ZeroHash);
    expect(await entropy.seed(now - 1)).to.equal((await ethers.provider.getBlock(now - 1))!.hash);
    await networkHelpers.mine(300);
    // A contract that answers nothing, and one that refuses.
    for (const code of ["0x00", "0x5f5ffd"]) {
      const history = "0x0000F90827F1C53a10cb7A02335B175320002935";
      await provider.request({ method: "hardhat_setCode", params: [history, code] });
      expect(await entropy.seed(now - 1)).to.equal(ZeroHash);
    }
  });
});

describe("contracts: corners of the data set", () => {
  it("takes no batch without a root, and counts those it took", async () => {
    const a = await stage();
    const template = await new AccessToken__factory(a.owner).deploy(a.token);
    const data = await new DiagnosisData__factory(a.owner).deploy(template);
    await data.createDataset("ipfs://card", 5, 60);
    await refused(data.publishBatch(1, ZeroHash, "bafy", 1), "EmptyBatch", data);
    await data.publishBatch(1, id("root"), "bafy", 1);
    await data.publishBatch(1, id("root"), "bafy", 1);
    expect(await data.batches(1)).to.equal(2n);
    const access = AccessToken__factory.connect(await data.accessToken(1), a.owner);
    expect(await access.symbol()).to.equal("CDACCESS");
  });

  it("sells for no token that keeps a fee of the transfer", async () => {
    const a = await stage();
    const token = await new FeeToken__factory(a.owner).deploy();
    const template = await new AccessToken__factory(a.owner).deploy(token);
    const data = await new DiagnosisData__factory(a.owner).deploy(template);
    await data.createDataset("ipfs://card", 500, 60);
    const access = AccessToken__factory.connect(await data.accessToken(1), a.stranger);
    await token.mint(a.stranger, 1_000);
    await token.connect(a.stranger).approve(access, 1_000);
    await refused(access.buyAndOrder(a.stranger, NO_PERMIT), "WrongTransfer", access);
  });
});
