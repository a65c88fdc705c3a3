import { expect } from "chai";
import { id, keccak256, type Signer } from "ethers";
import { commitTypes, openCaseTypes, permitFor, reportTypes } from "#chain/typed-data";
import { SmartAccount__factory } from "#contracts";
import {
  type Arena,
  commit,
  ethers,
  later,
  licence,
  mined,
  NO_PERMIT,
  networkHelpers,
  open,
  owed,
  PARAMETERS,
  refused,
  report,
  requestOf,
  reveal,
  STATE,
  seatOf,
  signedReport,
  stage,
  stateOf,
  USD,
  voting,
} from "./arena.ts";

const DAY = 24 * 3600;
const unaccounted = async (a: Arena): Promise<bigint> =>
  (await a.token.balanceOf(a.core)) - (await owed(a, [a.patient, a.node0, a.node1, a.stranger, ...a.doctors]));

describe("contracts: stakes of oracle parties", () => {
  it("are asked for before a pair takes a case, from both parties", async () => {
    const a = await stage();
    await a.core.connect(a.node1).leavePair(1, 1, 1);
    await refused(open(a), "PairNotBonded", a.core);
    await a.core.connect(a.node1).leavePair(1, 1, PARAMETERS.pairBond - 1n);
    await refused(a.core.connect(a.node1).leavePair(1, 1, 1), "BondTooSmall", a.core);
    await a.token.connect(a.node1).approve(a.core, PARAMETERS.pairBond);
    await a.core.connect(a.node1).bondPair(1, 1, PARAMETERS.pairBond, NO_PERMIT);
    await open(a);
  });

  it("leave 30 days after they were asked back, to their own signer, once", async () => {
    const a = await stage();
    const core = a.core.connect(a.node0);
    await refused(core.takePairBond(1, 0, a.node0), "NothingLeaving", a.core);
    await core.leavePair(1, 0, 20n * USD);
    await refused(core.takePairBond(1, 0, a.node0), "TooEarly", a.core);
    await later(30 * DAY);
    for (const step of [
      () => a.core.connect(a.node1).takePairBond(1, 0, a.node1),
      () => a.core.connect(a.stranger).leavePair(1, 0, 1),
      () => a.core.connect(a.stranger).takeFees(1, 0, a.stranger),
      () => a.core.connect(a.stranger).bondPair(2, 0, 1, NO_PERMIT),
      () => a.core.connect(a.stranger).bondPair(1, 2, 1, NO_PERMIT),
    ])
      await refused(step(), "NotTheParty", a.core);
    await core.takePairBond(1, 0, a.spare[0]);
    expect(await a.token.balanceOf(a.spare[0])).to.equal(20n * USD);
    await refused(core.takePairBond(1, 0, a.node0), "NothingLeaving", a.core);
    expect(await unaccounted(a)).to.equal(0n);
  });

  it("earn the fee of each report, half each, and pay it out once", async () => {
    const a = await stage();
    await voting(a);
    await voting(a);
    expect([(await a.core.stakeOf(1, 0)).fees, (await a.core.stakeOf(1, 1)).fees]).to.deep.equal([3n, 3n]);
    await a.core.connect(a.node0).takeFees(1, 0, a.spare[0]);
    expect(await a.token.balanceOf(a.spare[0])).to.equal(3n);
    await refused(a.core.connect(a.node0).takeFees(1, 0, a.node0), "NothingToWithdraw", a.core);
    await voting(a);
    expect([(await a.core.stakeOf(1, 0)).fees, (await a.core.stakeOf(1, 1)).fees]).to.deep.equal([2n, 4n]);
  });

  describe("are lost by a party that signs two different reports for one case and wave", () => {
    async function signed(a: Arena, caseId: bigint, confidence: number, signer: Signer, wave = 1) {
      const data = { caseId, set: 0, maskedClass: 1, confidence, h0: id("h0"), h1: id("h1") };
      const message = { ...data, wave, pair: 1, model: a.modelDigest };
      const signature = await signer.signTypedData(a.domain, reportTypes, message);
      return { data, wave, pair: 1, model: a.modelDigest, signature };
    }

    it("with what is leaving; a quarter goes to the prover", async () => {
      const a = await stage();
      await a.core.connect(a.node0).leavePair(1, 0, 20n * USD);
      const one = await signed(a, 1n, 5_000, a.node0);
      const other = await signed(a, 1n, 7_500, a.node0);
      await a.core.connect(a.stranger).proveEquivocation(1, 0, one, other);
      expect(await a.core.credit(a.stranger)).to.equal((50n * USD) / 4n);
      expect((await a.core.totals()).pool).to.equal((50n * USD * 3n) / 4n);
      const stake = await a.core.stakeOf(1, 0);
      expect([stake.bond, stake.leaving]).to.deep.equal([0n, 0n]);
      await refused(open(a), "PairNotBonded", a.core);
      expect(await unaccounted(a)).to.equal(0n);
    });

    it("and not by one that signed once, for another case or wave, or not at all", async () => {
      const a = await stage();
      const one = await signed(a, 1n, 5_000, a.node0);
      const prove = (other: typeof one, party = 0) => a.core.proveEquivocation(1, party, one, other);
      await refused(prove(one), "SameReport", a.core);
      await refused(prove(await signed(a, 2n, 7_500, a.node0)), "OtherCase", a.core);
      await refused(prove(await signed(a, 1n, 7_500, a.node0, 2)), "OtherCase", a.core);
      await refused(prove(await signed(a, 1n, 7_500, a.node1)), "WrongSignature", a.core);
      await refused(prove(await signed(a, 1n, 7_500, a.node0), 1), "WrongSignature", a.core);
      const forged = await signed(a, 1n, 7_500, a.node1);
      await refused(a.core.proveEquivocation(1, 0, forged, one), "WrongSignature", a.core);
      await refused(prove(await signed(a, 1n, 7_500, a.node0), 2), "NotTheParty", a.core);
    });
  });
});

