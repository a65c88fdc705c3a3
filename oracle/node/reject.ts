import { TypedDataEncoder } from "ethers";
import type { OpenedCase } from "#chain/cases";
import { type RejectionMessage, rejectionTypes } from "#chain/typed-data";
import type { LinkSession } from "#node/link/session";
import { digestOfCid } from "#storage/cid";
import { Countersign } from "#wire/api";
import { hex, unhex } from "#wire/bytes";
import { encodeEvidence } from "#wire/evidence";
import { bothSignatures } from "./attest.ts";
import type { ForgedSet } from "./audit.ts";
import type { NodeContext } from "./context.ts";
import { hear } from "./hear.ts";

/** A rejection as it is posted, with both signatures in party order. */
export interface SignedRejection {
  readonly message: RejectionMessage;
  readonly signatures: readonly [string, string];
}

/**
 * Publishes the forged set and signs, with the peer, that the case is rejected for it. The evidence follows from what the
 * patient sent and nothing else, so both nodes come to the same digest, and to the same again after a crash.
 * @throws DoctorError E337_SIGNED_ANOTHER when this node has signed a report of this wave; E412 when the peer deviates
 */
export async function rejectTogether(
  context: NodeContext,
  opened: OpenedCase,
  forged: ForgedSet,
  session: LinkSession,
): Promise<SignedRejection> {
  const { contracts, wallet, store } = context;
  const { caseId, wave, pair } = opened;
  const evidence = await publishEvidence(context, opened, forged);
  const message = { caseId, wave, pair, set: forged.set, evidence };
  const digest = TypedDataEncoder.hash(contracts.domain, rejectionTypes, message);
  const signature = await wallet.signTypedData(contracts.domain, rejectionTypes, message);
  // Whoever has signed a rejection signs no report of the same wave any more, and the other way round.
  store.signOnce(caseId, wave, digest);
  await session.sendMessage({ digest, signature });
  const theirs = await hear(session, Countersign);
  const signatures = bothSignatures(context, rejectionTypes, { message, digest, signature }, theirs);
  store.keepRejection(opened, JSON.stringify({ message, signatures }));
  return { message, signatures };
}

/** Both nodes store it, so that one that goes away takes no evidence along. Returns the digest of its CID. */
async function publishEvidence(
  { blobs }: NodeContext,
  { manifest }: OpenedCase,
  { set, halves: [half0, half1] }: ForgedSet,
): Promise<string> {
  const cid = await blobs.put(half1);
  const evidence = encodeEvidence({
    format: "crypto-doctor/evidence@1",
    manifest: unhex(manifest),
    set,
    half0,
    half1: { cid: cid.toString(), size: half1.length },
  });
  return hex(digestOfCid(await blobs.put(evidence)));
}
