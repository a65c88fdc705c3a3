import { expect } from "chai";
import { id, ZeroHash } from "ethers";
import { permitFor } from "#chain/typed-data";
import {
  CryptoDoctor__factory,
  Directory__factory,
  FeeToken__factory,
  IssuerGate__factory,
  SmartAccount__factory,
} from "#contracts";
import {
  build,
  commit,
  ethers,
  later,
  licence,
  mined,
  NO_PERMIT,
  networkHelpers,
  open,
  PARAMETERS,
  refused,
  registerDoctor,
  reveal,
  STATE,
  seatOf,
  signedReport,
  stage,
  stateOf,
  USD,
  voting,
} from "./arena.ts";

const TERMS = { ask: 0n, cap: 8, recipient: id("age"), bond: 100n * USD };

describe("contracts: licences", () => {
  it("are refused when expired, forged, revoked, for another account, or for a person who holds one", async () => {
    const a = await stage();
    const doctor = a.stranger;
    const address = await doctor.getAddress();
    await a.token.connect(doctor).faucet();
    await a.token.connect(doctor).approve(a.core, 1_000n * USD);
    const register = (l: string) => a.core.connect(doctor).register(TERMS, l, NO_PERMIT);
    await refused(register(await licence(a, address, 99, { expiry: 1 })), "LicenceExpired", a.gate);
    await refused(register(await licence(a, address, 99, { by: a.patient })), "NotIssued", a.gate);
    await refused(register(await licence(a, await a.patient.getAddress(), 99)), "NotIssued", a.gate);
    await refused(
      register(await licence(a, address, 99, { person: id(await a.doctors[0].getAddress()) })),
      "PersonHoldsLicence",
      a.gate,
    );
    await refused(a.gate.connect(doctor).revoke(ZeroHash), "NotIssuer", a.gate);
    await register(await licence(a, address, 99));
    await refused(register(await licence(a, address, 99)), "AlreadyRegistered", a.core);
  });

  it("that are revoked take a doctor out of the draw, by anyone, and back only with a new one", async () => {
    const a = await stage();
    const [doctor] = a.doctors;
    await refused(a.core.suspend(1), "LicenceStands", a.core);
    const { digest } = await a.gate.licences(doctor);
    await a.gate.connect(a.issuer).revoke(digest);
    await a.core.connect(a.stranger).suspend(1);
    expect((await a.core.getDoctor(1)).standing.status).to.equal(2n);
    await refused(a.core.connect(doctor).setAvailable(true), "NotADoctor", a.core);
    await a.core
      .connect(doctor)
      .renewLicence(await licence(a, await doctor.getAddress(), 1, { expiry: 4_000_000_001 }));
    await a.core.connect(doctor).setAvailable(true);
    expect((await a.core.getDoctor(1)).standing.status).to.equal(1n);
  });

  it("cannot be shortened by a stranger who replays an older one", async () => {
    const a = await stage();
    const old = await licence(a, await a.doctors[0].getAddress(), 1, { expiry: 3_000_000_000 });
    await refused(a.gate.connect(a.stranger).admit(a.doctors[0], old), "LongerLicenceStands", a.gate);
  });
});

describe("contracts: doctors", () => {
  it("bond at least minBond, name a cap, and are known once", async () => {
    const a = await stage();
    const l = await licence(a, await a.stranger.getAddress(), 99);
    await refused(
      a.core.connect(a.stranger).register({ ...TERMS, bond: PARAMETERS.minBond - 1n }, l, NO_PERMIT),
      "BondTooSmall",
      a.core,
    );
    await refused(a.core.connect(a.stranger).register({ ...TERMS, cap: 0 }, l, NO_PERMIT), "CapOutOfRange", a.core);
    for (const call of [
      () => a.core.connect(a.stranger).setAvailable(true),
      () => a.core.connect(a.stranger).setTerms(1, 1, ZeroHash),
      () => a.core.connect(a.stranger).removeBond(1, a.stranger),
    ])
      await refused(call(), "NotADoctor", a.core);
  });

  it("keep their bond locked while a seat is unsettled, and leave the draw below minBond", async () => {
    const a = await stage();
    const c = await voting(a);
    const doctor = await seatOf(a, c, 0);
    await refused(a.core.connect(doctor).removeBond(1, doctor), "BondLocked", a.core);
    for (const seat of [0, 1, 2]) await commit(a, c, seat, 0);
    await reveal(a, c, 0, 1, 2);
    await refused(a.core.connect(doctor).removeBond(101n * USD, doctor), "BondTooSmall", a.core);
    await a.core.connect(doctor).removeBond(90n * USD, a.stranger);
    expect(await a.token.balanceOf(a.stranger)).to.equal(90n * USD);
    expect((await a.core.getDoctor(await a.core.doctorId(doctor))).standing.status).to.equal(2n);
    await refused(a.core.connect(doctor).setAvailable(true), "BondTooSmall", a.core);
    await a.core
      .connect(doctor)
      .addBond(10n * USD, await permitFor(a.token, doctor, await a.core.getAddress(), 10n * USD));
    await a.core.connect(doctor).setAvailable(true);
  });

  it("are never seated below their ask, beyond their cap, twice of one institution, or on a case of their own", async () => {
    const a = await build({}, 0);
    const [p, q, r, s, t] = a.spare;
    await registerDoctor(a, p, 1);
    await registerDoctor(a, q, 1);
    await registerDoctor(a, r, 2, { cap: 1 });
    await registerDoctor(a, s, 3, { ask: 10n * USD + 1n });
    await registerDoctor(a, t, 4);
    const full = { report: { confidence: 5_000 } };
    const first = await voting(a, full);
    const seats = (await a.core.seats(first.caseId)).map((seat) => Number(seat.id));
    expect(seats.filter((seat) => seat <= 2).length).to.equal(1);
    expect(seats).to.include.members([3, 5]);
    // The third doctor's only seat is taken, so three cannot be found any more.
    expect(await stateOf(a, await voting(a, full))).to.equal(STATE.Refunded);
    // A dearer case meets the fourth doctor's ask; the fifth is its patient.
    const own = await voting(a, { maximum: 60n * USD, patient: t, report: { confidence: 5_000 } });
    expect(await stateOf(a, own)).to.equal(STATE.Refunded);
  });
});

