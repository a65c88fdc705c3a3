import type { CID } from "multiformats/cid";
import { DoctorError } from "#errors";
import type { BlobStore } from "./blobs.ts";
import { notFound } from "./not-found.ts";
import { cidOf, readDag, streamDag } from "./unixfs.ts";

const CHUNK = 512 * 1024;
const TRIES = 5;

export interface PublicBlobsOptions {
  /** Called after each piece that a node has taken, with the node's endpoint. */
  readonly onSent?: (sent: number, of: number, endpoint: string) => void;
}

/**
 * The blobs of an IPFS network as seen through the nodes' public endpoints: ciphertext goes up in pieces and goes on
 * after a broken line; blocks come down and are verified here. For browsers, which never speak to an IPFS RPC.
 *
 * @param endpoints of nodes, tried in turn
 * @throws DoctorError E601_STORAGE_UNREACHABLE when none answers, E613_UPLOAD_REFUSED; reading as `BlobStore.get`
 */
export function publicBlobs(endpoints: readonly string[], { onSent }: PublicBlobsOptions = {}): BlobStore {
  const child = (maxBytes: number) => (cid: CID) => anyOf(endpoints, (endpoint) => block(endpoint, cid, maxBytes));
  return {
    async put(bytes) {
      const cid = await cidOf(bytes);
      await anyOf(endpoints, (endpoint) => upload(endpoint, cid, bytes, onSent));
      return cid;
    },
    get: (cid, limits) => readDag(cid, child(limits.maxBytes), limits),
    stream: (cid, limits) => streamDag(cid, child(limits.maxBytes), limits),
  };
}

async function upload(
  endpoint: string,
  cid: CID,
  bytes: Uint8Array,
  onSent: PublicBlobsOptions["onSent"],
): Promise<void> {
  const url = `${endpoint}/uploads/${cid}`;
  for (let tries = 0; ; tries++) {
    try {
      let at: number = (await (await answered(await fetch(url))).json()).received;
      while (at < bytes.length) {
        const body = Uint8Array.from(bytes.subarray(at, at + CHUNK));
        const response = await fetch(`${url}?size=${bytes.length}&offset=${at}`, {
          method: "PUT",
          headers: { "content-type": "application/octet-stream" },
          body,
        });
        at = (await (await answered(response)).json()).received;
        onSent?.(at, bytes.length, endpoint);
      }
      return;
    } catch (error) {
      const again = !(error instanceof DoctorError) || error.code === "E610_WRONG_OFFSET";
      if (!again || tries === TRIES) throw error;
      await new Promise((resolve) => setTimeout(resolve, 200 * 2 ** tries));
    }
  }
}

async function block(endpoint: string, cid: CID, maxBytes: number): Promise<Uint8Array> {
  const response = await fetch(`${endpoint}/ipfs/${cid}?format=raw`);
  if (!response.ok) throw notFound(cid);
  const length = Number(response.headers.get("content-length") ?? 0);
  if (length > maxBytes + 2 ** 21) throw notFound(cid);
  return new Uint8Array(await response.arrayBuffer());
}

async function answered(response: Response): Promise<Response> {
  if (response.ok) return response;
  const said = await response.json().catch(() => ({}));
  throw new DoctorError(
    said.code ?? "E613_UPLOAD_REFUSED",
    said.message ?? "A node refused the upload.",
    said.hint ?? "Try again later, or through the other node.",
  );
}

async function anyOf<T>(endpoints: readonly string[], work: (endpoint: string) => Promise<T>): Promise<T> {
  let last: unknown;
  for (const endpoint of endpoints) {
    try {
      return await work(endpoint);
    } catch (error) {
      last = error;
    }
  }
  if (last instanceof DoctorError) throw last;
  throw new DoctorError(
    "E601_STORAGE_UNREACHABLE",
    "No node answers.",
    "Check your connection; nothing is lost, and the upload goes on where it stopped.",
    last,
  );
}
