import { expect } from "chai";
import { id, TypedDataEncoder, ZeroHash } from "ethers";
import { tagText } from "#chain/codebook-tree";
import {
  CANNOT_DECIDE,
  commit,
  ethers,
  later,
  mined,
  networkHelpers,
  open,
  opening,
  PARAMETERS,
  refused,
  report,
  reveal,
  STATE,
  seatOf,
  signedReport,
  stage,
  stateOf,
  UNUSABLE,
  USD,
  voting,
} from "./arena.ts";

describe("contracts: attacks", () => {
  it("1: the posted class says nothing about the ballots, and moves nothing", async () => {
    const outcomes = [];
    for (const maskedClass of [0, 1, 2]) {
      const a = await stage();
      const c = await voting(a, { report: { maskedClass } });
      for (const seat of [0, 1, 2]) await commit(a, c, seat, 1);
      await reveal(a, c, 0, 1, 2);
      const view = await a.core.getCase(c.caseId);
      outcomes.push(
        JSON.stringify(
          [
            view.bounty,
            view.refund,
            await Promise.all([0, 1, 2].map(async (seat) => a.core.credit(await seatOf(a, c, seat)))),
          ],
          (_, v) => (typeof v === "bigint" ? String(v) : v),
        ),
      );
    }
    expect(new Set(outcomes).size).to.equal(1);
  });

  it("2: a tag is 128 bits of one case's codebook, so that one case's tags mean nothing in another", async () => {
    const a = await stage();
    const first = await voting(a);
    const second = await voting(a);
    expect(first.tags.some((tag) => second.tags.includes(tag))).to.equal(false);
    for (const seat of [0, 1, 2]) await commit(a, second, seat, tagText(first.tags[0]));
    await refused(reveal(a, second, 0), "NotInCodebook", a.core);
  });

  it("3: colluding doctors who have not seen the picture cannot agree on a tag of their own", async () => {
    const a = await stage();
    const c = await voting(a);
    for (const seat of [0, 1, 2]) await commit(a, c, seat, tagText(0xdeadbeefn));
    await refused(reveal(a, c, 0), "NotInCodebook", a.core);
    // nor under a codebook of their own
    const own = { ...c, root: id("root of their own") };
    await refused(reveal(a, own, 0), "WrongCodebook", a.core);
    await later(PARAMETERS.revealTime + 1);
    await a.core.settle(c.caseId);
    expect(await stateOf(a, c)).to.equal(STATE.NoQuorum);
  });

  it("3: an inner node of the codebook tree does not pass for a tag", async () => {
    const a = await stage();
    const c = await voting(a);
    for (const seat of [0, 1, 2]) await commit(a, c, seat, 0);
    const good = opening(c, 0);
    const shifted = { ...good, proof: [good.proof[1], good.proof[2], ZeroHash] as [string, string, string] };
    await refused(a.core.reveal(c.caseId, c.root, c.rest, [shifted]), "NotInCodebook", a.core);
  });

  it("5: the blinded input-share hashes are part of what both parties sign", async () => {
    const a = await stage();
    const c = await open(a);
    await networkHelpers.mine(3);
    const [data, s0, s1] = await signedReport(a, c);
    await refused(a.core.report({ ...data, h0: id("an easier picture") }, s0, s1), "WrongSignature", a.core);
    await refused(a.core.report({ ...data, h1: id("an easier picture") }, s0, s1), "WrongSignature", a.core);
    await refused(a.core.report({ ...data, confidence: 10_000 }, s0, s1), "WrongSignature", a.core);
    await refused(a.core.report({ ...data, set: 1 }, s0, s1), "WrongSignature", a.core);
    await refused(a.core.report({ ...data, maskedClass: 0 }, s0, s1), "WrongSignature", a.core);
  });

  describe("7: a ballot is bound to its voter, case and wave", () => {
    it("cannot be copied by a seat-mate", async () => {
      const a = await stage();
      const c = await voting(a);
      await commit(a, c, 0, 0);
      const { commitment } = (await a.core.seats(c.caseId))[0];
      const copier = await seatOf(a, c, 1);
      await a.core.connect(copier).commit(c.caseId, 1, commitment, "0x");
      await commit(a, c, 2, 0);
      await reveal(a, c, 0);
      // The copier now knows the opening of the copied ballot, and still cannot open the own one with it.
      c.ballots.set(1, c.ballots.get(0)!);
      await refused(reveal(a, c, 1), "WrongOpening", a.core);
    });

    it("cannot be opened with another tag or salt, nor replayed in another case", async () => {
      const a = await stage();
      const c = await voting(a);
      for (const seat of [0, 1, 2]) await commit(a, c, seat, 0);
      const good = opening(c, 0);
      await refused(
        a.core.reveal(c.caseId, c.root, c.rest, [{ ...opening(c, 0), salt: id("other") }]),
        "WrongOpening",
        a.core,
      );
      await refused(
        a.core.reveal(c.caseId, c.root, c.rest, [{ ...good, tag: tagText(c.tags[1]) }]),
        "WrongOpening",
        a.core,
      );
      const doctor = await seatOf(a, c, 0);
      const digests = await Promise.all([
        a.core.ballotDigest(1, 1, doctor, good.tag, good.salt),
        a.core.ballotDigest(2, 1, doctor, good.tag, good.salt),
        a.core.ballotDigest(1, 2, doctor, good.tag, good.salt),
        a.core.ballotDigest(1, 1, a.stranger, good.tag, good.salt),
      ]);
      expect(new Set(digests).size).to.equal(4);
    });

    it("leaves equal commitments alone, so that a copy cannot block the original", async () => {
      const a = await stage();
      const c = await voting(a);
      const [first, second] = [await seatOf(a, c, 0), await seatOf(a, c, 1)];
      await a.core.connect(second).commit(c.caseId, 1, id("seen in the mempool"), "0x");
      await a.core.connect(first).commit(c.caseId, 0, id("seen in the mempool"), "0x");
      expect((await a.core.seats(c.caseId))[0].status).to.equal(1n);
    });
  });

  it("9: withholding the last opening costs twice a wrong vote, and cannot make or break a quorum of seats", async () => {
    const a = await stage();
    const c = await voting(a);
    for (const seat of [0, 1, 2]) await commit(a, c, seat, seat === 0 ? 0 : 1);
    await reveal(a, c, 0, 1);
    await later(PARAMETERS.revealTime + 1);
    await a.core.settle(c.caseId);
    // One vote each among those who voted; two of three seats did not agree.
    expect(await stateOf(a, c)).to.equal(STATE.NoQuorum);
    const silent = await a.core.getDoctor(await a.core.doctorId(await seatOf(a, c, 2)));
    expect([silent.bond, silent.standing.reputation]).to.deep.equal([80n * USD, 84n]);
  });

  it("9: one vote among silent seats is no majority", async () => {
    const a = await stage();
    const c = await voting(a);
    for (const seat of [0, 1, 2]) await commit(a, c, seat, 0);
    await reveal(a, c, 0);
    await later(PARAMETERS.revealTime + 1);
    await a.core.settle(c.caseId);
    expect(await stateOf(a, c)).to.equal(STATE.NoQuorum);
  });

  it("13: one party alone, twice the same, a stranger or swapped parties report nothing", async () => {
    const a = await stage();
    const c = await open(a);
    await networkHelpers.mine(3);
    for (const signers of [
      [a.node0, a.node0],
      [a.node1, a.node1],
      [a.node0, a.stranger],
      [a.stranger, a.node1],
      [a.node1, a.node0],
    ])
      await refused(a.core.report(...(await signedReport(a, c, {}, signers))), "WrongSignature", a.core);
    const otherModel = { ...a, modelDigest: id("another model") };
    await refused(a.core.report(...(await signedReport(otherModel, c))), "WrongSignature", a.core);
  });

  describe("15: signatures are bound to chain, contract and case", () => {
    it("refuses a report signed for another chain, contract or case", async () => {
      const a = await stage();
      const c = await open(a);
      const d = await open(a);
      await networkHelpers.mine(3);
      const signers = [a.node0, a.node1];
      await refused(
        a.core.report(...(await signedReport(a, c, {}, signers, { ...a.domain, chainId: 1 }))),
        "WrongSignature",
        a.core,
      );
      await refused(
        a.core.report(
          ...(await signedReport(a, c, {}, signers, { ...a.domain, verifyingContract: await a.token.getAddress() })),
        ),
        "WrongSignature",
        a.core,
      );
      const [data, s0, s1] = await signedReport(a, c);
      await refused(a.core.report({ ...data, caseId: d.caseId }, s0, s1), "WrongSignature", a.core);
      await mined(a.core.report(data, s0, s1));
      await refused(a.core.report(data, s0, s1), "WrongState", a.core);
    });

    it("refuses the malleable twin of a signature", async () => {
      const a = await stage();
      const c = await open(a);
      await networkHelpers.mine(3);
      const [data, s0, s1] = await signedReport(a, c);
      const order = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n;
      const s = order - BigInt(`0x${s0.slice(66, 130)}`);
      const twin = `${s0.slice(0, 66)}${s.toString(16).padStart(64, "0")}${s0.endsWith("1b") ? "1c" : "1b"}`;
      await refused(a.core.report(data, twin, s1), "WrongSignature", a.core);
    });

    it("relays a signed commit for its seat only", async () => {
      const a = await stage();
      const c = await voting(a);
      const doctor = await seatOf(a, c, 0);
      const types = {
        Commit: [
          { name: "caseId", type: "uint256" },
          { name: "wave", type: "uint8" },
          { name: "seat", type: "uint8" },
          { name: "commitment", type: "bytes32" },
          { name: "backupHash", type: "bytes32" },
        ],
      };
      const message = {
        caseId: c.caseId,
        wave: 1,
        seat: 0,
        commitment: id("ballot"),
        backupHash: ethers.keccak256("0x1234"),
      };
      const signature = await doctor.signTypedData(a.domain, types, message);
      const entry = { seat: 0, commitment: id("ballot"), backup: "0x1234", signature };
      await refused(a.core.commitBatch(c.caseId, [{ ...entry, backup: "0x" }]), "WrongSignature", a.core);
      await refused(a.core.commitBatch(c.caseId, [{ ...entry, seat: 1 }]), "WrongSignature", a.core);
      await a.core.connect(a.stranger).commitBatch(c.caseId, [entry]);
      expect((await a.core.seats(c.caseId))[0].commitment).to.equal(id("ballot"));
    });

    it("hashes ballots as wallets do", async () => {
      const a = await stage();
      const message = {
        caseId: 1,
        wave: 1,
        doctor: await a.stranger.getAddress(),
        tag: CANNOT_DECIDE,
        salt: id("salt"),
      };
      const types = {
        Ballot: [
          { name: "caseId", type: "uint256" },
          { name: "wave", type: "uint8" },
          { name: "doctor", type: "address" },
          { name: "tag", type: "bytes16" },
          { name: "salt", type: "bytes32" },
        ],
      };
      expect(await a.core.ballotDigest(1, 1, message.doctor, message.tag, message.salt)).to.equal(
        TypedDataEncoder.hash(a.domain, types, message),
      );
    });
  });

  it("needs no proof for the two constants, under any codebook", async () => {
    const a = await stage();
    const c = await voting(a);
    for (const seat of [0, 1, 2]) await commit(a, c, seat, UNUSABLE);
    await reveal(a, { ...c, root: ZeroHash, rest: ZeroHash }, 0, 1, 2);
    expect(await stateOf(a, c)).to.equal(STATE.NoQuorum);
  });

  it("11: nobody who joins, comes back or changes terms after the opening is drawn", async () => {
    const a = await stage();
    for (const doctor of a.doctors.slice(3)) await a.core.connect(doctor).setAvailable(false);
    const c = await open(a);
    await networkHelpers.mine(1);
    for (const doctor of a.doctors.slice(3)) await a.core.connect(doctor).setAvailable(true);
    await report(a, c);
    const panel = (await a.core.seats(c.caseId)).map((seat) => seat.id).sort();
    expect(panel).to.deep.equal([1n, 2n, 3n]);
  });
});
