import type { Signer } from "ethers";
import { sent } from "#chain/cases";
import type { Contracts } from "#chain/contracts";
import { isPhase } from "#chain/states";
import { permitFor } from "#chain/typed-data";
import { DoctorError } from "#errors";
import type { CaseTerms } from "./patient.ts";
import type { PublishedCase } from "./publish.ts";

/** Whether another panel can be asked now. @throws DoctorError E530_NO_WAVE with the reason why not */
export async function requireExtendable({ core }: Contracts, caseId: string): Promise<void> {
  const view = await core.getCase(caseId);
  if (isPhase(view, "Deciding") && view.wave < MAX_WAVES) return;
  throw new DoctorError(
    "E530_NO_WAVE",
    "No other panel can be asked in this case now.",
    "That is possible after a vote without majority, for a short time, and at most twice.",
  );
}

const MAX_WAVES = 3n;

/** What another wave costs on top of what the last one left, in the token's smallest unit; never below 0. */
async function topUp({ core, directory }: Contracts, caseId: string, terms: CaseTerms): Promise<bigint> {
  const [{ maximum: left }, fee] = await Promise.all([core.getCase(caseId), directory.feeOf(terms.pair)]);
  const due = terms.maximum + fee - left;
  return due > 0n ? due : 0n;
}

/** Asks another panel: everything of it is fresh, and what the last wave left is topped up to a whole deposit and a fee. */
export async function extendCase(
  contracts: Contracts,
  signer: Signer,
  caseId: string,
  terms: CaseTerms,
  { caseCommit, manifest }: Pick<PublishedCase, "caseCommit" | "manifest">,
  nonce: string,
): Promise<void> {
  const { core, token } = contracts;
  const permit = await permitFor(token, signer, await core.getAddress(), await topUp(contracts, caseId, terms));
  await sent(contracts, core.connect(signer).extend, caseId, { ...terms, caseCommit, manifest, nonce }, permit);
}
