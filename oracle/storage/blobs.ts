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

/** A store beside the process that uses it, which also takes what lies on a disk. */
export interface NodeBlobStore extends BlobStore {
  /**
   * Stores and pins a file that has this CID, without holding it whole.
   * @throws DoctorError E608_WRONG_CID, E601, E603, E609 as above
   */
  putStream(cid: CID, content: AsyncIterable<Uint8Array>): Promise<void>;
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
export function ipfsBlobs(rpcUrl: string, timeoutMs = 30_000): NodeBlobStore {
  const ipfs = ipfsClient(rpcUrl, timeoutMs);
  async function add(expected: CID, content: Uint8Array | AsyncIterable<Uint8Array>): Promise<void> {
    if (!(await ipfs.add(content)).equals(expected)) throw wrongCid();
  }
  return {
    async put(bytes) {
      const cid = await cidOf(bytes);
      await add(cid, bytes);
      return cid;
    },
    putStream: add,
    get: (cid, limits) => readDag(cid, ipfs.block, limits),
    stream: (cid, limits) => streamDag(cid, ipfs.block, limits),
  };
}

/** One block as an IPFS node has it, unverified: what a gateway passes on to readers who verify. */
export const ipfsBlock = (rpcUrl: string, timeoutMs = 10_000): ((cid: CID) => Promise<Uint8Array>) =>
  ipfsClient(rpcUrl, timeoutMs).block;

/** Blobs in this process's memory, with the CIDs that IPFS would give them: for tests. */
export function memoryBlobs(): NodeBlobStore {
  const blocks = new Map<string, Uint8Array>();
  const block = async (cid: CID) => {
    const bytes = blocks.get(cid.toString());
    if (!bytes) throw notFound(cid);
    return bytes;
  };
  const write = (content: Uint8Array | AsyncIterable<Uint8Array>) =>
    writeDag(content, {
      put(cid: CID, bytes) {
        blocks.set(cid.toString(), bytes as Uint8Array);
        return cid;
      },
    });
  return {
    put: async (bytes) => (await write(bytes.slice())).cid,
    async putStream(cid, content) {
      if (!(await write(content)).cid.equals(cid)) throw wrongCid();
    },
    get: (cid, limits) => readDag(cid, block, limits),
    stream: (cid, limits) => streamDag(cid, block, limits),
  };
}

const wrongCid = () =>
  new DoctorError(
    "E608_WRONG_CID",
    "The IPFS server stored the file under another CID than these bytes have.",
    "Check that the server keeps Kubo's default import settings; otherwise do not use it.",
  );
