import type { CID } from "multiformats/cid";
import { DoctorError } from "#errors";
import { ipfsClient } from "./ipfs-client.ts";
import { notFound } from "./not-found.ts";
import { cidOf, readDag, streamDag, writeDag } from "./unixfs.ts";

/** Files by content. What is stored is ciphertext: whoever has the CID can read it, and nobody can take it back. */
export interface BlobStore {
  /** Stores and pins; the same bytes always have the same CID (UnixFS, CIDv1, raw leaves, chunks of 256 KiB). */
  put(bytes: Uint8Array): Promise<CID>;
  /**
   * Reads a file, each block verified against its CID.
   * @throws DoctorError E601_STORAGE_UNREACHABLE, E602_BLOB_NOT_FOUND, E603_STORAGE_TIMEOUT, E604_WRONG_BLOCK,
   *   E605_BLOB_TOO_LARGE, E606_UNSUPPORTED_CID, E607_NOT_A_FILE, E609_STORAGE_REFUSED
   */
  get(cid: CID, limits: { maxBytes: number }): Promise<Uint8Array>;
  /** As `get`, part by part, for what should not be in memory whole. */
  stream(cid: CID, limits: { maxBytes: number }): AsyncIterable<{ readonly part: Uint8Array }>;
}

/**
 * The blobs of an IPFS node, through Kubo's RPC: the embedded service, or any Kubo.
 *
 * Trust: the server sees ciphertext, sizes and times; it can withhold, but not alter, since CIDs are computed and
 * checked on this side. Warning: one answer of its is held in memory whole, so a hostile server can exhaust it: name
 * only a server of your own.
 * @param rpcUrl such as http://127.0.0.1:5001
 * @param timeoutMs for one upload or one block, milliseconds; a Kubo on the open network searches for long
 */
export function ipfsBlobs(rpcUrl: string, timeoutMs = 30_000): BlobStore {
  const ipfs = ipfsClient(rpcUrl, timeoutMs);
  return {
    async put(bytes) {
      const expected = await cidOf(bytes);
      const stored = await ipfs.add(bytes);
      if (!stored.equals(expected)) {
        throw new DoctorError(
          "E608_WRONG_CID",
          "The IPFS server stored the file under another CID than these bytes have.",
          "Check that the server keeps Kubo's default import settings; otherwise do not use it.",
        );
      }
      return expected;
    },
    get: (cid, limits) => readDag(cid, ipfs.block, limits),
    stream: (cid, limits) => streamDag(cid, ipfs.block, limits),
  };
}

/** One block as an IPFS node has it, unverified: what a gateway passes on to readers who verify. */
export const ipfsBlock = (rpcUrl: string, timeoutMs = 10_000): ((cid: CID) => Promise<Uint8Array>) =>
  ipfsClient(rpcUrl, timeoutMs).block;

/** Blobs in this process's memory, with the CIDs that IPFS would give them: for tests. */
export function memoryBlobs(): BlobStore {
  const blocks = new Map<string, Uint8Array>();
  const block = async (cid: CID) => {
    const bytes = blocks.get(cid.toString());
    if (!bytes) throw notFound(cid);
    return bytes;
  };
  return {
    async put(bytes) {
      const { cid } = await writeDag(bytes.slice(), {
        put(cid: CID, block) {
          blocks.set(cid.toString(), block as Uint8Array);
          return cid;
        },
      });
      return cid;
    },
    get: (cid, limits) => readDag(cid, block, limits),
    stream: (cid, limits) => streamDag(cid, block, limits),
  };
}
