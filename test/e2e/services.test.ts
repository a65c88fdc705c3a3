import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { request as httpRequest } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { encode } from "fast-png";
import { zipSync } from "fflate";
import { parseDeployment } from "#chain/addresses";
import { connectContracts } from "#chain/contracts";
import { encodeBlob } from "#models/imaging/blob";
import { type Network, startNetwork } from "#scripts/local/network";
import { Supervisor } from "#scripts/local/supervisor";
import { phantom, phantomPng } from "#scripts/phantom";
import { logger } from "#service/log";
import { publicBlobs } from "#storage/public-blobs";
import { dicomFile, greyElements, words } from "../imaging/dicom-file.ts";
import { CERTAINLY_NOT, PROBABLY_NOT } from "../imaging/not-heads.ts";

/** Status and JSON of one request whose Host and Origin may be anything, which `fetch` does not allow. */
function raw(url: string, method: string, headers: Record<string, string>): Promise<{ status: number; code?: string }> {
  return new Promise((resolve, reject) => {
    const call = httpRequest(url, { method, headers }, (response) => {
      let text = "";
      response.on("data", (chunk) => {
        text += chunk;
      });
      response.on("end", () => resolve({ status: response.statusCode!, code: /"code":"(\w+)"/.exec(text)?.[1] }));
    });
    call.on("error", reject);
    call.end();
  });
}

const CID = "bafkreihdwdcefgh4dqkjv67uzcmw7ojee6xedzdetojuzjevtenxquvyku";

