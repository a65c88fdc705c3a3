import { type Signer, ZeroAddress } from "ethers";
import { type CaseOnChain, openedCase, rejectionOf, sent, settlementOf } from "#chain/cases";
import type { Contracts } from "#chain/contracts";
import { paymentsOf } from "#chain/payments";
import { isTerminal, phaseName, type State, stateName } from "#chain/states";
import { permitFor } from "#chain/typed-data";
import { cidOfDigest } from "#storage/cid";
import { unhex } from "#wire/bytes";
import { meaning } from "#wire/codebook";
import type { CaseSecrets } from "./prepare.ts";
import type { PublishedCase } from "./publish.ts";

export interface CaseTerms {
  readonly pair: number;
  readonly model: number;
  readonly seats: number;
  /** Bounty at full uncertainty, in the token's smallest unit. */
  readonly maximum: bigint;
}

export type EscrowPermit = Awaited<ReturnType<typeof permitFor>>;

/** A signed permit for the maximum bounty and the node fee. */
export async function permitEscrow(contracts: Contracts, signer: Signer, terms: CaseTerms): Promise<EscrowPermit> {
  const { core, directory, token } = contracts;
  const { fee } = await directory.getPair(terms.pair);
  return permitFor(token, signer, await core.getAddress(), terms.maximum + fee);
}

/** Escrows the maximum bounty and the node fee, and opens the case; without a permit it asks for one. Returns its number. */
export async function openCase(
  contracts: Contracts,
  signer: Signer,
  terms: CaseTerms,
  published: Pick<PublishedCase, "caseCommit" | "manifest">,
  nonce: string,
  given?: EscrowPermit,
): Promise<string> {
  const { core } = contracts;
  const permit = given ?? (await permitEscrow(contracts, signer, terms));
  const receipt = await sent(
    contracts,
    core.connect(signer).openCase,
    { ...terms, caseCommit: published.caseCommit, manifest: published.manifest, nonce },
    permit,
  );
  for (const log of receipt.logs) {
    const event = core.interface.parseLog(log);
    if (event?.name === "CaseOpened") return String(event.args.caseId);
  }
  throw new Error("openCase succeeded without its event");
}

/** A prediction in the patient's own terms. */
export interface Prediction {
  readonly label: string;
  /** Calibrated probability of that label, 0 to 1, in steps of 0.025, rounded down. */
  readonly confidence: number;
}

export interface Diagnosis {
  readonly label: string;
  readonly agreeing: number;
  readonly seats: number;
}

/** What the patient can read of a case. Amounts are in the token's smallest unit. */
export interface PatientView {
  readonly caseId: string;
  readonly state: State;
  /** Counts from 1: which panel of the case this is. */
  readonly wave: number;
  readonly steps: readonly { name: string; done: boolean; detail?: string }[];
  readonly prediction: Prediction | null;
  readonly bounty: { max: string; current: string; paid: string; refunded: string; token: string; decimals: number };
  readonly diagnosis: Diagnosis | null;
  /** Of a case that ended because its material was forged: what that cost, and the evidence, as ipfs://CID. */
  readonly rejection: { set: number; evidence: string; forfeited: string } | null;
}

/** Undoes the permutation of the set that was used. Only the holder of the secrets can. */
export function decodePrediction(
  secrets: CaseSecrets,
  report: { set: number; maskedClass: number; confidence: number },
): Prediction | null {
  const label = secrets.labels[secrets.permutations[report.set]?.[report.maskedClass] ?? -1];
  return label === undefined ? null : { label, confidence: report.confidence / 10_000 };
}

export const decodeTag = (secrets: CaseSecrets, tag: string): string | undefined =>
  meaning(BigInt(tag), secrets.labels, secrets.tags.map(BigInt));

/** Reads a case from the chain with the patient's secrets. */
export async function patientView(contracts: Contracts, caseId: string, secrets: CaseSecrets): Promise<PatientView> {
  const [onChain, seats] = await Promise.all([contracts.core.getCase(caseId), contracts.core.seats(caseId)]);
  const state = stateName(onChain.state);
  const [opened, settled, rejected, money] = await Promise.all([
    openedCase(contracts, caseId),
    settlementOf(contracts, caseId),
    state === "Rejected" ? rejectionOf(contracts, caseId) : undefined,
    paymentsOf(contracts, caseId),
  ]);
  const prediction = onChain.reported
    ? decodePrediction(secrets, {
        set: Number(onChain.set),
        maskedClass: Number(onChain.maskedClass),
        confidence: Number(onChain.confidence),
      })
    : null;
  const label = settled && decodeTag(secrets, settled.args.tag);
  return {
    caseId,
    state,
    wave: opened.wave,
    steps: stepsOf(
      onChain,
      seats.map((seat) => Number(seat.status)),
    ),
    prediction,
    bounty: {
      max: String(opened.maximum),
      current: String(onChain.bounty),
      paid: String(money.paid),
      refunded: String(money.refunded),
      token: contracts.currency.symbol,
      decimals: contracts.currency.decimals,
    },
    diagnosis: settled && label ? { label, agreeing: Number(settled.args.agreeing), seats: seats.length } : null,
    rejection: rejected
      ? {
          set: Number(rejected.args.set),
          evidence: `ipfs://${cidOfDigest(unhex(rejected.args.evidence))}`,
          forfeited: String(rejected.args.forfeited),
        }
      : null,
  };
}

const COMMITTED = 1;
const REVEALED = 2;

function stepsOf(onChain: CaseOnChain, statuses: readonly number[]) {
  const count = (least: number) => statuses.filter((status) => status === least || status === REVEALED).length;
  const drawn = statuses.length > 0;
  const state = stateName(onChain.state);
  return [
    { name: "escrow stands", done: onChain.patient !== ZeroAddress },
    {
      name: "read under encryption",
      done: onChain.reported,
      ...(drawn && !onChain.reported && { detail: "skipped: no report in time" }),
      ...(state === "Rejected" && {
        detail:
          "rejected: both nodes found that a material set was forged; the deposit is lost, and anyone can check why",
      }),
    },
    { name: "panel drawn", done: drawn, ...(drawn && { detail: `${statuses.length} doctors` }) },
    {
      name: "votes committed",
      done: drawn && count(COMMITTED) === statuses.length,
      detail: `${count(COMMITTED)} of ${statuses.length}`,
    },
    {
      name: "votes revealed",
      done: drawn && count(REVEALED) === statuses.length,
      detail: `${count(REVEALED)} of ${statuses.length}`,
    },
    {
      name: "settled",
      done: state === "NoQuorum" || isTerminal(state),
      ...(phaseName(onChain.phase) === "Deciding" && {
        detail: `no majority: you may ask another panel until ${new Date(Number(onChain.closeEnd) * 1000).toISOString()}`,
      }),
    },
  ];
}

/** Moves a case on when something is due that anyone may do. Returns what was done, if anything. */
export async function pushDue(
  contracts: Contracts,
  signer: Signer,
  caseId: string,
): Promise<"skipReport" | "settle" | "close" | undefined> {
  const onChain = await contracts.core.getCase(caseId);
  const due = ({ Overdue: "skipReport", Settling: "settle", Closing: "close" } as const)[
    phaseName(onChain.phase) as "Overdue"
  ];
  if (due) await sent(contracts, contracts.core.connect(signer)[due], caseId);
  return due;
}
