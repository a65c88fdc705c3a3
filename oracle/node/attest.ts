import { TypedDataEncoder, type TypedDataField, verifyTypedData } from "ethers";
import { type ReportMessage, reportTypes } from "#chain/typed-data";
import { DoctorError } from "#errors";
import type { Countersign } from "#wire/api";
import { hex } from "#wire/bytes";
import type { NodeContext } from "./context.ts";
import type { Reading } from "./run.ts";

/** A report as it is posted: what both parties computed, and both signatures in party order. */
export interface SignedReport {
  readonly message: ReportMessage;
  readonly digest: string;
  readonly signatures: readonly [string, string];
  readonly stats: Reading["stats"];
}

/** What this party signs after a run. `signature` is its own. */
export interface OwnReport {
  readonly message: ReportMessage;
  readonly digest: string;
  readonly signature: string;
  readonly stats: Reading["stats"];
}

export async function signReport(
  { wallet, contracts }: NodeContext,
  read: {
    caseId: string;
    wave: number;
    pair: number;
    modelDigest: string;
    inputHashes: readonly [Uint8Array, Uint8Array];
  } & Reading,
): Promise<OwnReport> {
  const { caseId, wave, pair, set, maskedClass, confidence, stats } = read;
  const message: ReportMessage = {
    caseId,
    wave,
    pair,
    model: read.modelDigest,
    set,
    maskedClass,
    confidence,
    h0: hex(read.inputHashes[0]),
    h1: hex(read.inputHashes[1]),
  };
  return {
    message,
    digest: TypedDataEncoder.hash(contracts.domain, reportTypes, message),
    signature: await wallet.signTypedData(contracts.domain, reportTypes, message),
    stats,
  };
}

/**
 * The signatures of both parties under one message, in party order, if the peer signed exactly the same.
 * @throws DoctorError E412_REPORTS_DIFFER
 */
export function bothSignatures(
  { party, peerSigner, contracts }: NodeContext,
  types: Record<string, TypedDataField[]>,
  own: { readonly message: object; readonly digest: string; readonly signature: string },
  theirs: Countersign,
): [string, string] {
  const signer = (): string | undefined => {
    try {
      return verifyTypedData(contracts.domain, types, own.message, theirs.signature);
    } catch {
      return undefined; // Bytes that are no signature at all.
    }
  };
  if (theirs.digest !== own.digest || signer()?.toLowerCase() !== peerSigner.toLowerCase()) {
    throw new DoctorError(
      "E412_REPORTS_DIFFER",
      "The peer did not sign the same report.",
      "The case is tried again with the spare set; if it stays so, one of the two nodes deviates.",
    );
  }
  return party === 0 ? [own.signature, theirs.signature] : [theirs.signature, own.signature];
}

/** Joins the peer's signature to this party's report. @throws DoctorError E412_REPORTS_DIFFER */
export function countersigned(context: NodeContext, own: OwnReport, theirs: Countersign): SignedReport {
  const { message, digest, stats } = own;
  return { message, digest, stats, signatures: bothSignatures(context, reportTypes, own, theirs) };
}
