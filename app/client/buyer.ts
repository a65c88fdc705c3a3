import { sent } from "#chain/cases";
import { permitFor } from "#chain/typed-data";
import { type Actor, fundsStep, networkStep } from "./actor.ts";
import type { EscrowPermit } from "./patient.ts";
import type { Step } from "./steps.ts";

export interface Buying extends Actor {
  readonly permit?: EscrowPermit;
}

const priceOf = ({ contracts }: Buying) => contracts.access.price();

/** A year of access, in one transaction. */
export const buySteps: readonly Step<Buying>[] = [
  networkStep(),
  fundsStep(priceOf),
  {
    id: "permit",
    run: async (state) => ({
      ...state,
      permit: await permitFor(
        state.contracts.token,
        state.signer,
        state.contracts.deployment.access,
        await priceOf(state),
      ),
    }),
  },
  {
    id: "buy",
    async run(state) {
      const { contracts, signer, permit } = state;
      await sent(contracts, contracts.access.connect(signer).buyAccess, permit!);
      return state;
    },
  },
];
