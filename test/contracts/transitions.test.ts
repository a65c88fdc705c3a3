import { expect } from "chai";
import { id, toBeHex } from "ethers";
import { acceptanceTypes } from "#chain/typed-data";
import {
  type Arena,
  build,
  CANNOT_DECIDE,
  commit,
  ethers,
  later,
  mined,
  networkHelpers,
  type Opened,
  open,
  opening,
  owed,
  PARAMETERS,
  PHASE,
  phaseOf,
  provider,
  refunds,
  refused,
  report,
  reveal,
  STATE,
  seatOf,
  signedReport,
  stage,
  stateOf,
  USD,
  voting,
} from "./arena.ts";

const refundOf = async (a: Arena) => (await a.core.credit(a.patient)) + (await refunds(a));
const unaccounted = async (a: Arena): Promise<bigint> =>
  (await a.token.balanceOf(a.core)) - (await owed(a, [a.patient, a.node0, a.node1, ...a.doctors]));

async function accept(a: Arena, c: Opened, seat: number) {
  const doctor = await seatOf(a, c, seat);
  const message = {
    caseId: c.caseId,
    wave: 1,
    seat,
    doctor: await doctor.getAddress(),
    recipient: id("age"),
    expiry: 1,
  };
  return [message, await doctor.signTypedData(a.domain, acceptanceTypes, message)] as const;
}

