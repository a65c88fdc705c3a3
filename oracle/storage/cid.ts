import { CID } from "multiformats/cid";
import { create } from "multiformats/hashes/digest";
import { DoctorError } from "#errors";

/** Multicodec numbers (github.com/multiformats/multicodec) of what a UnixFS file is made of. */
export const RAW = 0x55;
export const DAG_PB = 0x70;
export const SHA2_256 = 0x12;

/** The CIDv1 of one raw block. Contracts keep 32 bytes, the digest; codec and hash are fixed, so the CID follows. */
export function cidOfDigest(digest: Uint8Array): CID {
  if (digest.length !== 32) throw unsupported(`a digest of ${digest.length} bytes`);
  return CID.createV1(RAW, create(SHA2_256, digest));
}

/**
 * The SHA-256 digest, 32 bytes, of a CID that is one raw block.
 * @throws DoctorError E606_UNSUPPORTED_CID for any other codec or hash: there the digest would not be that of the bytes
 */
export function digestOfCid(cid: CID): Uint8Array {
  if (cid.version !== 1 || cid.code !== RAW || cid.multihash.code !== SHA2_256 || cid.multihash.size !== 32) {
    throw unsupported("not CIDv1, raw, sha2-256");
  }
  return cid.multihash.digest;
}

/** @throws DoctorError E606_UNSUPPORTED_CID for text that is no CID */
export function parseCid(text: string): CID {
  try {
    return CID.parse(text);
  } catch (cause) {
    throw unsupported("not a CID", cause);
  }
}

/** Refuses codecs without UnixFS bytes, and hashes that do not bind the bytes (identity, truncated, broken ones). */
export function requireFileCid(cid: CID): void {
  if (cid.code !== RAW && cid.code !== DAG_PB) throw unsupported(`codec 0x${cid.code.toString(16)}`);
  if (cid.multihash.code !== SHA2_256 || cid.multihash.size !== 32) {
    throw unsupported(`hash 0x${cid.multihash.code.toString(16)}`);
  }
}

const unsupported = (what: string, cause?: unknown) =>
  new DoctorError(
    "E606_UNSUPPORTED_CID",
    `This content identifier cannot be used here: ${what}.`,
    "Use the CID as it was returned when the file was stored: raw or dag-pb, sha2-256.",
    cause,
  );
