import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";
import { expect } from "chai";
import { type Wallet, ZeroHash } from "ethers";
import { parquetReadObjects } from "hyparquet";
import { signDownload } from "#chain/requests";
import { rowsRoot } from "#chain/rows-tree";
import { publishedBatches, verifyRows } from "#client/batches";
import { assetCard } from "#client/data-service";
import { csv } from "#client/rows";
import { SmartAccount__factory } from "#contracts";
import { listen } from "#service/http";
import { logger } from "#service/log";
import { dataHttp } from "../../app/data/http.ts";
import { DataStore } from "../../app/data/store.ts";
import { cli } from "../e2e/cli.ts";
import { CID, PRICE, shop } from "./shop.ts";

const ROWS = Array.from({ length: 12 }, (_, i) => ({ period: "2026-11", diagnosis: i % 3 === 0 ? "yes" : "no" }));
const LIES = ROWS.map((row) => ({ ...row, diagnosis: "no" }));

describe("the data set, bought on the command line", function () {
  this.timeout(120_000);
  let s: Awaited<ReturnType<typeof shop>>;
  let service: { url: string; close(): Promise<void> };
  const serve = async (rows: typeof ROWS) => {
    const store = new DataStore(":memory:");
    store.startBatch({ root: rowsRoot(ROWS), cid: CID, rows, key: new Uint8Array(32) });
    store.published(1);
    const app = await dataHttp(logger("test"), s.contracts, store, "Research only.", { hosts: [], origins: [] });
    const port = await listen(app, 0, "127.0.0.1", "test");
    const close = async () => {
      await app.close();
      store.close();
    };
    return { url: `http://127.0.0.1:${port}`, close };
  };
  const data = (command: string, args: string[], flags: Record<string, string>) =>
    cli("data", command, ...args, ...Object.entries(flags).flatMap(([name, value]) => [`--${name}`, value]));
  const chain = () => ({ deployment: s.deployment, rpc: s.rpc });
  const buyer = () => ({ ...chain(), "key-file": s.file("buyer.key", s.buyer.privateKey) });

  before(async () => {
    s = await shop(ROWS);
    service = await serve(ROWS);
  });
  after(async () => {
    await service.close();
    await s.close();
  });

  it("lists what there is and what it costs", async () => {
    const { out, err } = await data("ls", [], { service: service.url });
    expect(out).to.equal(`1\t12 rows\t${CID}\n`);
    expect(err).to.include("25.00 tUSD").and.include("Research only.");
    const card = JSON.parse((await data("ls", ["--json"], { service: service.url })).out);
    expect(card).to.deep.include({ rows: 12, balance: { yes: 4, no: 8 } });
  });

  it("gives nothing to an account without an order, which is told what it costs", async () => {
    const { out, err, code } = await data("get", ["1"], { ...buyer(), service: service.url });
    expect([out, code]).to.deep.equal(["", 1]);
    expect(err).to.match(/^E703_PAYMENT_REQUIRED: .*\nhint: /m);
  });

  it("buys once, and says so when access stands", async () => {
    const before = await s.token.balanceOf(s.buyer);
    const first = JSON.parse((await data("buy", ["--json"], buyer())).out);
    expect(first).to.include({ account: s.buyer.address, paid: String(PRICE) });
    expect(first.until).to.equal(Number(await s.contracts.access.accessUntil(s.buyer)));
    expect(JSON.parse((await data("buy", ["--json"], buyer())).out)).to.deep.equal({ ...first, paid: "0" });
    expect(before - (await s.token.balanceOf(s.buyer))).to.equal(PRICE);
  });

  it("writes the rows in each form, and verifies a file by itself", async () => {
    const get = (...args: string[]) => data("get", ["1", ...args], { ...buyer(), service: service.url });
    expect((await get()).out).to.equal(csv(ROWS));
    const [lines, parquet] = ["rows.jsonl", "rows.parquet"].map((name) => join(s.folder, name));
    await get("--format", "jsonl", "--out", lines!);
    await get("--format", "parquet", "--out", parquet!);
    expect(await parquetReadObjects({ file: new Uint8Array(readFileSync(parquet!)).buffer })).to.deep.equal(ROWS);
    expect((await data("verify", [lines!], chain())).out).to.equal(`batch 1, 12 rows, ${CID}\n`);
    const { err, code } = await data("verify", [s.file("other.csv", csv(ROWS.toReversed()))], chain());
    expect([err.split(":")[0], code]).to.deep.equal(["E217_NOT_ON_CHAIN", 1]);
  });

  it("serves an account that is a contract by its owner's signature (ERC-1271), and by nobody else's", async () => {
    const safe = await (await new SmartAccount__factory(s.owner).deploy(s.owner)).waitForDeployment();
    const account = await safe.getAddress();
    const { access, token, domain } = s.contracts;
    const act = async (to: { getAddress(): Promise<string> }, call: string) =>
      (await safe.execute(await to.getAddress(), call)).wait();
    await act(token, token.interface.encodeFunctionData("faucet"));
    await act(token, token.interface.encodeFunctionData("approve", [await access.getAddress(), PRICE]));
    const none = { value: 0, deadline: 0, v: 0, r: ZeroHash, s: ZeroHash };
    await act(access, access.interface.encodeFunctionData("buyAccess", [none]));
    const expiry = Math.floor(Date.now() / 1000) + 60;
    const statusBy = async (signer: Wallet, signed = account) => {
      const signature = await signDownload(signer, domain, { batch: 1, account: signed, expiry });
      const headers = { "x-account": account, "x-expiry": `${expiry}`, "x-signature": signature };
      return (await fetch(`${service.url}/batches/1.csv`, { headers })).status;
    };
    expect(await statusBy(s.owner)).to.equal(200);
    expect(await statusBy(s.buyer)).to.equal(403);
    expect(await statusBy(s.owner, s.buyer.address)).to.equal(403);
  });

  it("writes no rows that are not those of the chain", async () => {
    const liar = await serve(LIES);
    const { out, err, code } = await data("get", ["1"], { ...buyer(), service: liar.url });
    await liar.close();
    expect([out, code, err.split(":")[0]]).to.deep.equal(["", 1, "E217_NOT_ON_CHAIN"]);
  });

  it("takes nothing for ours that another data set says on the same contract, not even with our CID", async () => {
    const stranger = s.data.connect(s.owner);
    await (await stranger.createDataset("ipfs://other", 1n, 1)).wait();
    await (await stranger.publishBatch(2, rowsRoot(LIES), CID, LIES.length)).wait();
    expect((await publishedBatches(s.contracts)).map(({ number, root }) => [number, root])).to.deep.equal([
      [1, rowsRoot(ROWS)],
    ]);
    expect(await verifyRows(s.contracts, CID, ROWS)).to.equal(true);
    expect(await verifyRows(s.contracts, CID, LIES)).to.equal(false);
  });

  it("believes no card that is none", async () => {
    const price = { amount: "1", symbol: "tUSD", decimals: 6 };
    const good = {
      licence: "",
      rows: 1,
      balance: { yes: 1 },
      batches: [{ batch: 1, rows: 1, root: rowsRoot(ROWS), cid: CID }],
      price,
    };
    const codeOf = async (card: unknown) => {
      const server = createServer((_, response) => response.end(JSON.stringify(card))).listen(0, "127.0.0.1");
      await once(server, "listening");
      const { port } = server.address() as { port: number };
      const code = await assetCard(`http://127.0.0.1:${port}`).then(
        () => "",
        (error) => error.code,
      );
      server.close();
      return code;
    };
    expect(await codeOf(good)).to.equal("");
    for (const card of [
      [],
      null,
      { ...good, rows: "1" },
      { ...good, licence: undefined },
      { ...good, balance: { yes: -1 } },
      { ...good, balance: undefined },
      { ...good, price: { ...price, amount: "1e3" } },
      { ...good, price: undefined },
      { ...good, batches: {} },
      { ...good, batches: [null] },
      { ...good, batches: [{ ...good.batches[0], cid: "../1" }] },
      { ...good, batches: [{ ...good.batches[0], root: "0x" }] },
    ])
      expect(await codeOf(card), JSON.stringify(card)).to.equal("E110_MALFORMED");
  });

  it("says who is away", async () => {
    const { err, code } = await data("ls", [], { service: "http://127.0.0.1:1" });
    expect([code, err.split(":")[0]]).to.deep.equal([1, "E415_NO_DATA_SERVICE"]);
  });
});