describe("contracts: every transition and every refusal", () => {
  describe("Open", () => {
    it("is cancelled by the patient up to the seed block, with a full refund", async () => {
      const a = await stage();
      const c = await open(a);
      await a.core.connect(a.patient).cancel(c.caseId);
      expect(await stateOf(a, c)).to.equal(STATE.Cancelled);
      expect(await refundOf(a)).to.equal(30n * USD + 3n);
      await refused(a.core.connect(a.patient).cancel(c.caseId), "WrongState", a.core);
    });

    it("is cancelled by nobody else, and by nobody once the seed is known", async () => {
      const a = await stage();
      const c = await open(a);
      await refused(a.core.connect(a.stranger).cancel(c.caseId), "NotPatient", a.core);
      await networkHelpers.mine(3);
      await refused(a.core.connect(a.patient).cancel(c.caseId), "TooLate", a.core);
    });

    it("takes no report before the seed block, and none that is out of range", async () => {
      const a = await stage();
      const c = await open(a);
      await refused(a.core.report(...(await signedReport(a, c))), "SeedPending", a.core);
      await networkHelpers.mine(3);
      for (const confidence of [0, 7_501, 10_250])
        await refused(a.core.report(...(await signedReport(a, c, { confidence }))), "ConfidenceOutOfRange", a.core);
      await refused(a.core.report(...(await signedReport(a, c, { maskedClass: 3 }))), "ClassOutOfRange", a.core);
      await refused(a.core.report(...(await signedReport(a, { ...c, caseId: 9n }))), "WrongState", a.core);
    });

    it("is skipped by anyone after reportEnd, at the maximum bounty, and the node fee goes back", async () => {
      const a = await stage();
      const c = await open(a);
      await networkHelpers.mine(3);
      await refused(a.core.connect(a.stranger).skipReport(c.caseId), "TooEarly", a.core);
      await later(PARAMETERS.reportTime);
      expect(await phaseOf(a, c)).to.equal(PHASE.Overdue);
      await a.core.connect(a.stranger).skipReport(c.caseId);
      const view = await a.core.getCase(c.caseId);
      expect([view.state, view.bounty, view.reported]).to.deep.equal([STATE.Voting, 30n * USD, false]);
      for (const seat of [0, 1, 2]) await commit(a, c, seat, 0);
      await reveal(a, c, 0, 1, 2);
      expect(await refundOf(a)).to.equal(3n);
      expect(await unaccounted(a)).to.equal(0n);
    });

    it("still takes the report after reportEnd, until somebody skips it", async () => {
      const a = await stage();
      const c = await open(a);
      await later(PARAMETERS.reportTime + 1);
      await report(a, c);
      expect(await stateOf(a, c)).to.equal(STATE.Voting);
      await refused(a.core.skipReport(c.caseId), "WrongState", a.core);
    });

    it("is refunded when fewer than three doctors can be drawn, and draws a smaller odd panel above that", async () => {
      const a = await stage();
      for (const doctor of a.doctors.slice(4)) await a.core.connect(doctor).setAvailable(false);
      const small = await voting(a, { seats: 7, maximum: 70n * USD, report: { confidence: 5_000 } });
      const view = await a.core.getCase(small.caseId);
      // Three sevenths of the whole, in basis points and rounded up, so that no seat is paid less than its ask.
      expect([view.seats, view.bounty]).to.deep.equal([3n, 3n * ((70n * USD * 4_286n) / 30_000n)]);
      for (const doctor of a.doctors.slice(2)) await a.core.connect(doctor).setAvailable(false);
      const before = await refundOf(a);
      const none = await voting(a);
      expect(await stateOf(a, none)).to.equal(STATE.Refunded);
      expect((await refundOf(a)) - before).to.equal(30n * USD);
      expect((await a.core.stakeOf(1, 0)).fees).to.equal(3n);
    });

    it("is seeded anew once when the seed block is out of reach, and then refunded", async () => {
      const a = await stage();
      const c = await open(a);
      await refused(a.core.reseed(c.caseId), "SeedPending", a.core);
      await networkHelpers.mine(3);
      await refused(a.core.reseed(c.caseId), "SeedAvailable", a.core);
      await networkHelpers.mine(9_000);
      await refused(a.core.report(...(await signedReport(a, c))), "SeedLost", a.core);
      await mined(a.core.connect(a.stranger).reseed(c.caseId));
      expect(await phaseOf(a, c)).to.equal(PHASE.Seeding);
      await networkHelpers.mine(9_000);
      await mined(a.core.connect(a.stranger).reseed(c.caseId));
      expect(await stateOf(a, c)).to.equal(STATE.Refunded);
      expect(await refundOf(a)).to.equal(30n * USD + 3n);
    });

    it("reads an older seed from the EIP-2935 history", async () => {
      const a = await stage();
      const history = "0x0000F90827F1C53a10cb7A02335B175320002935";
      const latest = (await ethers.provider.getBlock("latest"))!;
      const asked = { to: history, data: toBeHex(latest.number - 1, 32) };
      const answer = await ethers.provider.call(asked).catch(() => "0x");
      // Where the chain keeps no history, a stand-in answers any query with the 32 bytes asked for.
      if (answer !== latest.parentHash)
        await provider.request({ method: "hardhat_setCode", params: [history, "0x5f355f5260205ff3"] });
      const c = await open(a);
      await networkHelpers.mine(400);
      await mined(a.core.report(...(await signedReport(a, c))));
      expect(await stateOf(a, c)).to.equal(STATE.Voting);
    });

    it("is not opened on wrong terms", async () => {
      const a = await stage();
      const { request } = await open(a);
      const none = { value: 0, deadline: 0, v: 0, r: id("0"), s: id("0") };
      const core = a.core.connect(a.patient);
      for (const seats of [0, 1, 2, 4, 9])
        await refused(core.openCase({ ...request, seats }, none), "WrongSeats", a.core);
      await refused(core.openCase({ ...request, maximum: 6n * USD - 1n }, none), "BountyTooSmall", a.core);
      await refused(core.openCase({ ...request, caseCommit: `0x${"00".repeat(32)}` }, none), "EmptyCommitment", a.core);
      await refused(core.openCase({ ...request, pair: 2 }, none), "UnknownPair", a.directory);
      await refused(core.openCase({ ...request, model: 7 }, none), "UnknownModel", a.directory);
      await refused(core.openCase(request, none), "ERC20InsufficientAllowance", a.token);
    });
  });

  describe("Voting", () => {
    it("refuses a vote from elsewhere, an empty one, a second one, a long backup and one that comes too late", async () => {
      const a = await stage();
      const c = await voting(a);
      const doctor = await seatOf(a, c, 0);
      await refused(a.core.connect(a.stranger).commit(c.caseId, 0, id("x"), "0x"), "NotSeated", a.core);
      await refused(a.core.connect(doctor).commit(c.caseId, 1, id("x"), "0x"), "NotSeated", a.core);
      await refused(a.core.connect(doctor).commit(c.caseId, 3, id("x"), "0x"), "NotSeated", a.core);
      await refused(
        a.core.connect(doctor).commit(c.caseId, 0, `0x${"00".repeat(32)}`, "0x"),
        "EmptyCommitment",
        a.core,
      );
      await refused(
        a.core.connect(doctor).commit(c.caseId, 0, id("x"), `0x${"00".repeat(513)}`),
        "BackupTooLong",
        a.core,
      );
      await commit(a, c, 0, 0);
      await refused(a.core.connect(doctor).commit(c.caseId, 0, id("x"), "0x"), "AlreadyVoted", a.core);
      await later(PARAMETERS.commitTime + PARAMETERS.grace + 1);
      await refused(a.core.connect(await seatOf(a, c, 1)).commit(c.caseId, 1, id("x"), "0x"), "TooLate", a.core);
    });

    it("opens no ballot while one is missing, before the grace period is over", async () => {
      const a = await stage();
      const c = await voting(a);
      await commit(a, c, 0, 0);
      await commit(a, c, 1, 0);
      await refused(reveal(a, c, 0), "TooEarly", a.core);
      await later(PARAMETERS.commitTime + 1);
      expect(await phaseOf(a, c)).to.equal(PHASE.Grace);
      await refused(reveal(a, c, 0), "TooEarly", a.core);
      await later(PARAMETERS.grace);
      expect(await phaseOf(a, c)).to.equal(PHASE.Revealing);
      await reveal(a, c, 0, 1);
      // The missing seat may still be shown to have been accepted.
      expect(await stateOf(a, c)).to.equal(STATE.Voting);
      await refused(a.core.settle(c.caseId), "TooEarly", a.core);
      await later(PARAMETERS.revealTime + 1);
      expect(await phaseOf(a, c)).to.equal(PHASE.Settling);
      await a.core.connect(a.stranger).settle(c.caseId);
      expect(await stateOf(a, c)).to.equal(STATE.Settled);
      expect(await a.core.reputation(await seatOf(a, c, 2))).to.equal(98n);
      expect(await unaccounted(a)).to.equal(0n);
    });

    it("opens no ballot after revealEnd, nor of a seat that has not committed", async () => {
      const a = await stage();
      const c = await voting(a);
      for (const seat of [0, 1, 2]) await commit(a, c, seat, 0);
      await refused(a.core.reveal(c.caseId, c.root, c.rest, [{ ...opening(c, 0), seat: 3 }]), "NotCommitted", a.core);
      await later(PARAMETERS.revealTime + 1);
      await refused(reveal(a, c, 0), "TooLate", a.core);
    });

    it("becomes Unavailable when a majority flags: reading fee at most, no reputation moved, the rest refunded", async () => {
      const a = await stage();
      const c = await voting(a);
      const [first, second] = [await seatOf(a, c, 0), await seatOf(a, c, 1)];
      await a.core.connect(first).flag(c.caseId, 0);
      await refused(a.core.connect(first).commit(c.caseId, 0, id("x"), "0x"), "AlreadyVoted", a.core);
      await a.core.connect(second).flag(c.caseId, 1);
      expect(await stateOf(a, c)).to.equal(STATE.Unavailable);
      const fee = (7n * USD) / 5n;
      expect(await a.core.credit(first)).to.equal(fee);
      expect(await a.core.credit(await seatOf(a, c, 2))).to.equal(0n);
      expect(await refundOf(a)).to.equal(30n * USD - 2n * fee);
      expect(await a.core.reputation(first)).to.equal(100n);
      expect(await unaccounted(a)).to.equal(0n);
    });

    it("hands a declined seat to the next in the same sequence, twice, and voids it after that", async () => {
      const a = await stage();
      const c = await voting(a);
      const met = new Set<string>();
      for (let time = 0; time < 2; time++) {
        const doctor = await seatOf(a, c, 0);
        met.add(await doctor.getAddress());
        await a.core.connect(doctor).decline(c.caseId, 0);
        expect(await a.core.reputation(doctor)).to.equal(98n);
        expect((await a.core.getDoctor(await a.core.doctorId(doctor))).standing.active).to.equal(0n);
      }
      const last = await seatOf(a, c, 0);
      expect(met.has(await last.getAddress())).to.equal(false);
      await a.core.connect(last).decline(c.caseId, 0);
      await refused(a.core.connect(last).commit(c.caseId, 0, id("x"), "0x"), "NotSeated", a.core);
      await commit(a, c, 1, 0);
      await commit(a, c, 2, 0);
      await reveal(a, c, 1, 2);
      expect(await stateOf(a, c)).to.equal(STATE.Settled);
      expect(await unaccounted(a)).to.equal(0n);
    });

    it("lets anyone replace a missing doctor in the first half of the grace period", async () => {
      const a = await stage();
      const c = await voting(a);
      await commit(a, c, 0, 0);
      const missing = await seatOf(a, c, 1);
      await refused(a.core.connect(a.stranger).replaceMissing(c.caseId, 1), "TooEarly", a.core);
      await later(PARAMETERS.commitTime);
      await refused(a.core.connect(a.stranger).replaceMissing(c.caseId, 0), "AlreadyVoted", a.core);
      await a.core.connect(a.stranger).replaceMissing(c.caseId, 1);
      expect(await a.core.reputation(missing)).to.equal(98n);
      await refused(a.core.connect(missing).commit(c.caseId, 1, id("x"), "0x"), "NotSeated", a.core);
      await commit(a, c, 1, 0);
      await later(PARAMETERS.grace / 2);
      await refused(a.core.connect(a.stranger).replaceMissing(c.caseId, 2), "NoReplacement", a.core);
      // Nor is a seat given to a newcomer who would have no time left: declined now, it stays empty.
      const late = await seatOf(a, c, 2);
      await a.core.connect(late).decline(c.caseId, 2);
      expect((await a.core.seats(c.caseId))[2].status).to.equal(4n);
    });

    it("punishes silence by bond only where an acceptance is shown", async () => {
      const a = await stage();
      const c = await voting(a);
      await commit(a, c, 0, 0);
      await commit(a, c, 1, 0);
      const silent = await seatOf(a, c, 2);
      const [message, signature] = await accept(a, c, 2);
      await refused(
        a.core.presentAcceptance({ ...message, recipient: id("other") }, signature),
        "WrongSignature",
        a.core,
      );
      await refused(a.core.presentAcceptance({ ...message, wave: 2 }, signature), "NotSeated", a.core);
      await a.core.connect(a.stranger).presentAcceptance(message, signature);
      await later(PARAMETERS.commitTime + PARAMETERS.grace + PARAMETERS.revealTime);
      await a.core.settle(c.caseId);
      const { bond, standing } = await a.core.getDoctor(await a.core.doctorId(silent));
      expect([bond, standing.reputation]).to.deep.equal([80n * USD, 84n]);
    });
  });

  describe("NoQuorum", () => {
    it("pays the readers, waits for the patient and is closed by anyone", async () => {
      const a = await stage();
      const c = await voting(a);
      for (const seat of [0, 1, 2]) await commit(a, c, seat, seat);
      await reveal(a, c, 0, 1, 2);
      expect(await stateOf(a, c)).to.equal(STATE.NoQuorum);
      expect(await phaseOf(a, c)).to.equal(PHASE.Deciding);
      const fee = (7n * USD) / 5n;
      for (const seat of [0, 1, 2]) {
        expect(await a.core.credit(await seatOf(a, c, seat))).to.equal(fee);
        expect(await a.core.reputation(await seatOf(a, c, seat))).to.equal(100n);
      }
      await refused(a.core.close(c.caseId), "TooEarly", a.core);
      await later(PARAMETERS.closeTime + 1);
      await a.core.connect(a.stranger).close(c.caseId);
      expect(await stateOf(a, c)).to.equal(STATE.Refunded);
      expect(await refundOf(a)).to.equal(30n * USD - 3n * fee);
      expect(await unaccounted(a)).to.equal(0n);
      await refused(a.core.close(c.caseId), "WrongState", a.core);
    });

    it("is reached by time alone when nobody votes", async () => {
      const a = await stage();
      const c = await voting(a);
      await later(PARAMETERS.commitTime + PARAMETERS.grace + PARAMETERS.revealTime + 1);
      await a.core.connect(a.stranger).settle(c.caseId);
      await later(PARAMETERS.closeTime + 1);
      await a.core.connect(a.stranger).close(c.caseId);
      expect(await refundOf(a)).to.equal(30n * USD);
      expect(await phaseOf(a, c)).to.equal(PHASE.Done);
    });
  });

  it("refuses every step in a terminal state", async () => {
    const a = await stage();
    const c = await voting(a);
    for (const seat of [0, 1, 2]) await commit(a, c, seat, CANNOT_DECIDE);
    const doctor = a.core.connect(await seatOf(a, c, 0));
    const acceptance = await accept(a, c, 0);
    await reveal(a, c, 0, 1, 2);
    await later(PARAMETERS.closeTime + 1);
    await a.core.close(c.caseId);
    for (const step of [
      () => a.core.connect(a.patient).cancel(c.caseId),
      async () => a.core.report(...(await signedReport(a, c))),
      () => a.core.skipReport(c.caseId),
      () => a.core.reseed(c.caseId),
      () => doctor.commit(c.caseId, 0, id("x"), "0x"),
      () => a.core.commitBatch(c.caseId, []),
      () => doctor.flag(c.caseId, 0),
      () => doctor.decline(c.caseId, 0),
      () => a.core.replaceMissing(c.caseId, 0),
      () => a.core.presentAcceptance(...acceptance),
      () => a.core.reveal(c.caseId, c.root, c.rest, []),
      () => a.core.settle(c.caseId),
      () => a.core.close(c.caseId),
    ])
      await refused(step(), "WrongState", a.core);
  });

  it("is built with parameters inside their bounds only", async () => {
    for (const [name, value] of Object.entries({
      seedDelay: 0,
      reportTime: 0,
      commitTime: 259_201,
      grace: 86_401,
      revealTime: 0,
      closeTime: 86_401,
      floorShare: 999,
      readingShare: 5_001,
      wrongSlash: 2_501,
      silentSlash: 1_999,
    })) {
      const a = await stage();
      await refused(build({ [name]: value }, 0), "ParameterOutOfBounds", a.core);
    }
  });
});