describe("contracts: a relayed opening", () => {
  it("opens what the patient signed, once, until it expires", async () => {
    const a = await stage();
    const { request } = requestOf(1n, 1, 3, 30n * USD);
    const patient = await a.patient.getAddress();
    const permit = await permitFor(a.token, a.patient, await a.core.getAddress(), 100n * USD);
    const sign = (fields: object) =>
      a.patient.signTypedData(a.domain, openCaseTypes, {
        patient,
        ...request,
        index: 0,
        expiry: 4_000_000_000,
        ...fields,
      });
    const core = a.core.connect(a.stranger);
    const signature = await sign({});
    await refused(
      core.openCaseFor(patient, { ...request, maximum: 31n * USD }, permit, 4_000_000_000, signature),
      "WrongSignature",
      a.core,
    );
    await refused(core.openCaseFor(a.stranger, request, permit, 4_000_000_000, signature), "WrongSignature", a.core);
    await refused(core.openCaseFor(patient, request, permit, 1, await sign({ expiry: 1 })), "TooLate", a.core);
    await mined(core.openCaseFor(patient, request, permit, 4_000_000_000, signature));
    expect((await a.core.getCase(1)).patient).to.equal(patient);
    expect(await a.core.openings(patient)).to.equal(1n);
    // The allowance is still there; the signature is not good any more.
    await refused(core.openCaseFor(patient, request, permit, 4_000_000_000, signature), "WrongSignature", a.core);
  });
});

