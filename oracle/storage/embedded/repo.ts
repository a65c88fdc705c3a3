import { generateKeyPairSync } from "node:crypto";
import { mkdir, readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { FsBlockstore } from "blockstore-fs";
import { NextToLast } from "blockstore-fs/sharding";
import { base58btc } from "multiformats/bases/base58";
import { CID } from "multiformats/cid";
import { writeDurably } from "./durable.ts";

/** FsBlockstore, with blocks that survive a power cut; keyed by multihash, so that CIDv0 and CIDv1 share them. */
class DurableBlockstore extends FsBlockstore {
  readonly #shards = new NextToLast();

  override async put(cid: CID, block: Uint8Array): Promise<CID> {
    const { dir, file } = this.#shards.encode(cid);
    await writeDurably(join(this.path, dir, file), block);
    return cid;
  }
}

/** What the embedded IPFS service keeps on disk: `blocks/`, `pins/<cid>`, `identity`. Nothing is ever collected. */
export interface Repo {
  /** @returns undefined when the block is not here */
  block(cid: CID): Promise<Uint8Array | undefined>;
  readonly blocks: DurableBlockstore;
  pin(cid: CID): Promise<void>;
  pins(): Promise<CID[]>;
  /** Protobuf-framed Ed25519 public key, 36 bytes, and the libp2p peer id made from it. */
  readonly identity: { publicKey: Uint8Array; peerId: string };
}

export async function openRepo(folder: string): Promise<Repo> {
  const blocks = new DurableBlockstore(join(folder, "blocks"));
  const pins = join(folder, "pins");
  await mkdir(pins, { recursive: true });
  await blocks.open();

  return {
    blocks,
    async block(cid) {
      if (!(await blocks.has(cid))) return undefined;
      const parts: Uint8Array[] = [];
      for await (const part of blocks.get(cid)) parts.push(part);
      return Buffer.concat(parts);
    },
    pin: (cid) => writeDurably(join(pins, cid.toString()), new Uint8Array()),
    pins: async () => (await readdir(pins)).filter((name) => !name.startsWith(".")).map((name) => CID.parse(name)),
    identity: await identity(join(folder, "identity")),
  };
}

/**
 * Kubo's `id` names a server by its libp2p key. This service never speaks libp2p and so never signs: it keeps only the
 * public half, to have a name that lasts.
 */
async function identity(path: string): Promise<Repo["identity"]> {
  const publicKey = await readFile(path).catch(async () => {
    const spki = generateKeyPairSync("ed25519").publicKey.export({ type: "spki", format: "der" });
    // libp2p PublicKey: field 1 = type Ed25519 (1), field 2 = the 32 bytes that end the SPKI.
    const framed = Buffer.concat([Buffer.from([0x08, 0x01, 0x12, 32]), spki.subarray(-32)]);
    await writeDurably(path, framed);
    return framed;
  });
  const identityMultihash = Uint8Array.from([0x00, publicKey.length, ...publicKey]);
  return { publicKey, peerId: base58btc.baseEncode(identityMultihash) };
}
