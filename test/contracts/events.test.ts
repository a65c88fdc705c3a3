import { expect } from "chai";
import { type BaseContract, type ContractTransactionResponse, id, type Signer } from "ethers";
import { acceptanceTypes, permitFor, rejectionTypes, reportTypes } from "#chain/typed-data";
import { AccessToken__factory, DiagnosisData__factory } from "#contracts";
import {
  type Arena,
  build,
  commit,
  later,
  licence,
  NO_PERMIT,
  networkHelpers,
  type Opened,
  open,
  opening,
  PARAMETERS,
  requestOf,
  seatOf,
  signedReport,
  stage,
  USD,
  voting,
} from "./arena.ts";

/** What an indexer learns: every transaction's events, all of them and in their order. */

/** `Name(value,…)` of each event of the contract; addresses by what `who` calls them. */
async function said(
  contract: BaseContract,
  sending: Promise<ContractTransactionResponse>,
  who: ReadonlyMap<string, string> = new Map(),
): Promise<string[]> {
  const { logs } = (await (await sending).wait())!;
  const address = await contract.getAddress();
  return logs
    .filter((log) => log.address === address)
    .map((log) => contract.interface.parseLog(log)!)
    .map(({ name, args }) => `${name}(${args.toArray().map((value) => who.get(String(value)) ?? value)})`);
}
const named = (events: readonly string[]): string[] => events.map((event) => event.slice(0, event.indexOf("(")));
const at = async (tx: ContractTransactionResponse) => BigInt((await tx.getBlock())!.timestamp);
const seatSettled = (events: readonly string[]) => events.filter((event) => event.startsWith("SeatSettled"));

const openIt = async (a: Arena, c: ReturnType<typeof requestOf>["request"]) =>
  a.core.connect(a.patient).openCase(c, await permitFor(a.token, a.patient, await a.core.getAddress(), c.maximum + 3n));

const reveals = (a: Arena, c: Opened, ...seats: number[]) =>
  a.core.reveal(
    c.caseId,
    c.root,
    c.rest,
    seats.map((seat) => opening(c, seat)),
  );

async function acceptance(a: Arena, c: Opened, seat: number) {
  const doctor = await seatOf(a, c, seat);
  const message = { ...{ caseId: c.caseId, wave: c.wave, seat }, doctor: await doctor.getAddress() };
  const full = { ...message, recipient: id("age"), expiry: 1 };
  return [full, await doctor.signTypedData(a.domain, acceptanceTypes, full)] as const;
}

