import { sent } from "#chain/cases";
import { type Actor, networkStep } from "./actor.ts";
import type { Step } from "./steps.ts";

export interface Leaving extends Actor {
  readonly caseId: string;
  readonly seat: number;
}

const leaveBy = (call: "decline" | "flag"): readonly Step<Leaving>[] => [
  networkStep(),
  {
    id: call,
    async run(state) {
      const { contracts, signer, caseId, seat } = state;
      await sent(contracts, contracts.core.connect(signer)[call], caseId, seat);
      return state;
    },
  },
];

/** Gives a seat back before voting: the next doctor of the draw takes it. */
export const declineSteps = leaveBy("decline");

/** Says, instead of voting, that the package is missing, wrong, or not what the machine read. */
export const flagSteps = leaveBy("flag");
