import { id, keccak256, ZeroAddress } from "ethers";
import { tagText } from "#chain/codebook-tree";
import { commitTypes, permitFor } from "#chain/typed-data";
import { AccessToken__factory, DiagnosisData__factory, SortitionHarness__factory } from "#contracts";
import {
  type Arena,
  build,
  commit,
  ethers,
  mined,
  NO_PERMIT,
  type Opened,
  open,
  report,
  reveal,
  seatOf,
  USD,
  voting,
} from "./arena.ts";

/** Gas of one whole case; each step is the mean over the measured cases, `commits` and `reveals` are of all seats. */
interface CaseGas {
  single: number;
  batched: number;
  steps: { open: number; report: number; commits: number; reveals: number; commitBatch: number; revealBatch: number };
}
export interface GasReport {
  cases: Record<"3" | "5" | "7", CaseGas>;
  /** one more drawn seat, in the report's transaction */
  seat: number;
  /** draw among 100,000 doctors / draw among 100, less 1 */
  drawFlatness: number;
  /** with a permit for the exact price, by an account that has never bought nor permitted anything */
  buyFirst: number;
  /** by the same account, from an allowance that stands */
  buyAgain: number;
  createDataset: number;
  /** of a batch of 100 */
  row: number;
  coreBytes: number;
}

const CASES = 6;
const ROWS = 100;

/**
 * Every transaction in a block of its own, so that nothing is warm that would not be; doctors who have all been on a case,
 * and a patient who has not; every step with its permit and its membership proof. The draw's seeds are fixed, since panels
 * take more or fewer candidates: a figure is the mean over `CASES` of them.
 */
async function measure(): Promise<GasReport> {
  const arena = await steady();
  const cases = { "3": await cost(arena, 3), "5": await cost(arena, 5), "7": await cost(arena, 7) };
  return {
    cases,
    seat: Math.round((cases["7"].steps.report - cases["3"].steps.report) / 4),
    drawFlatness: await flatness(arena),
    ...(await shop(arena)),
    coreBytes: ((await ethers.provider.getCode(arena.core)).length - 2) / 2,
  };
}

async function steady(): Promise<Arena> {
  const a = await build({}, 9, true);
  for (let round = 0; round < 6; round++) {
    const c = await voting(a, { seats: 7, maximum: 70n * USD });
    for (let seat = 0; seat < 7; seat++) await commit(a, c, seat, seat === 6 ? 1 : 0);
    await reveal(a, c, 0, 1, 2, 3, 4, 5, 6);
  }
  return a;
}

async function opened(a: Arena, seats: number): Promise<{ c: Opened; gas: number }> {
  const patient = ethers.Wallet.createRandom(ethers.provider) as never as Arena["patient"];
  const address = await patient.getAddress();
  await (await a.owner.sendTransaction({ to: address, value: 10n ** 18n })).wait();
  await a.token.connect(patient).faucet();
  const c = await open(a, { patient, seats, maximum: BigInt(seats) * 10n * USD });
  const [event] = await a.core.queryFilter(a.core.filters.CaseOpened(c.caseId));
  return { c, gas: Number((await event!.getTransactionReceipt()).gasUsed) };
}

async function cost(a: Arena, seats: number): Promise<CaseGas> {
  const steps = { open: 0, report: 0, commits: 0, reveals: 0, commitBatch: 0, revealBatch: 0 };
  const all = Array.from({ length: seats }, (_, seat) => seat);
  for (let i = 0; i < 2 * CASES; i++) {
    const { c, gas } = await opened(a, seats);
    steps.open += gas / 2;
    steps.report += Number((await report(a, c)).gasUsed) / 2;
    if (i % 2 === 0) {
      for (const seat of all) steps.commits += Number((await commit(a, c, seat, 0)).gasUsed);
      for (const seat of all) steps.reveals += Number((await reveal(a, c, seat)).gasUsed);
    } else {
      steps.commitBatch += await relayed(a, c, all);
      steps.revealBatch += Number((await reveal(a, c, ...all)).gasUsed);
    }
  }
  for (const key of Object.keys(steps) as (keyof typeof steps)[]) steps[key] = Math.round(steps[key] / CASES);
  const both = steps.open + steps.report;
  return {
    single: both + steps.commits + steps.reveals,
    batched: both + steps.commitBatch + steps.revealBatch,
    steps,
  };
}

