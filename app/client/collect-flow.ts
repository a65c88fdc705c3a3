import { sent } from "#chain/cases";
import type { Contracts } from "#chain/contracts";
import { type Actor, networkStep } from "./actor.ts";
import type { Step } from "./steps.ts";

/** What the contract holds for an account, in the token's smallest unit. */
export const collectable = ({ core }: Contracts, account: string): Promise<bigint> => core.credit(account);

/** Pays out all that the contract holds for the account. */
export const collectSteps: readonly Step<Actor>[] = [
  networkStep(),
  {
    id: "withdraw",
    async run(state) {
      const { contracts, signer } = state;
      await sent(contracts, contracts.core.connect(signer).withdraw, await signer.getAddress());
      return state;
    },
  },
];