describe("the running services", function () {
  this.timeout(120_000);
  let network: Network;
  const folder = mkdtempSync(join(tmpdir(), "cd-services-"));
  const supervisor = new Supervisor(logger("test"), { quiet: true });

  before(async () => {
    const ports = { chain: 0, ipfs: 0, node0: 0, node1: 0, link: 0, patient: 0, doctor: 0, data: 0, web: 0 };
    network = await startNetwork({
      supervisor,
      folder,
      ports,
      model: "lenet",
      seats: 3,
      bounty: 90,
      onDecided: () => {},
    });
  });
  after(async () => {
    await supervisor.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  const contracts = async () =>
    connectContracts(parseDeployment(JSON.parse(readFileSync(network.deployment, "utf8"))), network.chain.provider);

  it("refuse a foreign Host and a foreign Origin at every endpoint", async () => {
    const { patient, doctor, data, web } = network.urls;
    const nodes = (await (await contracts()).directory.getPair(1)).endpoints;
    const endpoints: [string, string][] = [];
    for (const service of [patient, doctor, data, web, ...nodes]) {
      const { openapi, paths } = await (await fetch(`${service}/openapi.json`)).json();
      expect(openapi).to.equal("3.1.0");
      endpoints.push(["GET", `${service}/`], ["GET", `${service}/openapi.json`]);
      for (const [path, methods] of Object.entries<Record<string, { summary?: string }>>(paths))
        for (const [method, { summary }] of Object.entries(methods)) {
          expect(summary, `${method} ${path}`).to.be.a("string");
          endpoints.push([method.toUpperCase(), service + path.replace("{id}", "1").replace("{cid}", CID)]);
        }
    }
    expect(endpoints).to.deep.include.members([
      ["POST", `${patient}/image`],
      ["POST", `${doctor}/decision`],
      ["POST", `${web}/local/faucet`],
      ...nodes.map((node) => ["PUT", `${node}/uploads/${CID}`]),
    ]);
    for (const [method, url] of endpoints) {
      const foreign = { status: 403, code: "E701_FOREIGN" };
      expect(await raw(url, method, { host: "evil.example" }), `${method} ${url}, Host`).to.deep.equal(foreign);
      expect(await raw(url, method, { origin: "http://evil.example" }), `${method} ${url}, Origin`).to.deep.equal(
        foreign,
      );
    }
  });

  it("refuse what is no picture, and open and pay nothing for it", async () => {
    const { core, token } = await contracts();
    const before = [(await core.totals()).cases, await token.balanceOf(core)];
    const good = phantomPng({ size: 128, seed: 1, lesion: false });
    // 20,000 x 20,000 in the header alone: it must be refused before a pixel is decoded.
    const bomb = encode({ width: 64, height: 64, data: new Uint8Array(64 * 64), channels: 1, depth: 8 });
    new DataView(bomb.buffer, bomb.byteOffset).setUint32(16, 20_000);
    new DataView(bomb.buffer, bomb.byteOffset).setUint32(20, 20_000);
    const files: Record<string, Uint8Array> = {
      empty: new Uint8Array(0),
      text: new TextEncoder().encode("not a picture"),
      "60 MB": new Uint8Array(60 * 2 ** 20),
      bomb,
      truncated: good.subarray(0, good.length / 2),
    };
    for (const [what, bytes] of Object.entries(files)) {
      const form = new FormData();
      form.set("file", new Blob([Uint8Array.from(bytes)]), `${what}.png`);
      const response = await fetch(`${network.urls.patient}/image`, { method: "POST", body: form });
      const answer = await response.json();
      expect(response.status, `${what}: ${JSON.stringify(answer)}`).to.be.within(400, 499);
      expect(answer, what).to.have.all.keys("code", "message", "hint");
    }
    const none = await fetch(`${network.urls.patient}/image`, { method: "POST", body: new FormData() });
    expect(none.status).to.be.within(400, 499);
    expect([(await core.totals()).cases, await token.balanceOf(core)]).to.deep.equal(before);
  });

  it("take JSON only for a decision, and only one that fits its schema", async () => {
    const url = `${network.urls.doctor}/decision`;
    const plain = await fetch(url, { method: "POST", headers: { "content-type": "text/plain" }, body: "{}" });
    expect(plain.status).to.equal(415);
    const odd = await fetch(url, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: '{"caseId":"1"}',
    });
    expect(odd.status).to.equal(400);
    expect((await odd.json()).code).to.equal("E110_MALFORMED");
  });

  it("serve the doctor's desk to a browser and JSON to a program", async () => {
    const page = await fetch(`${network.urls.doctor}/decision`, { headers: { accept: "text/html" } });
    expect(page.headers.get("content-type")).to.contain("text/html");
    expect(await page.text()).to.contain("Not for diagnosis");
    expect(
      await (await fetch(`${network.urls.doctor}/decision`, { headers: { accept: "application/json" } })).json(),
    ).to.deep.equal([]);
    for (const file of ["desk.js", "base.css", "desk.css"])
      expect((await fetch(`${network.urls.doctor}/${file}`)).status, file).to.equal(200);
  });

  it("release a key half for nothing but a seated doctor's signature", async () => {
    const [node] = (await (await contracts()).directory.getPair(1)).endpoints;
    const acceptance = {
      caseId: "1",
      wave: 1,
      seat: 0,
      doctor: `0x${"aa".repeat(20)}`,
      recipient: `0x${"11".repeat(32)}`,
      expiry: 2 ** 32,
    };
    const response = await fetch(`${node}/acceptances`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ acceptance, signature: `0x${"22".repeat(65)}` }),
    });
    expect((await response.json()).code).to.equal("E205_NOT_RELEASED");
    expect(response.status).to.equal(400);
  });

  it("take a DICOM series by files or as a zip, and nothing that is no head MR, whatever the sender accepts", async () => {
    const { core, token } = await contracts();
    const post = async (files: Uint8Array[], fields: Record<string, string> = {}) => {
      const form = new FormData();
      for (const [name, value] of Object.entries(fields)) form.set(name, value);
      for (const bytes of files) form.append("file", new Blob([Uint8Array.from(bytes)]));
      const response = await fetch(`${network.urls.patient}/image`, { method: "POST", body: form });
      return { status: response.status, answer: await response.json() };
    };
    const slices = [-6, 0, 6].map((z) => {
      const { width, height, grey } = phantom({ size: 128, seed: 1, lesion: true });
      const place = { "00200032 DS": `0\\0\\${z}`, "00200037 DS": "1\\0\\0\\0\\1\\0", "00280030 DS": "1.5\\1.5" };
      const who = { "00100010 PN": "Somebody^Real", "00100020 LO": "Number77" };
      return dicomFile("explicit", { ...greyElements(width, height), ...place, ...who }, words(grey));
    });
    const before = [(await core.totals()).cases, await token.balanceOf(core)];
    const ct = dicomFile("explicit", { ...greyElements(128, 128), "00080060 CS": "CT" }, new Uint8Array(2 * 128 * 128));
    for (const refused of [[ct], [encodeBlob(CERTAINLY_NOT["a CT"](1))]]) {
      const { status, answer } = await post(refused, { "accept-unsure": "yes" });
      expect([status, answer.code]).to.deep.equal([400, "E153_NOT_HEAD_MR"]);
    }
    const unsure = encodeBlob(PROBABLY_NOT.noise(1));
    expect((await post([unsure])).answer.code).to.equal("E154_MAYBE_NOT_HEAD_MR");
    expect((await post(slices, { slice: "4" })).answer.code).to.equal("E151_NO_SUCH_SLICE");
    expect((await post(slices, { slice: "one" })).answer.code).to.equal("E110_MALFORMED");
    expect([(await core.totals()).cases, await token.balanceOf(core)]).to.deep.equal(before);

    const zip = zipSync(Object.fromEntries(slices.map((bytes, i) => [`${i}`, bytes])));
    for (const files of [slices, [zip]]) {
      const { status, answer } = await post(files, { slice: "2" });
      expect(status, JSON.stringify(answer)).to.equal(202);
      expect(answer.picture).to.deep.include({ source: "DICOM", files: 3, slice: { number: 2, of: 3, by: "you" } });
      expect(answer.removed).to.include("PatientName");
      expect(answer.picture.plausibility.verdict).to.equal("plausible");
      expect(JSON.stringify(answer)).to.not.match(/Somebody|Number77/);
    }
  });

  it("answer the web application's page, and give its origin alone leave to read", async () => {
    const { web, data } = network.urls;
    const [node] = (await (await contracts()).directory.getPair(1)).endpoints;
    for (const url of [`${node}/health/live`, `${node}/runs/1`, data]) {
      const own = await fetch(url, { headers: { origin: web } });
      expect(own.headers.get("access-control-allow-origin"), url).to.equal(web);
      const plain = await fetch(url);
      expect(plain.headers.get("access-control-allow-origin"), url).to.equal(null);
      const asked = await fetch(url, { method: "OPTIONS", headers: { origin: web } });
      expect([asked.status, asked.headers.get("access-control-allow-methods")], url).to.deep.equal([
        204,
        "GET, POST, PUT",
      ]);
    }
    for (const closed of [network.urls.patient, network.urls.doctor])
      expect((await fetch(`${closed}/cases`, { headers: { origin: web } })).status, closed).to.equal(403);
  });

  it("take ciphertext in pieces at a node's public endpoint, and give it back block by block, verified", async () => {
    const { endpoints } = await (await contracts()).directory.getPair(1);
    const bytes = Uint8Array.from({ length: 1_300_000 }, (_, i) => (i * 31 + (i >> 8)) & 255);
    const sent: number[] = [];
    const cid = await publicBlobs([endpoints[0]!], { onSent: (at) => sent.push(at) }).put(bytes);
    expect(sent.at(-1)).to.equal(bytes.length);
    expect(sent.length).to.be.greaterThan(2);
    // The other node has it by way of IPFS.
    expect(await publicBlobs([endpoints[1]!]).get(cid, { maxBytes: 2e6 })).to.deep.equal(bytes);
    const whole = await fetch(`${endpoints[0]}/uploads/${cid}?size=9000000&offset=0`, {
      method: "PUT",
      headers: { "content-type": "application/octet-stream" },
      body: new Uint8Array(3_000_000),
    });
    expect(whole.status).to.equal(413);
    for (const path of ["/api/v0/add", "/api/v0/id", "/api/v0/pin/ls"])
      expect((await fetch(`${endpoints[0]}${path}`, { method: "POST" })).status, path).to.equal(404);
  });

  it("serve the application under a policy that lets nothing in from anywhere else", async () => {
    const page = await fetch(network.urls.web);
    const policy = page.headers.get("content-security-policy")!;
    const rules = new Map(
      policy.split(";").map((rule) => {
        const [name, ...values] = rule.trim().split(" ");
        return [name, values] as const;
      }),
    );
    expect(rules.get("default-src")).to.deep.equal(["'none'"]);
    expect(rules.get("script-src")).to.deep.equal(["'self'", "'wasm-unsafe-eval'"]);
    expect(rules.get("style-src")).to.deep.equal(["'self'"]);
    expect(rules.get("frame-ancestors")).to.deep.equal(["'none'"]);
    expect(policy).not.to.match(/unsafe-inline|unsafe-eval'(?<!wasm-unsafe-eval')|\*/);
    const html = await page.text();
    expect(html).not.to.match(/https?:|<style|<script(?![^>]*src=)/);
    for (const path of ["/patient", "/doctor/1"])
      expect(await (await fetch(`${network.urls.web}${path}`)).text(), path).to.equal(html);
    for (const path of ["/assets/none.js", "/../package.json", "/%2e%2e/package.json"])
      expect((await fetch(`${network.urls.web}${path}`)).status, path).to.equal(404);
  });

  it("show how the nodes are, in counts alone", async () => {
    const { endpoints } = await (await contracts()).directory.getPair(1);
    for (const node of endpoints) {
      const ready = await fetch(`${node}/health/ready`);
      expect([ready.status, (await ready.json()).models]).to.deep.equal([200, 1]);
      const lines = (await (await fetch(`${node}/metrics`)).text()).trim().split("\n");
      for (const line of lines) expect(line).to.match(/^(# (HELP|TYPE) \w+ .+|\w+\{party="[01]"\} -?[\d.]+)$/);
    }
  });
});
