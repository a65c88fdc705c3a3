import { randomBytes } from "node:crypto";
import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { expect } from "chai";
import { CID } from "multiformats/cid";
import { sha256 } from "multiformats/hashes/sha2";
import { ipfsBlobs, memoryBlobs } from "#storage/blobs";
import { readDag, writeDag } from "#storage/unixfs";
import { codeOf } from "./faults.ts";

const plenty = { maxBytes: 10_000_000 };

describe("an IPFS server that cannot be trusted", () => {
  let server: Server;
  let url: string;
  let answer: RequestListener;

  beforeEach(async () => {
    server = createServer((request, response) => answer(request, response));
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterEach(() => {
    server.closeAllConnections();
    server.close();
  });

  /** Serves real blocks, the one at `index` replaced. @returns the file's CID */
  async function serveFile(bytes: Uint8Array, replace?: { index: number; by: Uint8Array }): Promise<CID> {
    const blocks = new Map<string, Uint8Array>();
    const { cid } = await writeDag(bytes, {
      put(key, block) {
        blocks.set(key.toString(), block as Uint8Array);
        return key;
      },
    });
    if (replace) blocks.set([...blocks.keys()][replace.index], replace.by);
    answer = (request, response) => {
      response.end(blocks.get(new URL(request.url ?? "", url).searchParams.get("arg") ?? ""));
    };
    return cid;
  }

  it("is believed as long as its blocks are right", async () => {
    const bytes = randomBytes(1_000_000);
    const back = await ipfsBlobs(url).get(await serveFile(bytes), plenty);
    expect(Buffer.compare(back, bytes)).to.equal(0);
  });

  it("is caught when a single block holds other bytes", async () => {
    const cid = await serveFile(randomBytes(1000), { index: 0, by: randomBytes(1000) });
    expect(await codeOf(ipfsBlobs(url).get(cid, plenty))).to.equal("E604_WRONG_BLOCK");
  });

  it("is caught when one leaf among many has one bit changed", async () => {
    const bytes = randomBytes(1_000_000);
    const leaf = Uint8Array.from(bytes.subarray(262_144, 524_288));
    leaf[5] ^= 1;
    const cid = await serveFile(bytes, { index: 1, by: leaf });
    expect(await codeOf(ipfsBlobs(url).get(cid, plenty))).to.equal("E604_WRONG_BLOCK");
  });

  it("is caught when it answers another valid file for the CID", async () => {
    const other = await serveFile(randomBytes(600_000));
    const blobs = ipfsBlobs(url);
    const bytesOfOther = await (await fetch(`${url}/api/v0/block/get?arg=${other}`, { method: "POST" })).bytes();
    const cid = await serveFile(randomBytes(600_000), { index: 3, by: bytesOfOther });
    expect(await codeOf(blobs.get(cid, plenty))).to.equal("E604_WRONG_BLOCK");
  });

  it("is caught when it claims another CID for what it was given", async () => {
    const other = await memoryBlobs().put(randomBytes(10));
    answer = (request, response) => {
      request.resume().on("end", () => {
        response.setHeader("Content-Type", "application/json");
        response.end(`${JSON.stringify({ Name: "x", Hash: String(other), Size: "10" })}\n`);
      });
    };
    expect(await codeOf(ipfsBlobs(url).put(randomBytes(10)))).to.equal("E608_WRONG_CID");
  });

  it("is not waited for longer than the time-out, before or within an answer", async () => {
    const cid = await serveFile(randomBytes(10));
    answer = () => {};
    expect(await codeOf(ipfsBlobs(url, 100).get(cid, plenty))).to.equal("E603_STORAGE_TIMEOUT");
    answer = (_request, response) => response.write("part of a block");
    expect(await codeOf(ipfsBlobs(url, 100).get(cid, plenty))).to.equal("E603_STORAGE_TIMEOUT");
    answer = () => {};
    expect(await codeOf(ipfsBlobs(url, 100).put(randomBytes(10)))).to.equal("E603_STORAGE_TIMEOUT");
  });

  it("is named when it is not there, or is something else", async () => {
    const cid = await serveFile(randomBytes(10));
    answer = (_request, response) => response.writeHead(404).end("no such page");
    expect(await codeOf(ipfsBlobs(url).get(cid, plenty))).to.equal("E609_STORAGE_REFUSED");
    server.close();
    server.closeAllConnections();
    expect(await codeOf(ipfsBlobs(url).get(cid, plenty))).to.equal("E601_STORAGE_UNREACHABLE");
    expect(await codeOf(ipfsBlobs(url).put(randomBytes(10)))).to.equal("E601_STORAGE_UNREACHABLE");
  });
});

describe("a stored file that was made to harm its reader", () => {
  /** dag-pb with one UnixFS file node, by hand: links to one child `times` times; says `fileSize` bytes. */
  async function repeating(child: CID, childBytes: number, times: number): Promise<{ cid: CID; block: Uint8Array }> {
    const field = (number: number, bytes: Uint8Array) => [(number << 3) | 2, ...varint(bytes.length), ...bytes];
    const varint = (value: number): number[] => (value < 128 ? [value] : [(value & 127) | 128, ...varint(value >>> 7)]);
    const link = field(2, Uint8Array.from([...field(1, child.bytes), ...field(2, new Uint8Array()), 0x18, 1]));
    const sizes = Array.from({ length: times }, () => [0x20, ...varint(childBytes)]).flat();
    const data = field(1, Uint8Array.from([0x08, 2, 0x18, ...varint(childBytes * times), ...sizes]));
    const block = Uint8Array.from([...Array.from({ length: times }, () => link).flat(), ...data]);
    return { cid: CID.createV1(0x70, await sha256.digest(block)), block };
  }

  const reader = (blocks: Map<string, Uint8Array>) => {
    const count = { fetched: 0 };
    const fetchBlock = async (cid: CID) => {
      count.fetched += 1;
      return blocks.get(cid.toString()) ?? expect.fail("asked for an unknown block");
    };
    return { count, fetchBlock };
  };

  it("cannot grow from a few small blocks beyond the limit", async () => {
    const leaf = new Uint8Array(1000);
    const blocks = new Map<string, Uint8Array>();
    let cid: CID = CID.createV1(0x55, await sha256.digest(leaf));
    blocks.set(cid.toString(), leaf);
    for (let level = 0, bytes = leaf.length; level < 4; level++, bytes *= 50) {
      const node = await repeating(cid, bytes, 50);
      cid = node.cid;
      blocks.set(cid.toString(), node.block);
    }
    const { fetchBlock } = reader(blocks);
    expect(await codeOf(readDag(cid, fetchBlock, plenty))).to.equal("E605_BLOB_TOO_LARGE");
  });

  it("cannot keep its reader busy with blocks that hold no bytes", async () => {
    const leaf = new Uint8Array(0);
    const blocks = new Map<string, Uint8Array>();
    let cid: CID = CID.createV1(0x55, await sha256.digest(leaf));
    blocks.set(cid.toString(), leaf);
    // 40 ^ 4 leaves which promise one byte each, 2.56 MB in all: within the limit, and so is every block.
    for (let level = 0, bytes = 1; level < 4; level++, bytes *= 40) {
      const node = await repeating(cid, bytes, 40);
      cid = node.cid;
      blocks.set(cid.toString(), node.block);
    }
    const { count, fetchBlock } = reader(blocks);
    expect(await codeOf(readDag(cid, fetchBlock, { maxBytes: 2_560_000 }))).to.equal("E605_BLOB_TOO_LARGE");
    expect(count.fetched).to.be.below(2_000);
  });

  it("is refused when it goes wrong below the root", async () => {
    const noise = Uint8Array.of(0x0a, 3, 9, 9, 9);
    const child = CID.createV1(0x70, await sha256.digest(noise));
    const root = await repeating(child, 10, 3);
    const { fetchBlock } = reader(
      new Map([
        [child.toString(), noise],
        [root.cid.toString(), root.block],
      ]),
    );
    expect(await codeOf(readDag(root.cid, fetchBlock, plenty))).to.equal("E607_NOT_A_FILE");
  });

  it("is refused when its bytes are more or fewer than the root says", async () => {
    const leaf = new Uint8Array(1000);
    const child = CID.createV1(0x55, await sha256.digest(leaf));
    for (const said of [999, 1001]) {
      const root = await repeating(child, said, 3);
      const { fetchBlock } = reader(
        new Map([
          [child.toString(), leaf],
          [root.cid.toString(), root.block],
        ]),
      );
      expect(await codeOf(readDag(root.cid, fetchBlock, plenty))).to.equal("E607_NOT_A_FILE");
    }
  });

  it("is refused when it is a directory or no UnixFS at all", async () => {
    const directory = Uint8Array.of(0x0a, 2, 0x08, 1);
    const noise = Uint8Array.of(0x0a, 3, 9, 9, 9);
    for (const block of [directory, noise]) {
      const cid = CID.createV1(0x70, await sha256.digest(block));
      const { fetchBlock } = reader(new Map([[cid.toString(), block]]));
      expect(await codeOf(readDag(cid, fetchBlock, plenty))).to.equal("E607_NOT_A_FILE");
    }
  });
});