/** All commits, signed by their doctors, in one transaction of a stranger. */
async function relayed(a: Arena, c: Opened, seats: readonly number[]): Promise<number> {
  const entries = [];
  for (const seat of seats) {
    const doctor = await seatOf(a, c, seat);
    const ballot = { tag: tagText(c.tags[0]!), salt: id(`salt/${c.caseId}/${seat}`) };
    c.ballots.set(seat, ballot);
    const commitment = await a.core.ballotDigest(c.caseId, 1, doctor, ballot.tag, ballot.salt);
    const message = { caseId: c.caseId, wave: 1, seat, commitment, backupHash: keccak256("0x") };
    entries.push({
      seat,
      commitment,
      backup: "0x",
      signature: await doctor.signTypedData(a.domain, commitTypes, message),
    });
  }
  return Number((await mined(a.core.connect(a.stranger).commitBatch(c.caseId, entries))).gasUsed);
}

/** The same 30 seeds over two registries that really stand in storage. */
async function flatness(a: Arena): Promise<number> {
  const mean = async (doctors: number) => {
    const harness = await new SortitionHarness__factory(a.owner).deploy();
    for (let left = doctors; left > 0; left -= 300) await harness.fill(Math.min(left, 300));
    let sum = 0;
    for (let i = 0; i < 30; i++) {
      const draw = {
        seed: id(`seed ${i}`),
        registry: doctors,
        openedAt: 1,
        seatPay: 1,
        share: 10_000,
        patient: ZeroAddress,
        panel: 0,
        earlier: [0, 0] as [number, number],
        first: 0,
        count: 3,
      };
      sum += Number((await harness.draw(draw)).gas);
    }
    return sum;
  };
  return Number(((await mean(100_000)) / (await mean(100)) - 1).toFixed(4));
}

async function shop(a: Arena) {
  const template = await new AccessToken__factory(a.owner).deploy(a.token);
  const data = await new DiagnosisData__factory(a.owner).deploy(template);
  const used = async (sending: Parameters<typeof mined>[0]) => Number((await mined(sending)).gasUsed);
  await data.createDataset("ipfs://first", USD, 3600);
  const createDataset = await used(data.createDataset("ipfs://card", USD, 3600));
  const access = AccessToken__factory.connect(await data.accessToken(2), a.owner);
  const [other, buyer] = a.spare as [Arena["patient"], Arena["patient"]];
  const buy = async (by: typeof buyer) => {
    const permit = await permitFor(a.token, by, await access.getAddress(), USD);
    return used(access.connect(by).buyAccess(permit));
  };
  for (const by of [other, buyer]) await a.token.connect(by).faucet();
  await buy(other);
  const buyFirst = await buy(buyer);
  await a.token.connect(buyer).approve(access, 100n * USD);
  await access.connect(buyer).buyAccess(NO_PERMIT);
  const buyAgain = await used(access.connect(buyer).buyAccess(NO_PERMIT));
  const cid = "bafkreigh2akiscaildcqabsyg3dfr6chu3fgpregiymsck7e7aqa4s52zy";
  await data.publishBatch(2, id("root"), cid, ROWS);
  const row = Math.round((await used(data.publishBatch(2, id("next root"), cid, ROWS))) / ROWS);
  return { buyFirst, buyAgain, createDataset, row };
}

// A process of its own, so that the figures do not depend on what else has run on the same chain.
console.log(JSON.stringify(await measure()));
process.exit();
