import { create } from "kubo-rpc-client";
import type { CID } from "multiformats/cid";
import { DoctorError } from "#errors";
import { notFound } from "./not-found.ts";
import { CHUNK_BYTES } from "./unixfs.ts";

/** The two calls of Kubo's RPC that readers and writers need, with a time-out each and named errors. */
export function ipfsClient(rpcUrl: string, timeoutMs: number) {
  const client = create({ url: rpcUrl });

  async function call<T>(cid: CID | undefined, request: (signal: AbortSignal) => Promise<T>): Promise<T> {
    const signal = AbortSignal.timeout(timeoutMs);
    try {
      return await request(signal);
    } catch (cause) {
      throw named(cause, rpcUrl, signal.aborted ? timeoutMs : undefined, cid);
    }
  }

  return {
    async add(content: Uint8Array | AsyncIterable<Uint8Array>): Promise<CID> {
      const options = { cidVersion: 1, rawLeaves: true, pin: true, chunker: `size-${CHUNK_BYTES}` } as const;
      return (await call(undefined, (signal) => client.add(content, { ...options, signal }))).cid;
    },
    block: (cid: CID): Promise<Uint8Array> => call(cid, (signal) => client.block.get(cid, { signal })),
  };
}

function named(cause: unknown, rpcUrl: string, timedOutAfter: number | undefined, cid: CID | undefined): DoctorError {
  const error = cause as Error;
  if (timedOutAfter !== undefined || error.name === "TimeoutError") {
    return new DoctorError(
      "E603_STORAGE_TIMEOUT",
      `The IPFS server at ${rpcUrl} did not answer in time.`,
      "Try again; on the open network the file may have no provider that is on line.",
      cause,
    );
  }
  // Kubo's own words (boxo: offline exchange, ipld.ErrNotFound); it has no status of its own for "not here".
  if (cid && /could not find|not found/.test(error.message)) return notFound(cid, cause);
  if (error.name === "HTTPError") {
    return new DoctorError(
      "E609_STORAGE_REFUSED",
      `The IPFS server at ${rpcUrl} refused the request: ${error.message}.`,
      "Check that the address is that of an IPFS node's RPC, and the size of the file.",
      cause,
    );
  }
  return new DoctorError(
    "E601_STORAGE_UNREACHABLE",
    `There is no IPFS server at ${rpcUrl}.`,
    "Start it (npm start does), or set IPFS_RPC_URL to a running Kubo.",
    cause,
  );
}
