import { sent } from "#chain/cases";
import { type Actor, networkStep } from "./actor.ts";
import type { Step } from "./steps.ts";

export interface Leaving extends Actor {
  readonly caseId: string;
  readonly seat: number;
}

/** Gives a seat back before voting: the next doctor of the draw takes it. */
export const declineSteps: readonly Step<Leaving>[] = [
  networkStep(),
  {
    id: "decline",
    async run(state) {
      const { contracts, signer, caseId, seat } = state;
      await sent(contracts, contracts.core.connect(signer).decline, caseId, seat);
      return state;
    },
  },
];

/** Says, instead of voting, that the package is missing, wrong, or not what the machine read. */
export const flagSteps: readonly Step<Leaving>[] = [
  networkStep(),
  {
    id: "flag",
    async run(state) {
      const { contracts, signer, caseId, seat } = state;
      await sent(contracts, contracts.core.connect(signer).flag, caseId, seat);
      return state;
    },
  },
];
