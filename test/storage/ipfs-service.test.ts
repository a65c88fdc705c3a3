import { randomBytes } from "node:crypto";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { create, type KuboRPCClient } from "kubo-rpc-client";
import { ipfsBlobs } from "#storage/blobs";
import { type IpfsService, startIpfsService } from "#storage/ipfs-service";
import { cidOf } from "#storage/unixfs";
import { codeOf } from "./faults.ts";

const HELLO_V1 = "bafkreifzjut3te2nhyekklss27nh3k72ysco7y32koao5eei66wof36n5e";
const text = (value: string) => new TextEncoder().encode(value);

describe("the embedded IPFS service", () => {
  let folder: string;
  let service: IpfsService;
  let kubo: KuboRPCClient;
  const start = async () => {
    service = await startIpfsService({ folder, port: 0, maxFileBytes: 4_000_000 });
    kubo = create({ url: service.url });
  };
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "ipfs-"));
    await start();
  });
  after(async () => {
    await service.close();
    await rm(folder, { recursive: true });
  });

  /** A request with headers of the caller's choice, which fetch would not let through. */
  function call(method: string, path: string, headers: Record<string, string> = {}) {
    return new Promise<{ status: number; headers: Record<string, unknown>; body: string }>((resolve, reject) => {
      request(`${service.url}${path}`, { method, headers }, (response) => {
        let body = "";
        response.on("data", (part) => {
          body += part;
        });
        response.on("end", () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body }));
      })
        .on("error", reject)
        .end();
    });
  }

  describe("as kubo-rpc-client sees it", () => {
    it("adds with the CIDs of Kubo: version 0, version 1, empty", async () => {
      expect(String((await kubo.add(text("hello world"))).cid)).to.equal(
        "Qmf412jQZiuVUtdgnB36FXFX7xg5V6KEbSJ4dpQuhkLyfD",
      );
      expect(String((await kubo.add(text("hello world"), { cidVersion: 1 })).cid)).to.equal(HELLO_V1);
      expect(String((await kubo.add(text(""))).cid)).to.equal("QmbFMke1KXqnYyBBWxB74N4c5SBnJMVAiMNRcGu6x1AwQH");
    });

    it("tells name and cumulative size as Kubo does", async () => {
      const named = await kubo.add({ path: "ä b.txt", content: text("hello world") });
      expect(named).to.include({ path: "ä b.txt", size: 19 });
      const nameless = await kubo.add(text("hello world"), { cidVersion: 1 });
      expect(nameless).to.include({ path: HELLO_V1, size: 11 });
    });

    it("adds several streamed files in one request", async () => {
      const streamed = async function* () {
        for (let i = 0; i < 30; i++) yield randomBytes(20_000);
      };
      const answers = [];
      for await (const answer of kubo.addAll([
        { path: "a", content: streamed() },
        { path: "b", content: "b" },
      ])) {
        answers.push(answer.path);
      }
      expect(answers).to.deep.equal(["a", "b"]);
    });

    it("cats whole files and ranges", async () => {
      const bytes = randomBytes(700_000);
      const { cid } = await kubo.add(bytes);
      const read = async (options = {}) => {
        const parts = [];
        for await (const part of kubo.cat(cid, options)) parts.push(part);
        return Buffer.concat(parts);
      };
      expect(Buffer.compare(await read(), bytes)).to.equal(0);
      expect(Buffer.compare(await read({ offset: 262_140, length: 10 }), bytes.subarray(262_140, 262_150))).to.equal(0);
    });

    it("puts, gets and measures blocks", async () => {
      const cid = await kubo.block.put(text("a block"));
      expect(String(cid)).to.equal(String(await cidOf(text("a block"))));
      expect(Buffer.from(await kubo.block.get(cid)).toString()).to.equal("a block");
      expect((await kubo.block.stat(cid)).size).to.equal(7);
    });

    it("pins what it has whole, and lists it", async () => {
      const { cid } = await kubo.add(randomBytes(300_000), { pin: false });
      const pins = async () => {
        const listed = [];
        for await (const pin of kubo.pin.ls()) listed.push(`${pin.type} ${pin.cid}`);
        return listed;
      };
      expect(await pins()).not.to.include(`recursive ${cid}`);
      expect(String(await kubo.pin.add(cid))).to.equal(String(cid));
      expect(await pins()).to.include(`recursive ${cid}`);
      const absent = await cidOf(randomBytes(10));
      const refusal = await kubo.pin.add(absent).catch((error: Error) => error.message);
      expect(refusal).to.equal(`block was not found locally (offline): ipld: could not find ${absent}`);
    });

    it("has a peer id and a version", async () => {
      const { id, agentVersion } = await kubo.id();
      expect(String(id)).to.match(/^12D3KooW/);
      expect(agentVersion).to.match(/^crypto-doctor-ipfs\//);
      expect((await kubo.version()).version).to.match(/^\d+\.\d+\.\d+$/);
    });
  });

  it("keeps blocks, pins and its name over a restart", async () => {
    const bytes = randomBytes(500_000);
    const cid = await ipfsBlobs(service.url).put(bytes);
    const { id } = await kubo.id();
    await service.close();
    await start();
    expect(Buffer.compare(await ipfsBlobs(service.url).get(cid, { maxBytes: 500_000 }), bytes)).to.equal(0);
    expect(String((await kubo.id()).id)).to.equal(String(id));
    for await (const pin of kubo.pin.ls({ paths: [cid] })) expect(String(pin.cid)).to.equal(String(cid));
    const left = await readdir(folder, { recursive: true });
    expect(left.filter((name) => name.endsWith(".tmp"))).to.deep.equal([]);
  });

  it("takes the same file from many writers at once", async () => {
    const bytes = randomBytes(600_000);
    const blobs = ipfsBlobs(service.url);
    const cids = await Promise.all(Array.from({ length: 5 }, () => blobs.put(bytes)));
    expect(new Set(cids.map(String)).size).to.equal(1);
    expect(await blobs.get(cids[0], { maxBytes: bytes.length })).to.have.length(bytes.length);
  });

  it("refuses an upload above its limit, and does not pin it", async () => {
    const pins = async () => (await call("POST", "/api/v0/pin/ls")).body;
    const before = await pins();
    const bytes = randomBytes(4_100_000);
    expect(await codeOf(ipfsBlobs(service.url).put(bytes))).to.equal("E609_STORAGE_REFUSED");
    const cid = await cidOf(bytes);
    expect(await codeOf(ipfsBlobs(service.url).get(cid, { maxBytes: 5_000_000 }))).to.equal("E602_BLOB_NOT_FOUND");
    expect(await pins()).to.equal(before); // nor its beginning
    expect((await call("POST", `/api/v0/pin/ls?arg=${cid}`)).body).to.contain("is not pinned");
  });

  it("does not take a broken-off upload for a file", async () => {
    const listed = async () => (await call("POST", "/api/v0/pin/ls")).body;
    const before = await listed();
    const upload = request(`${service.url}/api/v0/add`, {
      method: "POST",
      headers: { "Content-Type": "multipart/form-data; boundary=b", "Transfer-Encoding": "chunked" },
    });
    upload.on("error", () => {});
    upload.write(
      '--b\r\nContent-Disposition: form-data; name="file"\r\nContent-Type: application/octet-stream\r\n\r\npart of a fi',
    );
    await new Promise((resolve) => setTimeout(resolve, 100));
    upload.destroy();
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(await listed()).to.equal(before);
  });

  describe("as a web page could reach it", () => {
    const writing = ["/api/v0/add", "/api/v0/version", "/api/v0/pin/ls", `/api/v0/cat?arg=${HELLO_V1}`];

    for (const path of writing) {
      it(`refuses a foreign Host and any Origin: ${path}`, async () => {
        const own = new URL(service.url).host;
        const statuses = [];
        const foreign: Record<string, string>[] = [
          { Host: "evil.example" },
          { Host: "127.0.0.1.evil.example" },
          { Host: own, Origin: "https://evil.example" },
          { Host: own, Origin: service.url },
          { Host: own, Origin: "null" },
        ];
        for (const headers of foreign) {
          statuses.push((await call("POST", path, headers)).status);
        }
        expect(statuses).to.deep.equal([403, 403, 403, 403, 403]);
        expect((await call("POST", "/api/v0/version", { Host: "localhost:1" })).status).to.equal(200);
      });
    }

    it("answers no command to GET, as Kubo", async () => {
      expect((await call("GET", "/api/v0/version")).status).to.equal(405);
    });

    it("sends no CORS header", async () => {
      const { headers } = await call("OPTIONS", "/api/v0/version");
      expect(Object.keys(headers).filter((name) => name.startsWith("access-control"))).to.deep.equal([]);
    });
  });

  describe("when asked what it cannot do", () => {
    for (const [path, words] of [
      ["/api/v0/add?only-hash=true", "no option"],
      ["/api/v0/add?chunker=rabin", "chunker"],
      ["/api/v0/add?hash=blake3", "hash"],
      ["/api/v0/add?cid-version=2", "cid-version"],
      ["/api/v0/add", "multipart"],
      ["/api/v0/cat", "required"],
      ["/api/v0/cat?arg=/ipfs/QmNonsense", "invalid path"],
      [`/api/v0/block/get?arg=${HELLO_V1}/below`, "invalid path"],
      [`/api/v0/pin/add?arg=${HELLO_V1}&recursive=false`, "whole files"],
    ]) {
      it(`says so in Kubo's shape: ${path}`, async () => {
        const { status, body } = await call("POST", path);
        expect(status).to.equal(400);
        const answer = JSON.parse(body);
        expect(answer).to.include({ Code: 1, Type: "error" });
        expect(answer.Message).to.contain(words);
      });
    }

    it("refuses a directory, instead of flattening it", async () => {
      const refusal = await kubo.add({ path: "folder/file", content: "x" }).catch((error: Error) => error.message);
      expect(refusal).to.contain("no directories");
    });
  });

  describe("the trustless gateway", () => {
    it("serves single blocks, to be kept for ever", async () => {
      await kubo.add(text("hello world"), { cidVersion: 1 });
      const { status, headers, body } = await call("GET", `/ipfs/${HELLO_V1}?format=raw`);
      expect([status, body]).to.deep.equal([200, "hello world"]);
      expect(headers).to.include({ "content-type": "application/vnd.ipld.raw", etag: `"${HELLO_V1}.raw"` });
      expect(headers["cache-control"]).to.contain("immutable");
      expect((await call("GET", `/ipfs/${HELLO_V1}`, { Accept: "application/vnd.ipld.raw" })).status).to.equal(200);
    });

    it("serves nothing else", async () => {
      expect((await call("GET", `/ipfs/${HELLO_V1}`)).status).to.equal(406);
      expect((await call("GET", `/ipfs/${await cidOf(randomBytes(9))}?format=raw`)).status).to.equal(404);
      expect((await call("GET", "/ipfs/nonsense?format=raw")).status).to.equal(400);
      expect((await call("PUT", `/ipfs/${HELLO_V1}?format=raw`)).status).to.equal(404);
    });
  });

  it("names the port that is taken", async () => {
    const port = Number(new URL(service.url).port);
    expect(await codeOf(startIpfsService({ folder, port }))).to.equal("E706_PORT_BUSY");
  });
});
