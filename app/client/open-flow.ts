import { DoctorError } from "#errors";
import { type Actor, fundsStep, networkStep } from "./actor.ts";
import { type Consent, type SignedConsent, signConsent } from "./consent.ts";
import { caseOfCommitment } from "./find-case.ts";
import { type CaseTerms, type EscrowPermit, openCase, permitEscrow } from "./patient.ts";
import type { PublishedCase } from "./publish.ts";
import type { Step } from "./steps.ts";

/** A sealed wave on its way to the chain. */
export interface Sending extends Actor {
  readonly terms: CaseTerms;
  readonly published: Pick<PublishedCase, "manifest" | "caseCommit">;
  readonly nonce: string;
  /** To whom it was sealed: both nodes' recipients, as 32 bytes in hex. */
  readonly recipients?: readonly [string, string];
  readonly consent: Consent;
  readonly now: () => number;
  /** Sends whatever ciphertext has not been sent yet. */
  readonly upload: () => Promise<void>;
  /** Called as soon as there is something that a reload must find again. */
  readonly keep: (found: { signedConsent?: SignedConsent; caseId?: string }) => Promise<void>;
  readonly permit?: EscrowPermit;
}

/** A sealed case on its way to the chain. */
export interface Opening extends Sending {
  readonly caseId?: string;
}

export const consentStep = <S extends Sending>(): Step<S> => ({
  id: "consent",
  async run(state) {
    const { signer, contracts, published, consent, now } = state;
    const signedAt = Math.floor(now() / 1000);
    const signedConsent = await signConsent(signer, contracts.domain, published.caseCommit, consent, signedAt);
    await state.keep({ signedConsent });
    return state;
  },
});

export const uploadStep = <S extends Sending>(): Step<S> => ({
  id: "upload",
  async run(state) {
    await state.upload();
    return state;
  },
});

/**
 * Nodes change their keys from time to time, and delete the old ones some days after: what was sealed before could be
 * paid for and read by nobody.
 * @throws DoctorError E222_KEYS_ROTATED
 */
export async function requireCurrentKeys({ contracts, terms, recipients }: Sending): Promise<void> {
  const { recipients: current } = await contracts.directory.getPair(terms.pair);
  if (!recipients || recipients.every((recipient, party) => recipient === current[party])) return;
  throw new DoctorError(
    "E222_KEYS_ROTATED",
    "The nodes have changed their keys since this was sealed.",
    "Nothing has been paid. Make a new case of the same picture.",
  );
}

/** From sealed to open. A case whose transaction went through unseen is found again by its commitment. */
export const openSteps: readonly Step<Opening>[] = [
  networkStep(),
  fundsStep(async ({ contracts, terms }) => terms.maximum + (await contracts.directory.getPair(terms.pair)).fee),
  consentStep(),
  uploadStep(),
  {
    id: "permit",
    async run(state) {
      const caseId = await caseOfCommitment(
        state.contracts,
        await state.signer.getAddress(),
        state.published.caseCommit,
      );
      if (caseId) return { ...state, caseId };
      await requireCurrentKeys(state);
      return { ...state, permit: await permitEscrow(state.contracts, state.signer, state.terms) };
    },
  },
  {
    id: "open",
    async run(state) {
      const { contracts, signer, terms, published, nonce, permit } = state;
      const found =
        state.caseId ?? (await caseOfCommitment(contracts, await signer.getAddress(), published.caseCommit));
      const caseId = found ?? (await openCase(contracts, signer, terms, published, nonce, permit));
      await state.keep({ caseId });
      return { ...state, caseId };
    },
  },
];