describe("contracts: events", () => {
  it("tell of a case from its opening to its refund", async () => {
    const a = await stage();
    const patient = await a.patient.getAddress();
    const { request } = requestOf(1n, 1, 3, 30n * USD);
    const opened = await openIt(a, request);
    const [event] = await said(a.core, Promise.resolve(opened));
    const view = await a.core.getCase(1);
    expect(event).to.equal(
      `CaseOpened(1,${patient},1,1,1,3,${request.maximum},${request.caseCommit},${request.manifest},0x${Buffer.from(request.nonce).toString("hex")},3,${view.seedBlock},${view.reportEnd})`,
    );
    expect(view.reportEnd).to.equal((await at(opened)) + BigInt(PARAMETERS.reportTime));
    expect(view.seedBlock).to.equal(BigInt(opened.blockNumber! + PARAMETERS.seedDelay));
    const c: Opened = {
      caseId: 1n,
      ...requestOf(1n, 1, 3, 30n * USD),
      maximum: 30n * USD,
      ballots: new Map(),
      wave: 1,
    };

    await networkHelpers.mine(3);
    const reported = await said(a.core, a.core.report(...(await signedReport(a, c))));
    const { commitEnd, bounty } = await a.core.getCase(1);
    const ids = (await a.core.seats(1)).map((seat) => seat.id);
    const panel = ids[0] + (ids[1] << 24n) + (ids[2] << 48n);
    expect(reported).to.deep.equal([
      `CaseReported(1,0,1,7500,${id("h0")},${id("h1")})`,
      `PanelDrawn(1,1,${bounty},${commitEnd},${panel})`,
    ]);

    const doctors = await Promise.all([0, 1, 2].map((seat) => seatOf(a, c, seat)));
    const names = await Promise.all(doctors.map((doctor) => doctor.getAddress()));
    expect(await said(a.core, a.core.presentAcceptance(...(await acceptance(a, c, 1))))).to.deep.equal([
      `AcceptancePresented(1,${names[1]},1)`,
    ]);
    expect(await said(a.core, a.core.connect(doctors[0]).commit(1, 0, id("noise"), "0xabcd"))).to.deep.equal([
      `Committed(1,${names[0]},0,${id("noise")},0xabcd)`,
    ]);
    await commit(a, c, 1, 0);
    const last = a.core.connect(doctors[2]).commit(1, 2, id("more noise"), "0x");
    expect(await said(a.core, last)).to.deep.equal([
      `Committed(1,${names[2]},2,${id("more noise")},0x)`,
      `RevealStarted(1,${(await at(await last)) + BigInt(PARAMETERS.revealTime)})`,
    ]);
    expect(await said(a.core, reveals(a, c, 1))).to.deep.equal([`Revealed(1,${names[1]},1,${c.ballots.get(1)!.tag})`]);
    await later(PARAMETERS.revealTime + 1);
    const settled = a.core.settle(1);
    const fee = (7n * USD) / 5n;
    const closeEnd = (await at(await settled)) + BigInt(PARAMETERS.closeTime);
    expect(await said(a.core, settled)).to.deep.equal([
      `SeatSettled(1,${ids[0]},0,0,${20n * USD},84)`,
      `SeatSettled(1,${ids[1]},1,${fee},0,100)`,
      `SeatSettled(1,${ids[2]},2,0,${20n * USD},84)`,
      `NoQuorum(1,${fee},0,${closeEnd})`,
    ]);

    const second = requestOf(1n, 2, 3, 30n * USD);
    const permit = await permitFor(a.token, a.patient, await a.core.getAddress(), 40n * USD);
    const extended = await said(a.core, a.core.connect(a.patient).extend(1, second.request, permit));
    const again = await a.core.getCase(1);
    const { seedBlock, reportEnd } = again;
    expect([again.replacements, again.set, again.maskedClass, again.confidence, again.bounty]).to.deep.equal([
      0n,
      0n,
      0n,
      0n,
      0n,
    ]);
    expect(extended[0].startsWith(`CaseExtended(1,${patient},1,1,1,3,`)).to.equal(true);
    expect(extended[0].endsWith(`,2,3,${seedBlock},${reportEnd})`), extended[0]).to.equal(true);
    const message = { caseId: 1, wave: 2, pair: 1, set: 1, evidence: id("evidence") };
    const [one, two] = await Promise.all(
      [a.node0, a.node1].map((node: Signer) => node.signTypedData(a.domain, rejectionTypes, message)),
    );
    await networkHelpers.mine(3);
    expect(await said(a.core, a.core.rejectDealing(1, 1, id("evidence"), one, two))).to.deep.equal([
      `DealingRejected(1,2,1,${id("evidence")},${30n * USD})`,
    ]);
  });

  it("tell how a case settles, and who is paid what", async () => {
    const a = await stage();
    const c = await voting(a);
    for (const seat of [0, 1, 2]) await commit(a, c, seat, seat === 2 ? 1 : 0);
    const ids = (await a.core.seats(1)).map((seat) => seat.id);
    const pay = 7n * USD;
    expect((await said(a.core, reveals(a, c, 0, 1, 2))).slice(3)).to.deep.equal([
      `SeatSettled(1,${ids[0]},0,${pay},0,108)`,
      `SeatSettled(1,${ids[1]},1,${pay},0,108)`,
      `SeatSettled(1,${ids[2]},2,0,${10n * USD},92)`,
      `CaseSettled(1,${c.ballots.get(0)!.tag},2,${2n * pay},${9n * USD},${pay + 10n * USD})`,
    ]);
    expect((await a.core.getDoctor(0)).standing.active).to.equal(0n);
    const [doctor, somebody] = [await seatOf(a, c, 0), await a.stranger.getAddress()];
    expect(await said(a.core, a.core.connect(doctor).withdraw(somebody))).to.deep.equal([
      `Withdrawn(${await doctor.getAddress()},${somebody},${pay})`,
    ]);
    expect(await said(a.core, a.core.connect(a.patient).claimRefund(1, somebody))).to.deep.equal([
      `RefundClaimed(1,${somebody},${9n * USD})`,
    ]);
  });

  it("tell of every other end of a case", async () => {
    const a = await stage();
    const first = await open(a);
    await networkHelpers.mine(1);
    // In the seed block itself the seed is not known yet.
    const cancelled = a.core.connect(a.patient).cancel(first.caseId);
    expect(await said(a.core, cancelled)).to.deep.equal([`CaseCancelled(1,${30n * USD + 3n})`]);
    expect(BigInt((await cancelled).blockNumber!)).to.equal((await a.core.getCase(1)).seedBlock);

    const lost = await open(a);
    await networkHelpers.mine(9_000);
    const reseeded = a.core.reseed(lost.caseId);
    expect(await said(a.core, reseeded)).to.deep.equal([
      `Reseeded(2,${(await reseeded).blockNumber! + PARAMETERS.seedDelay})`,
    ]);
    await networkHelpers.mine(9_000);
    expect(await said(a.core, a.core.reseed(lost.caseId))).to.deep.equal([`CaseRefunded(2,${30n * USD + 3n})`]);

    const silent = await open(a);
    await later(PARAMETERS.reportTime + 1);
    await networkHelpers.mine(3);
    expect(named(await said(a.core, a.core.skipReport(silent.caseId)))).to.deep.equal(["ReportSkipped", "PanelDrawn"]);
    await later(PARAMETERS.commitTime + PARAMETERS.grace + PARAMETERS.revealTime + 1);
    await a.core.settle(silent.caseId);
    await later(PARAMETERS.closeTime + 1);
    expect(await said(a.core, a.core.close(silent.caseId))).to.deep.equal([`CaseRefunded(3,${30n * USD})`]);

    const flagged = await voting(a);
    const [one, two] = [await seatOf(a, flagged, 0), await seatOf(a, flagged, 1)];
    expect(await said(a.core, a.core.connect(one).flag(4, 0))).to.deep.equal([
      `Flagged(4,${await one.getAddress()},0)`,
    ]);
    const ended = await said(a.core, a.core.connect(two).flag(4, 1));
    const fee = (7n * USD) / 5n;
    expect(seatSettled(ended)).to.have.length(3);
    expect(ended.at(-1)).to.equal(`CaseUnavailable(4,${2n * fee},${30n * USD - 2n * fee})`);

    for (const doctor of a.doctors) await a.core.connect(doctor).setAvailable(false);
    const none = await open(a);
    await networkHelpers.mine(3);
    const refunded = await said(a.core, a.core.report(...(await signedReport(a, none))));
    expect(refunded.slice(1)).to.deep.equal([`CaseRefunded(5,${30n * USD})`]);
  });

  it("tell of seats that pass on, and of ballots that leaked", async () => {
    const a = await build({}, 4);
    const c = await voting(a);
    const [leaves, leaks] = [await seatOf(a, c, 0), await seatOf(a, c, 1)];
    const gone = await leaves.getAddress();
    const passed = await said(a.core, a.core.connect(leaves).decline(1, 0));
    const next = await (await seatOf(a, c, 0)).getAddress();
    expect([named(passed), passed[1]]).to.deep.equal([
      ["SeatSettled", "SeatReplaced"],
      `SeatReplaced(1,0,${gone},${next})`,
    ]);
    for (const seat of [0, 1]) await a.core.presentAcceptance(...(await acceptance(a, c, seat)));
    await commit(a, c, 1, 0);
    const { tag, salt } = c.ballots.get(1)!;
    const leaked = await said(a.core, a.core.connect(a.stranger).snitch(1, 1, tag, salt));
    const culprit = await leaks.getAddress();
    expect([named(leaked), leaked[1], leaked[2]]).to.deep.equal([
      ["SeatSettled", "BallotLeaked", "SeatVoided"],
      `BallotLeaked(1,${culprit},1,${await a.stranger.getAddress()},${25n * USD})`,
      `SeatVoided(1,1,${culprit})`,
    ]);
    // Whose seat passes on had accepted; the others' acceptances stand.
    expect((await a.core.seats(1)).map(({ accepted }) => accepted)).to.deep.equal([true, false, false]);
  });

  it("tell of doctors and their bonds", async () => {
    const a = await stage();
    const doctor = a.stranger;
    const address = await doctor.getAddress();
    await a.token.connect(doctor).faucet();
    await a.token.connect(doctor).approve(a.core, 1_000n * USD);
    const terms = { ask: 5n, cap: 8, recipient: id("age"), bond: 100n * USD };
    const core = a.core.connect(doctor);
    const registering = core.register(terms, await licence(a, address, 99), NO_PERMIT);
    expect(await said(a.core, registering)).to.deep.equal([
      `TermsChanged(10,5,8,${id("age")})`,
      "AvailabilityChanged(10,true)",
      `DoctorRegistered(10,${address},99,4000000000,${id("age")})`,
    ]);
    expect(await said(a.gate, registering)).to.deep.equal([`LicenceAdmitted(${address},${id(address)},99,4000000000)`]);
    expect((await a.core.getDoctor(10)).standing.week).to.equal((await at(await registering)) / 604_800n);
    expect(await said(a.core, core.setTerms(6, 9, id("k")))).to.deep.equal([`TermsChanged(10,6,9,${id("k")})`]);
    const held = await a.token.balanceOf(a.core);
    expect(await said(a.core, core.addBond(7, NO_PERMIT))).to.deep.equal([`BondChanged(10,${100n * USD + 7n})`]);
    expect((await a.token.balanceOf(a.core)) - held).to.equal(7n);
    expect(await said(a.core, core.removeBond(100n * USD, address))).to.deep.equal([
      "BondChanged(10,7)",
      "AvailabilityChanged(10,false)",
    ]);
    const renewed = core.renewLicence(await licence(a, address, 98, { expiry: 4_000_000_001 }));
    expect(await said(a.core, renewed)).to.deep.equal(["LicenceRenewed(10,98,4000000001)"]);
    expect((await a.core.getDoctor(10)).licence.since).to.equal(await at(await renewed));
    const { digest } = await a.gate.licences(a.doctors[0]);
    expect(await said(a.gate, a.gate.connect(a.issuer).revoke(digest))).to.deep.equal([`LicenceRevoked(${digest})`]);
    expect(await said(a.core, a.core.suspend(1))).to.deep.equal(["AvailabilityChanged(1,false)"]);
    expect((await a.core.getDoctor(1)).licence.expiry).to.equal(0n);
  });

  it("tell of parties and their stakes", async () => {
    const a = await stage();
    await voting(a);
    const [node, to] = [a.core.connect(a.node0), await a.spare[0].getAddress()];
    await a.token.connect(a.node0).approve(a.core, 100n * USD);
    const stake = PARAMETERS.pairBond;
    expect(await said(a.core, node.bondPair(1, 0, 44, NO_PERMIT))).to.deep.equal([`PairBonded(1,0,${stake + 44n})`]);
    const leaving = node.leavePair(1, 0, 44);
    const leavesAt = (await at(await leaving)) + 30n * 86_400n;
    expect(await said(a.core, leaving)).to.deep.equal([`PairLeaving(1,0,44,${leavesAt})`]);
    expect(await said(a.core, node.takeFees(1, 0, to))).to.deep.equal([`FeesTaken(1,0,${to},2)`]);
    await networkHelpers.time.increaseTo(leavesAt);
    expect(await said(a.core, node.takePairBond(1, 0, to))).to.deep.equal([`PairBondTaken(1,0,${to},44)`]);
    const signed = async (confidence: number) => {
      const data = { caseId: 1, set: 0, maskedClass: 1, confidence, h0: id("h0"), h1: id("h1") };
      const message = { wave: 1, pair: 1, model: a.modelDigest };
      return {
        ...{ data, ...message },
        signature: await a.node0.signTypedData(a.domain, reportTypes, { ...data, ...message }),
      };
    };
    const proving = a.core.connect(a.stranger).proveEquivocation(1, 0, await signed(5_000), await signed(5_250));
    expect(await said(a.core, proving)).to.deep.equal([`Equivocated(1,0,1,${stake},${await a.stranger.getAddress()})`]);
  });

  it("tell of the directory", async () => {
    const a = await stage();
    const d = a.directory;
    const [one, two] = [await a.spare[0].getAddress(), await a.spare[1].getAddress()];
    const pair = {
      signers: [one, two] as [string, string],
      recipients: [id("r"), id("s")] as [string, string],
      certificates: [id("c"), id("d")] as [string, string],
      endpoints: ["a:1", "b:1"] as [string, string],
      fee: 9n,
      active: true,
    };
    expect(await said(d, d.admitPair(pair))).to.deep.equal([`PairAdmitted(2,${one},${two},9)`]);
    expect(await said(d, d.setPairActive(2, false))).to.deep.equal(["PairActive(2,false)"]);
    expect(await said(d, d.connect(a.spare[1]).rotate(2, 1, id("x"), id("y"), "z:9"))).to.deep.equal([
      `PairChanged(2,1,${id("x")},${id("y")},z:9)`,
    ]);
    const rotated = await d.getPair(2);
    expect([[...rotated.recipients], [...rotated.certificates], [...rotated.endpoints]]).to.deep.equal([
      [id("r"), id("x")],
      [id("c"), id("y")],
      ["a:1", "z:9"],
    ]);
    expect(await said(d, d.admitModel(id("m"), 5, 3, "0xca"))).to.deep.equal([`ModelAdmitted(2,${id("m")},5,3,0xca)`]);
    expect(await said(d, d.setModelActive(2, false))).to.deep.equal(["ModelActive(2,false)"]);
    expect(await said(d, d.setGuardian(one))).to.deep.equal([`GuardianChanged(${one})`]);
    expect(await said(d, d.connect(a.spare[0]).pauseNewCases(true))).to.deep.equal(["NewCasesPaused(true)"]);
  });

  it("tell of the data set", async () => {
    const a = await stage();
    const template = await new AccessToken__factory(a.owner).deploy(a.token);
    const data = await new DiagnosisData__factory(a.owner).deploy(template);
    const [curator, buyer] = [await a.owner.getAddress(), await a.patient.getAddress()];
    const creating = data.createDataset("ipfs://card", 500, 60);
    await creating;
    const access = AccessToken__factory.connect(await data.accessToken(1), a.patient);
    expect((await said(data, creating)).at(-1)).to.equal(
      `DatasetCreated(1,${curator},${await access.getAddress()},ipfs://card)`,
    );
    expect(await said(data, data.publishBatch(1, id("root"), "bafy", 12))).to.deep.equal([
      `BatchPublished(1,1,${id("root")},bafy,12)`,
    ]);
    await a.token.connect(a.patient).approve(access, 500);
    const ordering = access.buyAndOrder(buyer, NO_PERMIT);
    const { blockNumber } = (await (await ordering).wait())!;
    expect(await said(access, ordering)).to.deep.equal([
      `OrderStarted(${buyer},${buyer},${10n ** 18n},0,${await at(await ordering)},${`0x${"0".repeat(40)}`},${blockNumber})`,
    ]);
    expect(await said(access, access.connect(a.owner).collect(buyer))).to.deep.equal([
      `Collected(${curator},${buyer},500)`,
    ]);
  });
});
