import { expect } from "chai";
import { hexlify, id, randomBytes } from "ethers";
import { earlierReaders, extensionPrice } from "#client/extend";
import { type Extending, extendSteps } from "#client/extend-flow";
import { runSteps, StepFailed } from "#client/steps";
import {
  type Arena,
  commit,
  ethers,
  mined,
  type Opened,
  report,
  requestOf,
  reveal,
  STATE,
  seatOf,
  stage,
  stateOf,
  USD,
  voting,
} from "../contracts/arena.ts";

/** Three doctors, three opinions. */
async function split(a: Arena, c: Opened): Promise<void> {
  for (const seat of [0, 1, 2]) await commit(a, c, seat, seat);
  await reveal(a, c, 0, 1, 2);
}
const contractsOf = (a: Arena) =>
  ({
    ...a,
    provider: ethers.provider,
    deployment: { chainId: Number(a.domain.chainId) },
    currency: { symbol: "tUSD", decimals: 6 },
    fromBlock: 0,
  }) as never;

/** The patient's next wave on its way, and what its flow did. */
function extending(a: Arena, c: Opened, maximum = 30n * USD) {
  const { request } = requestOf(c.caseId, c.wave + 1, 3, maximum);
  const did: string[] = [];
  const state: Extending = {
    contracts: contractsOf(a),
    signer: a.patient as never,
    toNetwork: async () => {},
    caseId: String(c.caseId),
    terms: { pair: 1, model: 1, seats: 3, maximum },
    published: { caseCommit: hexlify(request.caseCommit as string), manifest: hexlify(request.manifest as string) },
    nonce: hexlify(request.nonce),
    consent: { reading: true, panel: true, row: false },
    now: Date.now,
    upload: async () => void did.push("upload"),
    keep: async (found) => void did.push(...Object.keys(found)),
  };
  return { state, did };
}

describe("asking another panel", () => {
  it("takes exactly the price it named, and asks nothing twice when its transaction went through unseen", async () => {
    const a = await stage();
    const c = await voting(a);
    await split(a, c);
    const { state, did } = extending(a, c);
    const { due, left, fee, over } = await extensionPrice(state.contracts, state.caseId, state.terms);
    expect([due, over]).to.deep.equal([30n * USD + fee - left, 0n]);
    const held = await a.token.balanceOf(a.patient);
    const end = await runSteps(extendSteps, { at: 0, state });
    expect(did).to.deep.equal(["signedConsent", "upload"]);
    expect(held - (await a.token.balanceOf(a.patient))).to.equal(due);
    expect(await stateOf(a, c)).to.equal(STATE.Open);

    const block = await ethers.provider.getBlockNumber();
    for (const at of [extendSteps.length - 1, 0]) await runSteps(extendSteps, { at, state: end });
    expect(await ethers.provider.getBlockNumber(), "no transaction was sent").to.equal(block);
  });

  it("costs nothing where more is left than the next panel takes: the rest becomes credit", async () => {
    const a = await stage();
    const c = await voting(a);
    await split(a, c);
    const { state } = extending(a, c, 15n * USD);
    const { due, over, left, fee } = await extensionPrice(state.contracts, state.caseId, state.terms);
    expect([due, over]).to.deep.equal([0n, left - 15n * USD - fee]);
    const held = await a.token.balanceOf(a.patient);
    await runSteps(extendSteps, { at: 0, state });
    expect(await a.token.balanceOf(a.patient)).to.equal(held);
    expect(await a.core.credit(a.patient)).to.equal(over);
  });

  it("stops before anything is signed or sent where no panel can be asked", async () => {
    const a = await stage();
    const c = await voting(a);
    const { state, did } = extending(a, c);
    const failed = await runSteps(extendSteps, { at: 0, state }).catch((error) => error);
    expect(failed).to.be.instanceOf(StepFailed);
    expect([failed.step, failed.cause.code]).to.deep.equal(["wave", "E530_NO_WAVE"]);
    expect(did).to.deep.equal([]);
  });

  it("names who is not drawn again: everybody who sat at the end of a vote, in each of its panels", async () => {
    const a = await stage();
    const c = await voting(a);
    const gave = await seatOf(a, c, 0);
    await mined(a.core.connect(gave).decline(c.caseId, 0));
    const panel = async () => (await a.core.seats(c.caseId)).map(({ doctor }) => doctor);
    const first = await panel();
    expect(first).not.to.include(await gave.getAddress());
    await split(a, c);
    const { state } = extending(a, c);
    expect((await earlierReaders(state.contracts, state.caseId)).sort()).to.deep.equal([...first].sort());

    await runSteps(extendSteps, { at: 0, state });
    await report(a, { ...c, ...requestOf(c.caseId, 2, 3, 30n * USD), wave: 2, ballots: new Map() });
    const both = [...first, ...(await panel())];
    expect(new Set(both).size).to.equal(6);
    expect((await earlierReaders(state.contracts, state.caseId)).sort()).to.deep.equal(both.sort());
  });

  it("asks for nothing that the nodes could not open any more", async () => {
    const a = await stage();
    const c = await voting(a);
    await split(a, c);
    const { state } = extending(a, c);
    const { recipients } = await a.directory.getPair(1);
    const sealedTo = { ...state, recipients: [recipients[0]!, recipients[1]!] as const };
    await mined(a.directory.connect(a.node1).rotate(1, 1, hexlify(randomBytes(32)), id("c1"), "b:1"));
    const held = await a.token.balanceOf(a.patient);
    const failed = await runSteps(extendSteps, { at: 0, state: sealedTo }).catch((error) => error);
    expect([failed.step, failed.cause.code]).to.deep.equal(["permit", "E222_KEYS_ROTATED"]);
    expect(await a.token.balanceOf(a.patient)).to.equal(held);

    await runSteps(extendSteps, { at: 0, state });
    // One that went through before the keys changed is found, and not refused.
    await runSteps(extendSteps, { at: 0, state: sealedTo });
  });
});
