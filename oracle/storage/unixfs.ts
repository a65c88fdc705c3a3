import { decode } from "@ipld/dag-pb";
import { sha256 } from "@noble/hashes/sha2.js";
import { UnixFS } from "ipfs-unixfs";
import { type ImportContent, importByteStream, importBytes, type WritableStorage } from "ipfs-unixfs-importer";
import { fixedSize } from "ipfs-unixfs-importer/chunker";
import type { CID } from "multiformats/cid";
import { DoctorError } from "#errors";
import { RAW, requireFileCid } from "./cid.ts";

/** Kubo's default chunk, bytes. Said aloud in every request too, since a Kubo may be configured otherwise. */
export const CHUNK_BYTES = 256 * 1024;
/** The largest block that IPFS peers exchange, bytes (Bitswap specification). */
export const MAX_BLOCK_BYTES = 2 * 1024 * 1024;

export interface DagOptions {
  readonly cidVersion: 0 | 1;
  readonly rawLeaves: boolean;
  readonly chunkBytes: number;
}
/** How this project stores a file; the same bytes have the same CID in every store. */
export const OUR_DAG: DagOptions = { cidVersion: 1, rawLeaves: true, chunkBytes: CHUNK_BYTES };

/**
 * Cuts content into UnixFS blocks, balanced, 174 links a node, as `ipfs add` does.
 * @returns root CID, and the cumulative size of all blocks (Kubo's `Size`), bytes
 */
export async function writeDag(content: ImportContent, blocks: WritableStorage, options: DagOptions = OUR_DAG) {
  const { cidVersion, rawLeaves, chunkBytes } = options;
  const settings = {
    profile: "unixfs-v0-2015",
    cidVersion,
    rawLeaves,
    chunker: fixedSize({ chunkSize: chunkBytes }),
  } as const;
  const { cid, size } =
    content instanceof Uint8Array
      ? await importBytes(content, blocks, settings)
      : await importByteStream(content, blocks, settings);
  return { cid, size: Number(size) };
}

/** The CID that this content has, without storing it. */
export async function cidOf(content: ImportContent): Promise<CID> {
  return (await writeDag(content, { put: (cid) => cid })).cid;
}

/** A UnixFS file, whole. Throws as `streamDag`. */
export async function readDag(
  cid: CID,
  fetchBlock: (cid: CID) => Promise<Uint8Array>,
  limits: { maxBytes: number },
): Promise<Uint8Array> {
  let bytes: Uint8Array | undefined;
  let at = 0;
  for await (const { part, size } of streamDag(cid, fetchBlock, limits)) {
    bytes ??= new Uint8Array(size);
    bytes.set(part, at);
    at += part.length;
  }
  return bytes ?? new Uint8Array(0);
}

/**
 * Reads a UnixFS file block by block, depth first; every block is hashed and compared with its CID before it is looked
 * at, so the source of the blocks need not be trusted for their content.
 * @param fetchBlock answers the bytes of one block, or throws
 * @returns the file's parts in order, each with the size of the whole; the parts add up to it
 * @throws DoctorError E604_WRONG_BLOCK, E605_BLOB_TOO_LARGE, E606_UNSUPPORTED_CID, E607_NOT_A_FILE, or what fetchBlock throws
 */
export async function* streamDag(
  cid: CID,
  fetchBlock: (cid: CID) => Promise<Uint8Array>,
  { maxBytes }: { maxBytes: number },
): AsyncGenerator<{ part: Uint8Array; size: number }> {
  // A small hostile DAG can name one child a million times, or hold nodes without any bytes: the blocks fetched are
  // bounded too, each counted as 4 KiB at least (this project's chunks have 256), and each link as 1 KiB.
  let fetchable = 2 * maxBytes + MAX_BLOCK_BYTES;
  const fetchNode = async (child: CID): Promise<FileNode> => {
    requireFileCid(child);
    const block = await fetchBlock(child);
    verifyBlock(child, block);
    const node = parseNode(child, block);
    fetchable -= Math.max(block.length, 4096) + 1024 * node.links.length;
    if (fetchable < 0) throw tooLarge(maxBytes);
    return node;
  };

  const root = await fetchNode(cid);
  const { size } = root;
  if (size > maxBytes) throw tooLarge(maxBytes);
  const rest: CID[] = [];
  // The root's word for its size is not proven by its hash: count what really comes.
  let at = 0;
  for (let node: FileNode | undefined = root; node; ) {
    at += node.data.length;
    if (at > size) throw notAFile(new Error("longer than it says"));
    if (node.data.length > 0) yield { part: node.data, size };
    for (const link of node.links.toReversed()) rest.push(link);
    const next = rest.pop();
    node = next && (await fetchNode(next));
  }
  if (at !== size) throw notAFile(new Error("shorter than it says"));
}

interface FileNode {
  /** Of the whole file below, as the node says, bytes. */
  readonly size: number;
  /** Its own bytes, which come before those of its children. */
  readonly data: Uint8Array;
  readonly links: readonly CID[];
}

/** @throws DoctorError E607_NOT_A_FILE */
function parseNode(cid: CID, block: Uint8Array): FileNode {
  if (cid.code === RAW) return { size: block.length, data: block, links: [] };
  try {
    const node = decode(block);
    const entry = UnixFS.unmarshal(node.Data ?? new Uint8Array());
    if (entry.type !== "file" && entry.type !== "raw") throw new Error(`a ${entry.type}`);
    if (entry.blockSizes.length !== node.Links.length) throw new Error("sizes and links differ in number");
    return {
      size: Number(entry.fileSize()),
      data: entry.data ?? new Uint8Array(),
      links: node.Links.map(({ Hash }) => Hash),
    };
  } catch (cause) {
    throw notAFile(cause);
  }
}

/** @throws DoctorError E604_WRONG_BLOCK unless the bytes hash to the CID */
export function verifyBlock(cid: CID, block: Uint8Array): void {
  const digest = sha256(block);
  if (block.length <= MAX_BLOCK_BYTES && digest.every((byte, i) => byte === cid.multihash.digest[i])) return;
  throw new DoctorError(
    "E604_WRONG_BLOCK",
    `The IPFS server answered other bytes than those of ${cid}.`,
    "Do not use this server: it is broken, or it lies.",
  );
}

const tooLarge = (maxBytes: number) =>
  new DoctorError(
    "E605_BLOB_TOO_LARGE",
    `The stored file is larger than the ${maxBytes} bytes that are expected here at most.`,
    "Its uploader made it so; leave this case.",
  );

const notAFile = (cause: unknown) =>
  new DoctorError(
    "E607_NOT_A_FILE",
    "The stored blocks do not form one UnixFS file.",
    "Its uploader made it so; leave this case.",
    cause,
  );
