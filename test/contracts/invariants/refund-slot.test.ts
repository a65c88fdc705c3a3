import { toBeHex } from "ethers";
import { permitFor } from "#chain/typed-data";
import { commit, open, refused, report, reveal, stage, USD } from "../arena.ts";

/**
 * A refund is kept where the commitment stood, and the commitment is the patient's own choice: whoever opens a case with a
 * small number for a commitment must not be able to claim it.
 */
describe("contracts: a refund is never the commitment", () => {
  it("neither while the case is open, nor at the vote, nor once it has ended", async () => {
    const a = await stage();
    const { request } = await open(a);
    const bait = { ...request, caseCommit: toBeHex(5n * USD, 32) };
    const permit = await permitFor(a.token, a.patient, await a.core.getAddress(), bait.maximum + 3n);
    await a.core.connect(a.patient).openCase(bait, permit);
    const mine = a.core.connect(a.patient);
    await refused(mine.claimRefund(2, a.patient), "WrongState", a.core);
    const c = await open(a);
    await report(a, c);
    await refused(mine.claimRefund(c.caseId, a.patient), "WrongState", a.core);
    for (const seat of [0, 1, 2]) await commit(a, c, seat, 0);
    await reveal(a, c, 0, 1, 2);
    const { refund } = await a.core.getCase(c.caseId);
    if (refund > 0n) await mine.claimRefund(c.caseId, a.patient);
    await refused(mine.claimRefund(c.caseId, a.patient), "NothingToWithdraw", a.core);
  });
});
