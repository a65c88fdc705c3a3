import { mkdtempSync, readdirSync, rmSync, utimesSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { Uploads } from "#node/uploads";
import { memoryBlobs } from "#storage/blobs";
import { cidOf } from "#storage/unixfs";

const bytesOf = (length: number, first = 0) => Uint8Array.from({ length }, (_, i) => (first + i * 7) & 255);

describe("uploads of ciphertext to a node", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "cd-uploads-"));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const code = (work: Promise<unknown>) =>
    work.then(
      () => "",
      (error) => error.code,
    );

  it("come in pieces, are pinned when they are whole, and leave nothing behind", async () => {
    const blobs = memoryBlobs();
    const uploads = new Uploads(folder, blobs);
    const bytes = bytesOf(1000);
    const cid = await cidOf(bytes);
    expect(await uploads.append(cid, 1000, 0, bytes.subarray(0, 400))).to.deep.equal({ received: 400, stored: false });
    // Another process, such as after a restart, goes on where the line broke.
    const later = new Uploads(folder, blobs);
    expect(later.received(cid)).to.equal(400);
    expect(await later.append(cid, 1000, 400, bytes.subarray(400))).to.deep.equal({ received: 1000, stored: true });
    expect(await blobs.get(cid, { maxBytes: 1000 })).to.deep.equal(bytes);
    expect(readdirSync(folder)).to.deep.equal([]);
  });

  it("are refused under a CID that their bytes do not have, and forgotten", async () => {
    const blobs = memoryBlobs();
    const uploads = new Uploads(folder, blobs);
    const cid = await cidOf(bytesOf(100));
    expect(await code(uploads.append(cid, 100, 0, bytesOf(100, 1)))).to.equal("E612_OTHER_CONTENT");
    expect(await code(blobs.get(cid, { maxBytes: 100 }))).to.equal("E602_BLOB_NOT_FOUND");
    expect(uploads.received(cid)).to.equal(0);
  });

  it("take no piece twice, none out of turn, and no byte more than announced", async () => {
    const uploads = new Uploads(folder, memoryBlobs());
    const bytes = bytesOf(100);
    const cid = await cidOf(bytes);
    await uploads.append(cid, 100, 0, bytes.subarray(0, 50));
    expect(await code(uploads.append(cid, 100, 0, bytes.subarray(0, 50)))).to.equal("E610_WRONG_OFFSET");
    expect(await code(uploads.append(cid, 100, 60, bytes.subarray(60)))).to.equal("E610_WRONG_OFFSET");
    expect(await code(uploads.append(cid, 100, 50, bytesOf(51)))).to.equal("E605_BLOB_TOO_LARGE");
    const twice = [50, 50].map((at) => code(uploads.append(cid, 100, at, bytes.subarray(50))));
    expect((await Promise.all(twice)).sort()).to.deep.equal(["", "E610_WRONG_OFFSET"]);
  });

  it("are bounded in size, in number and in time", async () => {
    const uploads = new Uploads(folder, memoryBlobs(), { fileBytes: 1000, pendingBytes: 1500, pendingFiles: 2 });
    const begin = async (first: number, size: number, piece: number) =>
      code(uploads.append(await cidOf(bytesOf(size, first)), size, 0, bytesOf(size, first).subarray(0, piece)));
    expect(await begin(1, 1001, 10)).to.equal("E605_BLOB_TOO_LARGE");
    expect(await begin(2, 900, 800)).to.equal("");
    expect(await begin(3, 900, 10)).to.equal("E611_TOO_MANY_UPLOADS");
    expect(await begin(4, 100, 10)).to.equal("");
    expect(await begin(5, 100, 10)).to.equal("E611_TOO_MANY_UPLOADS");
    for (const name of readdirSync(folder)) utimesSync(join(folder, name), 0, 0);
    expect(await begin(6, 900, 10)).to.equal("");
    expect(readdirSync(folder)).to.have.length(1);
  });

  it("do not outgrow their bound together, though each fitted when it began", async () => {
    const uploads = new Uploads(folder, memoryBlobs(), { fileBytes: 1000, pendingBytes: 1500, pendingFiles: 9 });
    const files = await Promise.all(
      [1, 2].map(async (first) => ({ bytes: bytesOf(900, first), cid: await cidOf(bytesOf(900, first)) })),
    );
    const piece = ({ cid, bytes }: (typeof files)[number], from: number, to: number) =>
      code(uploads.append(cid, 900, from, bytes.subarray(from, to)));
    for (const file of files) expect(await piece(file, 0, 10)).to.equal("");
    expect(await piece(files[0]!, 10, 800)).to.equal("");
    expect(await piece(files[1]!, 10, 800)).to.equal("E611_TOO_MANY_UPLOADS");
    // Nothing is lost: when the other is whole, this one goes on.
    expect(await piece(files[0]!, 800, 900)).to.equal("");
    expect(await piece(files[1]!, 10, 900)).to.equal("");
  });
});
