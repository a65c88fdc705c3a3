import { caseCommit } from "#chain/case-commit";
import type { BlobStore } from "#storage/blobs";
import { digestOfCid } from "#storage/cid";
import { hex } from "#wire/bytes";
import { encodeManifest } from "#wire/manifest";
import { type Recipient, seal } from "#wire/seal";
import type { PreparedCase } from "./prepare.ts";

export interface PublishedCase {
  /** SHA-256 digest of the manifest, which is one raw block: its CID follows from it. `0x` + 64 hex digits. */
  readonly manifest: string;
  readonly manifestCid: string;
  readonly caseCommit: string;
  readonly uploads: readonly { what: string; cid: string; bytes: number }[];
}

/** Seals the bundles to the two nodes and puts every ciphertext, then the manifest, into the store. Only ciphertext leaves. */
export async function publishCase(
  prepared: PreparedCase,
  modelDigest: Uint8Array,
  recipients: readonly [Recipient, Recipient],
  blobs: BlobStore,
): Promise<PublishedCase> {
  const uploads: { what: string; cid: string; bytes: number }[] = [];
  const put = async (what: string, bytes: Uint8Array) => {
    const cid = (await blobs.put(bytes)).toString();
    uploads.push({ what, cid, bytes: bytes.length });
    return { cid, size: bytes.length };
  };
  const bundles: [{ cid: string; size: number }, { cid: string; size: number }] = [
    await put("bundle for node 0", await seal(prepared.bundles[0], recipients[0])),
    await put("bundle for node 1", await seal(prepared.bundles[1], recipients[1])),
  ];
  const manifestBytes = encodeManifest({
    format: "crypto-doctor/manifest@2",
    model: modelDigest,
    bundles,
    package: await put("picture package", prepared.package),
    record: await put("record", prepared.record),
    packageHalves: [...prepared.packageHalfHashes],
    recordHalves: [...prepared.recordHalfHashes],
    sets: prepared.setHashes.map(([half0, half1]) => [half0, half1]),
  });
  const manifestCid = await blobs.put(manifestBytes);
  uploads.push({ what: "manifest", cid: manifestCid.toString(), bytes: manifestBytes.length });
  const manifest = hex(digestOfCid(manifestCid));
  return {
    manifest,
    manifestCid: manifestCid.toString(),
    caseCommit: caseCommit({ ...prepared.preimage, manifest }),
    uploads,
  };
}