describe("contracts: licences between draw and vote", () => {
  it("that run out or are revoked keep a doctor from voting, and the seat passes on at once", async () => {
    const a = await stage();
    const c = await voting(a);
    const doctor = await seatOf(a, c, 0);
    const doctorId = Number(await a.core.doctorId(doctor));
    await refused(a.core.replaceMissing(c.caseId, 0), "TooEarly", a.core);
    const { digest } = await a.gate.licences(doctor);
    await a.gate.connect(a.issuer).revoke(digest);
    await a.core.connect(a.stranger).suspend(doctorId);
    await refused(a.core.connect(doctor).commit(c.caseId, 0, id("x"), "0x"), "LicenceOver", a.core);
    await refused(a.core.connect(doctor).flag(c.caseId, 0), "LicenceOver", a.core);
    const message = { caseId: c.caseId, wave: 1, seat: 0, commitment: id("x"), backupHash: keccak256("0x") };
    const entry = {
      seat: 0,
      commitment: id("x"),
      backup: "0x",
      signature: await doctor.signTypedData(a.domain, commitTypes, message),
    };
    await refused(a.core.commitBatch(c.caseId, [entry]), "LicenceOver", a.core);
    await a.core.connect(a.stranger).replaceMissing(c.caseId, 0);
    for (const seat of [0, 1, 2]) await commit(a, c, seat, 0);
    await reveal(a, c, 0, 1, 2);
    expect(await stateOf(a, c)).to.equal(STATE.Settled);
  });

  it("of somebody who has none are not suspended", async () => {
    const a = await stage();
    await refused(a.core.suspend(99), "NotADoctor", a.core);
  });
});

describe("contracts: contract accounts take every signed step (ERC-1271)", () => {
  it("a Safe-like account is a doctor: relayed commit, acceptance, reveal, pay to any address", async () => {
    const a = await stage();
    for (const doctor of a.doctors.slice(2)) await a.core.connect(doctor).setAvailable(false);
    const key = a.spare[0];
    const safe = await new SmartAccount__factory(a.owner).deploy(key);
    const run = (data: string) => safe.connect(key).execute(a.core, data);
    await a.token.connect(key).faucet();
    await a.token.connect(key).transfer(safe, 200n * USD);
    await safe
      .connect(key)
      .execute(a.token, a.token.interface.encodeFunctionData("approve", [await a.core.getAddress(), 200n * USD]));
    const terms = { ask: 0n, cap: 8, recipient: id("age"), bond: 100n * USD };
    await run(
      a.core.interface.encodeFunctionData("register", [
        terms,
        await licence(a, await safe.getAddress(), 77),
        NO_PERMIT,
      ]),
    );
    const c = await voting(a);
    const seats = (await a.core.seats(c.caseId)).map(({ doctor }) => doctor);
    const own = seats.indexOf(await safe.getAddress());
    expect(own).to.not.equal(-1);
    const ballot = { tag: `0x${c.tags[0]!.toString(16).padStart(32, "0")}`, salt: id("safe") };
    c.ballots.set(own, ballot);
    const commitment = await a.core.ballotDigest(c.caseId, 1, safe, ballot.tag, ballot.salt);
    const message = { caseId: c.caseId, wave: 1, seat: own, commitment, backupHash: keccak256("0x") };
    const forged = await a.stranger.signTypedData(a.domain, commitTypes, message);
    await refused(
      a.core.commitBatch(c.caseId, [{ seat: own, commitment, backup: "0x", signature: forged }]),
      "WrongSignature",
      a.core,
    );
    const signature = await key.signTypedData(a.domain, commitTypes, message);
    await mined(a.core.connect(a.stranger).commitBatch(c.caseId, [{ seat: own, commitment, backup: "0x", signature }]));
    for (const seat of [0, 1, 2]) if (seat !== own) await commit(a, c, seat, 0);
    await reveal(a, c, 0, 1, 2);
    expect(await a.core.credit(safe)).to.equal(7n * USD);
    await run(a.core.interface.encodeFunctionData("withdraw", [await a.stranger.getAddress()]));
    expect(await a.token.balanceOf(a.stranger)).to.equal(7n * USD);
  });

  it("Safe-like signers report as a party; an account with code by EIP-7702 still signs with its key", async () => {
    const a = await stage();
    const safe = await new SmartAccount__factory(a.owner).deploy(a.node0);
    await a.directory.admitPair({
      signers: [safe, a.node1],
      recipients: [id("r0"), id("r1")],
      certificates: [id("c0"), id("c1")],
      endpoints: ["a:1", "b:1"],
      fee: 3n,
      active: true,
    });
    for (const party of [0, 1]) {
      await a.token.connect(a.node0).approve(a.core, PARAMETERS.pairBond);
      await a.core.connect(a.node0).bondPair(2, party, PARAMETERS.pairBond, NO_PERMIT);
    }
    const { request } = requestOf(1n, 1, 3, 30n * USD);
    const permit = await permitFor(a.token, a.patient, await a.core.getAddress(), 31n * USD);
    await a.core.connect(a.patient).openCase({ ...request, pair: 2 }, permit);
    // The delegation designator that EIP-7702 writes into an account: 0xef0100 and the code's address.
    const code = `0xef0100${(await safe.getAddress()).slice(2)}`;
    await networkHelpers.setCode(await a.node1.getAddress(), code);
    await networkHelpers.mine(3);
    const data = { caseId: 1n, set: 0, maskedClass: 1, confidence: 7_500, h0: id("h0"), h1: id("h1") };
    const message = { ...data, wave: 1, pair: 2, model: a.modelDigest };
    const [s0, s1] = await Promise.all([a.node0, a.node1].map((s) => s.signTypedData(a.domain, reportTypes, message)));
    await mined(a.core.report(data, s0!, s1!));
    expect((await a.core.getCase(1)).state).to.equal(STATE.Voting);
  });
});

