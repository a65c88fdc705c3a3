import { caseCommit } from "#chain/case-commit";
import { statedName } from "#mpc/tape/material";
import type { BlobStore } from "#storage/blobs";
import { digestOfCid } from "#storage/cid";
import { hex } from "#wire/bytes";
import { encodeManifest, type SetItem } from "#wire/manifest";
import { type Recipient, seal } from "#wire/seal";
import { sealSet } from "#wire/sealed-set";
import type { PreparedCase } from "./prepare.ts";

export interface PublishedCase {
  /** SHA-256 digest of the manifest, which is one raw block: its CID follows from it. `0x` + 64 hex digits. */
  readonly manifest: string;
  readonly manifestCid: string;
  readonly caseCommit: string;
  readonly uploads: readonly { what: string; cid: string; bytes: number }[];
}

/**
 * Seals the bundles to the two nodes, deals and seals the material sets, one in memory at a time, and puts every
 * ciphertext, then the manifest, into the store. Only ciphertext leaves.
 */
export async function publishCase(
  prepared: PreparedCase,
  modelDigest: Uint8Array,
  recipients: readonly [Recipient, Recipient],
  blobs: Pick<BlobStore, "put">,
): Promise<PublishedCase> {
  const uploads: { what: string; cid: string; bytes: number }[] = [];
  const put = async (what: string, bytes: Uint8Array) => {
    const cid = (await blobs.put(bytes)).toString();
    uploads.push({ what, cid, bytes: bytes.length });
    return { cid, size: bytes.length };
  };
  const sets: [SetItem, SetItem][] = [];
  for (const [i, { keys, deal }] of prepared.sets.entries()) {
    const { set0, set1 } = deal();
    const half = async (party: 0 | 1, set: Uint8Array) => ({
      ...(await put(`material ${i + 1} for node ${party}`, await sealSet(set, keys[party]))),
      name: statedName(set),
    });
    sets.push([await half(0, set0), await half(1, set1)]);
  }
  const manifestBytes = encodeManifest({
    model: modelDigest,
    bundles: [
      await put("bundle for node 0", await seal(prepared.bundles[0], recipients[0])),
      await put("bundle for node 1", await seal(prepared.bundles[1], recipients[1])),
    ],
    package: await put("picture package", prepared.package),
    record: await put("record", prepared.record),
    packageHalves: [...prepared.packageHalfHashes],
    recordHalves: [...prepared.recordHalfHashes],
    sets,
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
