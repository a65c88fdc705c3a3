import type { Signer } from "ethers";
import { openedCase, settlementOf } from "#chain/cases";
import type { Contracts } from "#chain/contracts";
import { signRecordRequest } from "#chain/requests";
import type { BlobStore } from "#storage/blobs";
import { cidOfDigest, parseCid } from "#storage/cid";
import { unbox } from "#wire/boxed";
import { hex, unhex } from "#wire/bytes";
import { decodeManifest, MAX_MANIFEST } from "#wire/manifest";
import { decodeRecord, MAX_RECORD } from "#wire/record";
import { type Identity, recipientOf } from "#wire/seal";
import { collectKey, type Post } from "./release.ts";
import type { Row } from "./rows.ts";

const REQUEST_SECONDS = 600;

/**
 * The diagnosis of a settled, consenting case: asks both nodes for the record key, opens the record, and looks up the
 * tag on chain. `undefined` when the tag is none of the record's.
 * @throws DoctorError E205_NOT_RELEASED when the patient did not consent
 */
export async function readRecord(
  tools: { contracts: Contracts; blobs: BlobStore; post: Post; signer: Signer; identity: Identity; now: () => number },
  caseId: string,
): Promise<string | undefined> {
  const { contracts, blobs, signer, identity } = tools;
  const opened = await openedCase(contracts, caseId);
  const manifest = decodeManifest(await blobs.get(cidOfDigest(unhex(opened.manifest)), { maxBytes: MAX_MANIFEST }));
  const request = {
    caseId,
    recipient: hex(await recipientOf(identity)),
    expiry: Math.floor(tools.now() / 1000) + REQUEST_SECONDS,
  };
  const signature = await signRecordRequest(signer, contracts.domain, request);
  const key = await collectKey({
    ...tools,
    pair: opened.pair,
    caseId,
    path: "records",
    body: { request, signature },
    hashes: manifest.recordHalves,
  });
  const record = decodeRecord(unbox(await blobs.get(parseCid(manifest.record.cid), { maxBytes: MAX_RECORD }), key));
  const settled = await settlementOf(contracts, caseId);
  return record.entries.find(({ tag }) => hex(tag) === settled?.args.tag.toLowerCase())?.label;
}

/** No class may hold more of a published batch than this, and no batch may be smaller, except on the local network. */
export interface BatchRule {
  readonly leastRows: number;
  readonly greatestShare: number;
}
export const PUBLIC_RULE: BatchRule = { leastRows: 10, greatestShare: 0.8 };
export const LOCAL_RULE: BatchRule = { leastRows: 1, greatestShare: 1 };

/** Whether the rows that wait may be published together. */
export function mayPublish(rows: readonly Row[], rule: BatchRule): boolean {
  if (rows.length < rule.leastRows) return false;
  const counts = new Map<string, number>();
  for (const { diagnosis } of rows) counts.set(diagnosis, (counts.get(diagnosis) ?? 0) + 1);
  return Math.max(...counts.values()) <= rule.greatestShare * rows.length;
}

/** The rows of one batch: one period for all of them, in an order that says nothing about the cases. */
export function batchRows(rows: readonly Row[], period: string, below: (bound: number) => number): Row[] {
  const shuffled = rows.map(({ diagnosis }) => ({ period, diagnosis }));
  for (let i = shuffled.length - 1; i > 0; i--) {
    const j = below(i + 1);
    [shuffled[i], shuffled[j]] = [shuffled[j]!, shuffled[i]!];
  }
  return shuffled;
}
