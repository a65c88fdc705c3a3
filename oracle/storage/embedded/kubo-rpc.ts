import { sha256 } from "@noble/hashes/sha2.js";
import type { FastifyInstance } from "fastify";
import { CID } from "multiformats/cid";
import { create } from "multiformats/hashes/digest";
import { DAG_PB, RAW, SHA2_256 } from "../cid.ts";
import { CHUNK_BYTES, MAX_BLOCK_BYTES, readDag, writeDag } from "../unixfs.ts";
import { KuboError, missing, sendBytes, sendLines } from "./kubo-answers.ts";
import { KuboQuery } from "./kubo-query.ts";
import type { Repo } from "./repo.ts";
import { uploads } from "./uploads.ts";

const VERSION = "0.1.0";

/**
 * The part of Kubo's RPC that this project uses, with Kubo's wire shapes (docs.ipfs.tech/reference/kubo/rpc), so that
 * kubo-rpc-client cannot tell the difference. Files only: no directories, no IPNS, no network.
 */
export function kuboRpc(app: FastifyInstance, repo: Repo, maxFileBytes: number): void {
  const block = async (cid: CID) => {
    const bytes = await repo.block(cid);
    if (!bytes) throw missing(cid);
    return bytes;
  };
  const file = (cid: CID) => readDag(cid, block, { maxBytes: maxFileBytes });

  app.post("/api/v0/add", async (request, reply) => {
    const query = new KuboQuery(request.query, ["cid-version", "raw-leaves", "pin", "chunker", "hash"]);
    query.choice("hash", ["sha2-256"]);
    const cidVersion = query.choice("cid-version", ["0", "1"]) === "1" ? 1 : 0;
    const rawLeaves = query.flag("raw-leaves", cidVersion === 1);
    const chunkBytes = chunkSize(query.text("chunker", `size-${CHUNK_BYTES}`));
    const pin = query.flag("pin", true);
    const added: object[] = [];
    for await (const { name, content } of uploads(request)) {
      const { cid, size } = await writeDag(content, repo.blocks, { cidVersion, rawLeaves, chunkBytes });
      if (pin) await repo.pin(cid);
      added.push({ Name: name || cid.toString(), Hash: cid.toString(), Size: String(size) });
    }
    if (added.length === 0) throw new KuboError('file argument "path" is required', 400);
    return sendLines(reply, added);
  });

  app.post("/api/v0/cat", async (request, reply) => {
    const query = new KuboQuery(request.query, ["arg", "offset", "length"]);
    const bytes = await file(query.cid());
    const offset = query.whole("offset", 0);
    return sendBytes(reply, bytes.subarray(offset, offset + query.whole("length", bytes.length)), "text/plain");
  });

  app.post("/api/v0/block/get", async (request, reply) =>
    sendBytes(reply, await block(new KuboQuery(request.query, ["arg"]).cid()), "text/plain"),
  );

  app.post("/api/v0/block/stat", async (request) => {
    const cid = new KuboQuery(request.query, ["arg"]).cid();
    return { Key: cid.toString(), Size: (await block(cid)).length };
  });

  app.post("/api/v0/block/put", async (request, reply) => {
    const query = new KuboQuery(request.query, ["cid-codec", "mhtype", "mhlen", "pin"]);
    const codec = query.choice("cid-codec", ["raw", "dag-pb"]) === "raw" ? RAW : DAG_PB;
    query.choice("mhtype", ["sha2-256"]);
    query.choice("mhlen", ["-1", "32"]);
    const pin = query.flag("pin", false);
    const stored: object[] = [];
    for await (const { content } of uploads(request, MAX_BLOCK_BYTES)) {
      const parts: Uint8Array[] = [];
      for await (const part of content) parts.push(part);
      const bytes = Buffer.concat(parts);
      const cid = CID.createV1(codec, create(SHA2_256, sha256(bytes)));
      await repo.blocks.put(cid, bytes);
      if (pin) await repo.pin(cid);
      stored.push({ Key: cid.toString(), Size: bytes.length });
    }
    if (stored.length === 0) throw new KuboError('file argument "data" is required', 400);
    return sendLines(reply, stored);
  });

  app.post("/api/v0/pin/add", async (request) => {
    const query = new KuboQuery(request.query, ["arg", "recursive"]);
    if (!query.flag("recursive", true)) throw new KuboError("the embedded IPFS service pins whole files only", 400);
    const cids = query.cids();
    for (const cid of cids) {
      await file(cid); // Kubo pins nothing that it does not have whole
      await repo.pin(cid);
    }
    return { Pins: cids.map(String) };
  });

  app.post("/api/v0/pin/ls", async (request, reply) => {
    const query = new KuboQuery(request.query, ["arg", "type", "names", "paths"]); // paths: kubo-rpc-client's echo of arg
    query.choice("type", ["all", "recursive"]);
    const pinned = await repo.pins();
    const asked = query.cids();
    const absent = asked.find((cid) => !pinned.some((pin) => pin.equals(cid)));
    if (absent) throw new KuboError(`path '/ipfs/${absent}' is not pinned`);
    const listed = (asked.length > 0 ? asked : pinned).map(String);
    if (query.flag("stream", false)) {
      return sendLines(
        reply,
        listed.map((cid) => ({ Type: "recursive", Cid: cid, Name: "" })),
      );
    }
    return { Keys: Object.fromEntries(listed.map((cid) => [cid, { Type: "recursive", Name: "" }])) };
  });

  app.post("/api/v0/id", async () => ({
    ID: repo.identity.peerId,
    PublicKey: Buffer.from(repo.identity.publicKey).toString("base64"),
    Addresses: [],
    AgentVersion: `crypto-doctor-ipfs/${VERSION}`,
    Protocols: [],
  }));

  app.post("/api/v0/version", async () => ({
    Version: VERSION,
    Commit: "",
    Repo: "1",
    System: `${process.arch}/${process.platform}`,
    Golang: "",
  }));
}

function chunkSize(chunker: string): number {
  const size = Number(/^size-(\d{1,7})$/.exec(chunker)?.[1]);
  if (size >= 1024 && size <= 1024 * 1024) return size;
  throw new KuboError("chunker is size-1024 to size-1048576 in this service", 400);
}