describe("contracts: the domain on a forked chain", () => {
  it("is recomputed when the chain id changes", async () => {
    const a = await stage();
    const { network } = await import("hardhat");
    const fork = await network.connect({ network: "fork" });
    const forked = { ...a.domain, chainId: 4242 };
    const address = await a.core.getAddress();
    for (const target of [address, await a.deployed.office()]) {
      const code = await ethers.provider.getCode(target);
      await fork.provider.request({ method: "hardhat_setCode", params: [target, code] });
    }
    const message = {
      caseId: 1,
      wave: 1,
      doctor: await a.stranger.getAddress(),
      tag: `0x${"11".repeat(16)}`,
      salt: id("s"),
    };
    const { ballotTypes } = await import("#chain/typed-data");
    const data = a.core.interface.encodeFunctionData("ballotDigest", [1, 1, message.doctor, message.tag, message.salt]);
    const digest = await fork.provider.request({ method: "eth_call", params: [{ to: address, data }, "latest"] });
    expect(digest).to.equal(ethers.TypedDataEncoder.hash(forked, ballotTypes, message));
    expect(digest).to.not.equal(ethers.TypedDataEncoder.hash(a.domain, ballotTypes, message));
    await fork.close();
  });
});

describe("contracts: reputation", () => {
  it("rises by at most 100 a week, and wears off above 100", async () => {
    const a = await stage();
    for (const doctor of a.doctors.slice(3)) await a.core.connect(doctor).setAvailable(false);
    const round = async () => {
      const c = await voting(a, { report: { confidence: 5_000 } });
      for (const seat of [0, 1, 2]) await commit(a, c, seat, 0);
      await reveal(a, c, 0, 1, 2);
    };
    const [doctor] = a.doctors;
    // A week begins on Thursdays of the epoch: stay inside one.
    const now = BigInt(await networkHelpers.time.latest());
    await networkHelpers.time.increaseTo((now / 604_800n + 1n) * 604_800n);
    for (let i = 0; i < 11; i++) await round();
    expect(await a.core.reputation(doctor)).to.equal(200n);
    await later(7 * DAY);
    expect(await a.core.reputation(doctor)).to.equal(198n);
    await later(70 * 7 * DAY);
    expect(await a.core.reputation(doctor)).to.equal(100n);
  });
});

it("contracts: a report of another wave, or one signature for both, is no report", async () => {
  const a = await stage();
  const c = await open(a);
  await networkHelpers.mine(3);
  const [data, s0] = await signedReport(a, c);
  await refused(a.core.report(data, s0, s0), "WrongSignature", a.core);
  await report(a, c);
});
