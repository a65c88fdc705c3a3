import { sent } from "#chain/cases";
import { type Actor, networkStep } from "./actor.ts";
import type { Step } from "./steps.ts";

export interface Cancelling extends Actor {
  readonly caseId: string;
}

/** Takes an open case back. Possible until its seed block: after it the nodes read and a panel is drawn. */
export const cancelSteps: readonly Step<Cancelling>[] = [
  networkStep(),
  {
    id: "cancel",
    async run(state) {
      const { contracts, signer, caseId } = state;
      await sent(contracts, contracts.core.connect(signer).cancel, caseId);
      return state;
    },
  },
];
