import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import type { CID } from "multiformats/cid";
import { ciphertextRoutes } from "#node/ciphertexts";
import { Uploads } from "#node/uploads";
import { httpService, listen } from "#service/http";
import { logger } from "#service/log";
import { memoryBlobs } from "#storage/blobs";
import { publicBlobs } from "#storage/public-blobs";
import { writeDag } from "#storage/unixfs";

const BYTES = Uint8Array.from({ length: 1_700_000 }, (_, i) => (i * 13 + (i >> 9)) & 255);

/** A node's public endpoint over blocks in memory, whose lines and answers can be made bad. */
async function endpoint() {
  const folder = mkdtempSync(join(tmpdir(), "cd-public-"));
  const blocks = new Map<string, Uint8Array>();
  const faults = { cutAfter: Number.POSITIVE_INFINITY, lie: false };
  let puts = 0;
  const app = await httpService(logger("test"), "test");
  app.addHook("preHandler", async (request) => {
    if (request.method !== "PUT" || ++puts !== faults.cutAfter) return;
    request.raw.socket.destroy();
    throw new Error("the line is cut");
  });
  const uploads = new Uploads(folder, {
    ...memoryBlobs(),
    async putStream(_, content) {
      await writeDag(content, {
        put(cid, block) {
          blocks.set(cid.toString(), block as Uint8Array);
          return cid;
        },
      });
    },
  });
  const block = async (cid: CID) => {
    const found = blocks.get(cid.toString())!.slice();
    if (faults.lie) found[0] = found[0]! ^ 1;
    return found;
  };
  ciphertextRoutes(app, { uploads, block });
  const url = `http://127.0.0.1:${await listen(app, 0, "127.0.0.1", "test")}`;
  const close = async () => {
    await app.close();
    rmSync(folder, { recursive: true });
  };
  return { url, faults, puts: () => puts, close };
}

describe("blobs over the nodes' public endpoints", () => {
  let node: Awaited<ReturnType<typeof endpoint>>;
  beforeEach(async () => {
    node = await endpoint();
  });
  afterEach(() => node.close());

  it("go up in pieces, go on after a cut line, and come down as they were", async () => {
    node.faults.cutAfter = 3;
    const seen: number[] = [];
    const blobs = publicBlobs([node.url], { onSent: (sent) => seen.push(sent) });
    const cid = await blobs.put(BYTES);
    // Four pieces, and one of them a second time: what had arrived was not sent again.
    expect(node.puts()).to.equal(5);
    expect(seen).to.deep.equal([524_288, 1_048_576, 1_572_864, 1_700_000]);
    expect(await blobs.get(cid, { maxBytes: BYTES.length })).to.deep.equal(BYTES);
  });

  it("are refused when a node answers other bytes than those of the CID", async () => {
    const blobs = publicBlobs([node.url]);
    const cid = await blobs.put(BYTES);
    node.faults.lie = true;
    const error = await blobs.get(cid, { maxBytes: BYTES.length }).catch((e) => e);
    expect(error.code).to.equal("E604_WRONG_BLOCK");
  });

  it("take the other node when one refuses, and say so when none answers", async () => {
    const sentTo: string[] = [];
    const away = `${node.url}/nowhere`;
    await publicBlobs([away, node.url], { onSent: (_sent, _of, to) => sentTo.push(to) }).put(BYTES);
    expect(new Set(sentTo)).to.deep.equal(new Set([node.url]));
    const error = await publicBlobs([away])
      .put(BYTES)
      .catch((e) => e);
    expect(error.code).to.equal("E702_NOT_FOUND");
  });
});
