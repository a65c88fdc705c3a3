import type { BlobStore } from "#storage/blobs";
import { cidOfDigest, parseCid } from "#storage/cid";
import { MAX_BUNDLE } from "#wire/bundle";
import { unhex } from "#wire/bytes";
import { decodeManifest, MAX_MANIFEST, type Manifest } from "#wire/manifest";
import { type Identity, unseal } from "#wire/seal";

export const fetchManifest = async (blobs: BlobStore, digest: string): Promise<Manifest> =>
  decodeManifest(await blobs.get(cidOfDigest(unhex(digest)), { maxBytes: MAX_MANIFEST }));

/** This party's bundle, decrypted and not yet checked. */
export async function fetchBundle(
  blobs: BlobStore,
  manifest: Manifest,
  party: 0 | 1,
  identities: readonly Identity[],
): Promise<Uint8Array> {
  const { cid, size } = manifest.bundles[party];
  return unseal(await blobs.get(parseCid(cid), { maxBytes: Math.min(size, MAX_BUNDLE) }), ...identities);
}