describe("contracts: money from outside", () => {
  it("does not mind a permit that was used up by somebody else first", async () => {
    const a = await stage();
    const { request } = await open(a);
    const permit = await permitFor(a.token, a.patient, await a.core.getAddress(), 40n * USD);
    await a.token
      .connect(a.stranger)
      .permit(a.patient, a.core, permit.value, permit.deadline, permit.v, permit.r, permit.s);
    await a.core.connect(a.patient).openCase(request, permit);
    expect((await a.core.totals()).cases).to.equal(2n);
  });

  it("refuses a token that keeps a fee of the transfer", async () => {
    const a = await stage();
    const token = await new FeeToken__factory(a.owner).deploy();
    const core = await new CryptoDoctor__factory(a.owner).deploy(token, a.entropy, a.gate, a.directory, {
      ...PARAMETERS,
      pairBond: 0,
    });
    await token.mint(a.patient, 100n * USD);
    await token.connect(a.patient).approve(core, 100n * USD);
    const { request } = await open(a);
    await refused(core.connect(a.patient).openCase(request, NO_PERMIT), "WrongTransfer", core);
  });

  it("takes no ether, and answers no call that neither core nor office knows", async () => {
    const a = await stage();
    for (const transaction of [{ value: 1n }, { data: "0x12345678" }, { value: 1n, data: "0x12345678" }]) {
      const sent = await a.owner.sendTransaction({ to: a.core, ...transaction }).then(
        () => true,
        () => false,
      );
      expect(sent).to.equal(false);
    }
  });

  it("pays nobody who is owed nothing", async () => {
    const a = await stage();
    await refused(a.core.connect(a.stranger).withdraw(a.stranger), "NothingToWithdraw", a.core);
  });
});

describe("contracts: the directory", () => {
  it("is changed by its owner, its guardian and its operators, each within bounds", async () => {
    const a = await stage();
    const d = a.directory.connect(a.stranger);
    const pair = {
      signers: [a.node0, a.node1] as [typeof a.node0, typeof a.node1],
      recipients: [ZeroHash, ZeroHash] as [string, string],
      certificates: [ZeroHash, ZeroHash] as [string, string],
      endpoints: ["", ""] as [string, string],
      fee: 0n,
      active: true,
    };
    for (const call of [
      () => d.admitPair(pair),
      () => d.admitModel(ZeroHash, 1, 2, "0x"),
      () => d.setPairActive(1, false),
      () => d.setModelActive(1, false),
      () => d.setGuardian(a.stranger),
    ])
      await refused(call(), "OwnableUnauthorizedAccount", a.directory);
    await refused(d.pauseNewCases(true), "NotGuardian", a.directory);
    await refused(d.rotate(1, 0, ZeroHash, ZeroHash, ""), "NotTheSigner", a.directory);
    await refused(a.directory.connect(a.node1).rotate(1, 0, ZeroHash, ZeroHash, ""), "NotTheSigner", a.directory);
    await refused(a.directory.admitPair({ ...pair, signers: [a.node0, a.node0] }), "NotTheSigner", a.directory);
    await refused(a.directory.admitModel(ZeroHash, 1, 9, "0x"), "LabelsOutOfRange", a.directory);
    await a.directory.connect(a.node0).rotate(1, 0, id("new"), id("cert"), "c:2");
    expect((await a.directory.getPair(1)).recipients[0]).to.equal(id("new"));
  });

  it("stops new cases, and touches no open one", async () => {
    const a = await stage();
    const c = await open(a);
    await a.directory.setGuardian(a.guardian);
    await a.directory.connect(a.guardian).pauseNewCases(true);
    await refused(open(a), "NewCasesArePaused", Directory__factory.connect(ethers.ZeroAddress));
    await a.directory.connect(a.guardian).pauseNewCases(false);
    await a.directory.setPairActive(1, false);
    await a.directory.setModelActive(1, false);
    await networkHelpers.mine(3);
    await mined(a.core.report(...(await signedReport(a, c))));
    expect(await stateOf(a, c)).to.equal(STATE.Voting);
    await later(1);
  });
});

describe("contracts: contract accounts (ERC-1271)", () => {
  it("issue licences", async () => {
    const a = await stage();
    const board = await new SmartAccount__factory(a.owner).deploy(a.issuer);
    const gate = await new IssuerGate__factory(a.owner).deploy(board);
    const l = await licence({ ...a, gate }, await a.stranger.getAddress(), 5);
    await gate.admit(a.stranger, l);
    expect(await gate.valid(a.stranger)).to.equal(true);
    const forged = await licence({ ...a, gate }, await a.patient.getAddress(), 5, { by: a.stranger });
    await refused(gate.admit(a.patient, forged), "NotIssued", gate);
  });
});
