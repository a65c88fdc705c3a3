import { fundsStep, networkStep } from "./actor.ts";
import { extendCase, extensionPrice, hasWave, permitExtension, requireExtendable } from "./extend.ts";
import { consentStep, requireCurrentKeys, type Sending, uploadStep } from "./open-flow.ts";
import type { Step } from "./steps.ts";

/** A sealed wave for a case that ended without majority. */
export interface Extending extends Sending {
  readonly caseId: string;
}

const taken = ({ contracts, caseId, published }: Extending) => hasWave(contracts, caseId, published.caseCommit);

/** From a sealed wave to a case that goes on. A wave whose transaction went through unseen is not asked a second time. */
export const extendSteps: readonly Step<Extending>[] = [
  networkStep(),
  {
    id: "wave",
    async run(state) {
      if (!(await taken(state))) await requireExtendable(state.contracts, state.caseId);
      return state;
    },
  },
  fundsStep(async ({ contracts, caseId, terms }) => (await extensionPrice(contracts, caseId, terms)).due),
  consentStep(),
  uploadStep(),
  {
    id: "permit",
    async run(state) {
      if (await taken(state)) return state;
      await requireCurrentKeys(state);
      const { contracts, signer, caseId, terms } = state;
      return { ...state, permit: await permitExtension(contracts, signer, caseId, terms) };
    },
  },
  {
    id: "extend",
    async run(state) {
      if (await taken(state)) return state;
      const { contracts, signer, caseId, terms, published, nonce, permit } = state;
      await extendCase(contracts, signer, caseId, terms, published, nonce, permit);
      return state;
    },
  },
];
