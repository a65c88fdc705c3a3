import type { Signer } from "ethers";
import { openedCase, sent } from "#chain/cases";
import type { Contracts } from "#chain/contracts";
import { isPhase } from "#chain/states";
import { permitFor } from "#chain/typed-data";
import { DoctorError } from "#errors";
import type { CaseTerms, EscrowPermit } from "./patient.ts";
import type { PublishedCase } from "./publish.ts";
import { panelIds } from "./seats.ts";

/** Panels that a case can ask in all. */
export const MAX_WAVES = 3;

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

/** What another wave costs, in the token's smallest unit: what it takes in all, and what of that the last one left. */
export interface ExtensionPrice {
  readonly fee: bigint;
  readonly left: bigint;
  /** To be paid now; never below 0. */
  readonly due: bigint;
  /** What is left of the last wave beyond the new one's price: it becomes the patient's credit. */
  readonly over: bigint;
}

export async function extensionPrice(
  { core, directory }: Contracts,
  caseId: string,
  { pair, maximum }: Pick<CaseTerms, "pair" | "maximum">,
): Promise<ExtensionPrice> {
  const [{ maximum: left }, fee] = await Promise.all([core.getCase(caseId), directory.feeOf(pair)]);
  const missing = maximum + fee - left;
  return { fee, left, due: missing > 0n ? missing : 0n, over: missing < 0n ? -missing : 0n };
}

/** Addresses of the doctors who sat on the case's panels so far: none of them is drawn for it again. */
export async function earlierReaders({ core, fromBlock }: Contracts, caseId: string): Promise<string[]> {
  const [drawn, replaced] = await Promise.all([
    core.queryFilter(core.filters.PanelDrawn(caseId), fromBlock),
    core.queryFilter(core.filters.SeatReplaced(caseId), fromBlock),
  ]);
  const account = async (id: bigint) => (await core.getDoctor(id)).licence.account;
  const changes = await Promise.all([
    ...drawn.map(async ({ args, blockNumber, index }) => {
      return { came: await Promise.all(panelIds(args.panel).map(account)), went: undefined, blockNumber, index };
    }),
    ...replaced.map(({ args: { from, to }, blockNumber, index }) => ({ came: [to], went: from, blockNumber, index })),
  ]);
  const sat = new Set<string>();
  for (const { came, went } of changes.sort((a, b) => a.blockNumber - b.blockNumber || a.index - b.index)) {
    // Who gave a seat back, or lost it, may be drawn again; who took it may not.
    if (went) sat.delete(went);
    for (const doctor of came) sat.add(doctor);
  }
  return [...sat];
}

/** A signed permit for what another wave costs now. */
export async function permitExtension(
  contracts: Contracts,
  signer: Signer,
  caseId: string,
  terms: CaseTerms,
): Promise<EscrowPermit> {
  const { core, token } = contracts;
  const { due } = await extensionPrice(contracts, caseId, terms);
  return permitFor(token, signer, await core.getAddress(), due);
}

/** Whether the chain has taken this very wave already: a transaction may have gone through unseen. */
export const hasWave = async (contracts: Contracts, caseId: string, caseCommit: string): Promise<boolean> =>
  (await openedCase(contracts, caseId)).caseCommit.toLowerCase() === caseCommit.toLowerCase();

/** Asks another panel: everything of it is fresh, and what the last wave left is topped up to a whole deposit and a fee. */
export async function extendCase(
  contracts: Contracts,
  signer: Signer,
  caseId: string,
  terms: CaseTerms,
  { caseCommit, manifest }: Pick<PublishedCase, "caseCommit" | "manifest">,
  nonce: string,
  given?: EscrowPermit,
): Promise<void> {
  const permit = given ?? (await permitExtension(contracts, signer, caseId, terms));
  const request = { ...terms, caseCommit, manifest, nonce };
  await sent(contracts, contracts.core.connect(signer).extend, caseId, request, permit);
}
