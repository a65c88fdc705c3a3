import { createHash, randomBytes } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { CID } from "multiformats/cid";
import { ipfsBlobs, memoryBlobs, type NodeBlobStore } from "#storage/blobs";
import { cidOfDigest, digestOfCid } from "#storage/cid";
import { startIpfsService } from "#storage/ipfs-service";
import { cidOf } from "#storage/unixfs";
import { codeOf } from "./faults.ts";

const text = (value: string) => new TextEncoder().encode(value);
const plenty = { maxBytes: 100_000_000 };

/** The interface's promises, over every implementation of it. */
function keepsItsPromises(name: string, open: () => Promise<{ blobs: NodeBlobStore; close: () => Promise<void> }>) {
  describe(`BlobStore: ${name}`, () => {
    let blobs: NodeBlobStore;
    let close: () => Promise<void>;
    before(async () => {
      ({ blobs, close } = await open());
    });
    after(() => close());

    for (const [what, bytes] of [
      ["no byte", new Uint8Array(0)],
      ["one byte", Uint8Array.of(7)],
      ["exactly one chunk", randomBytes(262_144)],
      ["3 MB", randomBytes(3_000_000)],
    ] as const) {
      it(`gives back ${what} as it was put`, async () => {
        const cid = await blobs.put(bytes);
        const back = await blobs.get(cid, { maxBytes: bytes.length });
        expect(Buffer.compare(back, bytes)).to.equal(0);
      });
    }

    it("takes a file as it comes from a disk, under its CID and no other", async () => {
      const bytes = randomBytes(2_000_000);
      async function* pieces() {
        for (let at = 0; at < bytes.length; at += 65_521) yield bytes.subarray(at, at + 65_521);
      }
      const cid = await cidOf(bytes);
      await blobs.putStream(cid, pieces());
      expect(Buffer.compare(await blobs.get(cid, plenty), bytes)).to.equal(0);
      expect(await codeOf(blobs.putStream(await cidOf(text("another")), pieces()))).to.equal("E608_WRONG_CID");
    });

    it("gives the CIDs of ipfs add --cid-version=1", async () => {
      expect(String(await blobs.put(text("hello world")))).to.equal(
        "bafkreifzjut3te2nhyekklss27nh3k72ysco7y32koao5eei66wof36n5e",
      );
      expect(String(await blobs.put(text("rasen 螺旋\n")))).to.equal(
        "bafkreielxn6z4bf6xlhfe3q57dd6tvgjl6yycsvzifm55lhie4ueup3ova", // by ipfs 0.41.0
      );
      expect(String(await blobs.put(new Uint8Array(0)))).to.equal(
        "bafkreihdwdcefgh4dqkjv67uzcmw7ojee6xedzdetojuzjevtenxquvyku",
      );
    });

    it("names a file of one block by the SHA-256 that a contract can hold", async () => {
      const bytes = text("a manifest");
      const cid = await blobs.put(bytes);
      const digest = createHash("sha256").update(bytes).digest();
      expect(Buffer.compare(digestOfCid(cid), digest)).to.equal(0);
      expect(cidOfDigest(digest).equals(cid)).to.equal(true);
    });

    it("refuses a file above the reader's limit, in one block or in many", async () => {
      for (const size of [100, 1_000_000]) {
        const cid = await blobs.put(randomBytes(size));
        expect(await codeOf(blobs.get(cid, { maxBytes: size - 1 }))).to.equal("E605_BLOB_TOO_LARGE");
        expect(await blobs.get(cid, { maxBytes: size })).to.have.length(size);
      }
    });

    it("says that a file is not there", async () => {
      expect(await codeOf(blobs.get(cidOfDigest(randomBytes(32)), plenty))).to.equal("E602_BLOB_NOT_FOUND");
    });

    it("refuses a CID whose hash does not bind the bytes, or whose codec is not a file's", async () => {
      const identity = CID.parse("bafkqabtimvwgy3yk"); // holds its own bytes
      const cbor = CID.createV1(0x71, cidOfDigest(randomBytes(32)).multihash);
      for (const cid of [identity, cbor]) {
        expect(await codeOf(blobs.get(cid, plenty))).to.equal("E606_UNSUPPORTED_CID");
      }
    });
  });
}

keepsItsPromises("memory", async () => ({ blobs: memoryBlobs(), close: async () => {} }));

keepsItsPromises("ipfs, by kubo-rpc-client", async () => {
  const folder = await mkdtemp(join(tmpdir(), "ipfs-"));
  const service = await startIpfsService({ folder, port: 0 });
  return {
    blobs: ipfsBlobs(service.url),
    async close() {
      await service.close();
      await rm(folder, { recursive: true });
    },
  };
});

describe("a single-block CID and its digest", () => {
  it("are refused for a file of many blocks, whose digest is not that of the bytes", async () => {
    const cid = await memoryBlobs().put(new Uint8Array(300_000));
    expect(() => digestOfCid(cid)).to.throw("cannot be used here");
    expect(() => cidOfDigest(new Uint8Array(31))).to.throw("cannot be used here");
  });
});
