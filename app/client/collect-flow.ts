import { sent } from "#chain/cases";
import type { Contracts } from "#chain/contracts";
import { type Actor, networkStep } from "./actor.ts";
import type { Step } from "./steps.ts";

export interface Collecting extends Actor {
  /** An ended case of this account, whose refund is collected too. */
  readonly caseId?: string;
}

/** What the contract holds for an account and for its case, in the token's smallest unit. */
export async function collectable({ core }: Contracts, account: string, caseId?: string): Promise<bigint> {
  const [credit, refund] = await Promise.all([
    core.credit(account),
    caseId === undefined ? 0n : core.getCase(caseId).then((view) => view.refund),
  ]);
  return credit + refund;
}

/** Pays out all that the contract holds for the account and its case. */
export const collectSteps: readonly Step<Collecting>[] = [
  networkStep(),
  {
    id: "withdraw",
    async run(state) {
      const { contracts, signer, caseId, batch } = state;
      const { core } = contracts;
      const account = await signer.getAddress();
      const refund = caseId !== undefined && (await core.getCase(caseId)).refund > 0n;
      const credit = (await core.credit(account)) > 0n;
      if (refund && credit && batch) {
        const to = await core.getAddress();
        await batch([
          { to, data: core.interface.encodeFunctionData("claimRefund", [caseId, account]) },
          { to, data: core.interface.encodeFunctionData("withdraw", [account]) },
        ]);
        return state;
      }
      if (refund) await sent(contracts, core.connect(signer).claimRefund, caseId, account);
      if (credit) await sent(contracts, core.connect(signer).withdraw, account);
      return state;
    },
  },
];
