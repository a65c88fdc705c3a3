import { expect } from "chai";
import { id, type Wallet } from "ethers";
import { rejectionTypes } from "#chain/typed-data";
import type { NodeContext } from "#node/context";
import { Progress } from "#node/progress";
import type { SignedRejection } from "#node/reject";
import { NodeStore } from "#node/store";
import { workOn } from "#node/worker";
import { inTurn } from "#service/in-turn";
import { logger } from "#service/log";
import { networkHelpers, open, STATE, stage, stateOf } from "../contracts/arena.ts";

const alone = () => Promise.reject(new Error("the peer is needed no more"));

describe("a node that was killed between signing a rejection and posting it", () => {
  for (const party of [0, 1] as const) {
    it(`posts it when it is back, without its peer: party ${party}`, async () => {
      const a = await stage();
      const c = await open(a);
      await networkHelpers.mine(3);
      const caseId = String(c.caseId);
      const message = { caseId, wave: 1, pair: 1, set: 2, evidence: id("evidence") };
      const sign = (by: typeof a.node0) => by.signTypedData(a.domain, rejectionTypes, message);
      const kept: SignedRejection = { message, signatures: [await sign(a.node0), await sign(a.node1)] };
      const store = new NodeStore(":memory:");
      const job = { caseId, wave: 1 };
      store.addCases([job], 1);
      store.keepRejection(job, JSON.stringify(kept));
      const context = {
        party,
        store,
        sets: { drop: () => {} },
        posting: inTurn(),
        progress: new Progress(),
        contracts: { core: a.core },
        wallet: a.stranger as unknown as Wallet,
        log: logger("test"),
      } as unknown as NodeContext;
      await workOn(context, job, alone, new AbortController().signal);
      expect(await stateOf(a, c)).to.equal(STATE.Rejected);
      expect(store.job(caseId)).to.deep.equal({ ...job, state: "refused", code: "E336_FORGED_DEALING" });
    });
  }

  it("is done when the peer has posted it", async () => {
    const a = await stage();
    const c = await open(a);
    await networkHelpers.mine(3);
    const message = { caseId: String(c.caseId), wave: 1, pair: 1, set: 0, evidence: id("evidence") };
    const sign = (by: typeof a.node0) => by.signTypedData(a.domain, rejectionTypes, message);
    const signatures = [await sign(a.node0), await sign(a.node1)] as const;
    await a.core.connect(a.stranger).rejectDealing(c.caseId, 0, message.evidence, ...signatures);
    const store = new NodeStore(":memory:");
    store.addCases([message], 1);
    store.keepRejection(message, JSON.stringify({ message, signatures }));
    const sets = { drop: () => {} };
    const [progress, posting] = [new Progress(), inTurn()];
    const context = {
      party: 1,
      store,
      sets,
      progress,
      posting,
      contracts: { core: a.core },
      wallet: a.node1,
      log: logger("test"),
    };
    await workOn(context as unknown as NodeContext, message, alone, new AbortController().signal);
    expect(store.waiting()).to.deep.equal([]);
  });
});
