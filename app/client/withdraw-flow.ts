import { sent } from "#chain/cases";
import { type Actor, networkStep } from "./actor.ts";
import type { Step } from "./steps.ts";

/** Pays out all that the contract holds for the account. */
export const withdrawSteps: readonly Step<Actor>[] = [
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
