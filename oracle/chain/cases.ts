import type { ContractTransactionReceipt, ContractTransactionResponse, Signer } from "ethers";
import { DoctorError } from "#errors";
import { unhex } from "#wire/bytes";
import type { TypedContractMethod } from "../../types/ethers-contracts/common.ts";
import type { Contracts, ICryptoDoctor } from "./contracts.ts";
import { chainError } from "./errors.ts";
import { isState } from "./states.ts";
import type { RejectionMessage, ReportMessage } from "./typed-data.ts";

/**
 * Sends a transaction and waits for its receipt. Gas is estimated with room to spare: between estimate and block somebody
 * else's vote may make this one the last, which then starts the reveals or settles the case.
 * @throws DoctorError E5xx when the contract refuses it
 */
export async function sent<A extends unknown[]>(
  contracts: Contracts,
  method: TypedContractMethod<A, any, any>,
  ...args: A
): Promise<ContractTransactionReceipt> {
  const call = method as unknown as ((...args: unknown[]) => Promise<ContractTransactionResponse>) & {
    estimateGas(...args: unknown[]): Promise<bigint>;
  };
  try {
    const gasLimit = (await call.estimateGas(...args)) + GAS_TO_SPARE;
    return (await (await call(...args, { gasLimit })).wait())!;
  } catch (error) {
    throw chainError(contracts, error);
  }
}

/** More than settling a panel of seven costs. */
const GAS_TO_SPARE = 600_000n;

/** What a case's opening said, from its event. */
export interface OpenedCase {
  readonly caseId: string;
  readonly patient: string;
  readonly pair: number;
  readonly model: number;
  readonly modelDigest: string;
  readonly wave: number;
  readonly caseCommit: string;
  /** SHA-256 digest of the manifest. */
  readonly manifest: string;
  readonly nonce: string;
  /** Bounty at full uncertainty, as it was offered. */
  readonly maximum: bigint;
  readonly seedBlock: number;
  readonly block: number;
}

/**
 * The latest opening of a case: its first, or that of the wave which the patient has asked since.
 * @throws DoctorError E502_NO_CASE
 */
export async function openedCase({ core, directory, fromBlock }: Contracts, caseId: string): Promise<OpenedCase> {
  const [[opened], extended] = await Promise.all([
    core.queryFilter(core.filters.CaseOpened(caseId), fromBlock),
    core.queryFilter(core.filters.CaseExtended(caseId), fromBlock),
  ]);
  const event = extended.at(-1) ?? opened;
  if (!event)
    throw new DoctorError("E502_NO_CASE", `There is no case ${caseId} on this chain.`, "Look at the number again.");
  const { patient, pair, request, seedBlock } = event.args;
  const { model, caseCommit, manifest, nonce } = request;
  const { digest } = await directory.getModel(model);
  return {
    caseId,
    patient,
    pair: Number(pair),
    model: Number(model),
    modelDigest: digest,
    wave: 1 + extended.length,
    caseCommit,
    manifest,
    nonce,
    maximum: request.maximum,
    seedBlock: Number(seedBlock),
    block: event.blockNumber,
  };
}

export type CaseOnChain = Awaited<ReturnType<ICryptoDoctor["getCase"]>>;

export const awaitsReport = async ({ core }: Contracts, caseId: string): Promise<boolean> =>
  isState(await core.getCase(caseId), "Open");

/**
 * The report of a case's wave, or `undefined` while there is none.
 * @param opened the wave's opening: what was reported before belongs to an earlier one
 */
export const reportOf = async ({ core }: Contracts, { caseId, block }: Pick<OpenedCase, "caseId" | "block">) =>
  (await core.queryFilter(core.filters.CaseReported(caseId), block)).at(-1);

/** The settlement of a case, or `undefined` while there is none. */
export const settlementOf = async ({ core, fromBlock }: Contracts, caseId: string) =>
  (await core.queryFilter(core.filters.CaseSettled(caseId), fromBlock)).at(-1);

/** The rejection of a case's forged dealing, or `undefined` when there is none. */
export const rejectionOf = async ({ core, fromBlock }: Contracts, caseId: string) =>
  (await core.queryFilter(core.filters.DealingRejected(caseId), fromBlock)).at(-1);

/** The hash of the block that the case waited for: known to nobody when the sets were dealt, and the same for all. */
export async function coinOf({ core, provider }: Contracts, caseId: string): Promise<Uint8Array> {
  const { seedBlock } = await core.getCase(caseId);
  const block = await provider.getBlock(Number(seedBlock));
  return unhex(block!.hash!);
}

/** Posts a doubly signed rejection. @throws DoctorError E5xx when the contract refuses it */
export async function postRejection(
  contracts: Contracts,
  sender: Signer,
  { message, signatures }: { message: RejectionMessage; signatures: readonly [string, string] },
): Promise<void> {
  const { caseId, set, evidence } = message;
  await sent(contracts, contracts.core.connect(sender).rejectDealing, caseId, set, evidence, ...signatures);
}

/** Posts a doubly signed report. @throws DoctorError E5xx when the contract refuses it */
export async function postReport(
  contracts: Contracts,
  sender: Signer,
  { message, signatures }: { message: ReportMessage; signatures: readonly [string, string] },
): Promise<void> {
  const { caseId, set, maskedClass, confidence, h0, h1 } = message;
  await sent(
    contracts,
    contracts.core.connect(sender).report,
    { caseId, set, maskedClass, confidence, h0, h1 },
    ...signatures,
  );
}
