import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect } from "chai";
import {
  Contract,
  getBytes,
  Interface,
  id,
  sha256,
  solidityPackedKeccak256,
  toUtf8Bytes,
  toUtf8String,
  ZeroAddress,
} from "ethers";
import Value from "typebox/value";
import { rowsRoot } from "#chain/rows-tree";
import { FACTORY as OUR_FACTORY, FIXED_RATE as OUR_FIXED_RATE, NFT as OUR_NFT } from "#client/ocean/contracts";
import { Ddo, didOf } from "#client/ocean/ddo";
import { oceanNode } from "#client/ocean/node";
import { publishOnOcean } from "#client/ocean/publish";
import { csv } from "#client/rows";
import { AccessToken__factory } from "#contracts";
import { oceanOf } from "../../app/cli/data-publish.ts";
import { PERIOD, PRICE, shop } from "../data/shop.ts";
import { startNode } from "./node.ts";
import { addressesOf, artifact, DATATOKEN, deployOcean, FACTORY, FIXED_RATE, NFT } from "./ocean.ts";

const ROWS = Array.from({ length: 12 }, (_, i) => ({
  period: "2026-11",
  diagnosis: i % 3 === 0 ? "glioma" : "no tumour",
}));
const ONE = 10n ** 18n;
const NO_PERMIT = { value: 0, deadline: 0, v: 0, r: id("r"), s: id("s") };

/** Our data set on a chain, Ocean's contracts beside it, a node with the batch's file. */
async function stage() {
  const { contracts, curator, close, ...ours } = await shop(ROWS);
  const { rpc, owner, token, chainId, file } = ours;
  const ocean = await deployOcean(owner, token);
  const node = await startNode({ "batch.csv": csv(ROWS) });
  const flags: Record<string, string> = {
    ...{ deployment: ours.deployment, rpc, node: node.url, "file-url": `${node.url}/batch.csv` },
    ocean: file("address.json", JSON.stringify(await addressesOf(ocean, chainId))),
    "key-file": file("curator.key", curator.privateKey),
  };
  const addresses = oceanOf(await addressesOf(ocean, chainId), chainId);
  /** The same without the command around it. */
  const publish = (changes: Partial<Parameters<typeof publishOnOcean>[0]>) =>
    publishOnOcean({
      ...{ contracts, signer: curator, ocean: addresses, node: oceanNode(node.url, chainId), batch: 1 },
      ...{ file: flags["file-url"], csv: csv(ROWS), hidden: false, license: "No License Specified", ...changes },
    });
  return {
    ...{ ...ours, ...ocean, publish, curator, node, flags },
    shop: AccessToken__factory.connect(contracts.deployment.access, ours.buyer),
    close: async () => {
      await Promise.all([node.close(), close()]);
    },
  };
}

const CLI = join(import.meta.dirname, "../../app/cli/crypto-doctor.mjs");

/** The command, as a person runs it. */
async function publish(flags: Record<string, string>, batch = 1) {
  const named = Object.entries(flags).flatMap(([name, value]) => [`--${name}`, value]);
  const { stdout } = await promisify(execFile)(process.execPath, [
    CLI,
    "data",
    "publish",
    `${batch}`,
    "--json",
    ...named,
  ]);
  return JSON.parse(stdout) as { did: string; nft: string; datatoken: string; exchange: string; price: string };
}

describe("a batch on Ocean", function () {
  this.timeout(180_000);
  let s: Awaited<ReturnType<typeof stage>>;
  before(async () => {
    s = await stage();
  });
  after(() => s.close());

  it("is published with its DDO by one command, bought at the price of our shop, and ordered", async () => {
    const asset = await publish(s.flags);
    expect(asset.price).to.equal(`25.0 ${await s.token.symbol()}`);
    expect(asset.did).to.equal(didOf(asset.nft, s.chainId));

    const nft = new Contract(asset.nft, artifact(NFT).abi, s.provider);
    expect(await nft.ownerOf(1)).to.equal(s.curator.address);
    const [created] = await nft.queryFilter("MetadataCreated", 0);
    const { state, decryptorUrl, flags, data, metaDataHash } = (created as unknown as { args: Record<string, string> })
      .args;
    expect([state, decryptorUrl, flags]).to.deep.equal([0n, s.node.url, "0x00"]);
    const document = toUtf8String(data);
    expect(metaDataHash).to.equal(sha256(toUtf8Bytes(document)));
    const ddo = JSON.parse(document) as Ddo;
    expect(Value.Check(Ddo, ddo)).to.equal(true);
    const [service] = ddo.services;
    expect([ddo.id, ddo.nftAddress, service.datatokenAddress, service.timeout]).to.deep.equal([
      asset.did,
      asset.nft,
      asset.datatoken,
      PERIOD,
    ]);
    expect(ddo.metadata.additionalInformation.batch.root).to.equal(rowsRoot(ROWS));
    // Only the node reads where the file is.
    expect(document).to.not.include("batch.csv");
    expect(JSON.parse(s.node.decrypt(service.files))).to.deep.equal({
      nftAddress: asset.nft,
      datatokenAddress: asset.datatoken,
      files: [{ type: "url", method: "GET", url: s.flags["file-url"] }],
    });

    // The curator gets the price; on top of it the buyer pays the fee that Ocean keeps for its community.
    const { buyer, fixedRate, token, curator } = s;
    const { baseTokenAmount, oceanFeeAmount } = await fixedRate.calcBaseInGivenOutDT(asset.exchange, ONE, 0);
    expect(baseTokenAmount - oceanFeeAmount).to.equal(PRICE);
    expect(oceanFeeAmount <= PRICE / 100n, `${oceanFeeAmount}`).to.equal(true);
    await (await token.connect(buyer).approve(fixedRate, baseTokenAmount)).wait();
    const buying = fixedRate.connect(buyer) as Contract;
    await (await buying.buyDT(asset.exchange, ONE, baseTokenAmount, ZeroAddress, 0)).wait();

    const datatoken = new Contract(asset.datatoken, artifact(DATATOKEN).abi, buyer);
    const fee = [getBytes("0x"), curator.address, ZeroAddress, 0, 0];
    const digest = solidityPackedKeccak256(["bytes", "address", "address", "uint256", "uint256"], fee);
    const {
      v,
      r,
      s: half,
    } = s.curator.signingKey.sign(
      solidityPackedKeccak256(["string", "bytes32"], ["\x19Ethereum Signed Message:\n32", digest]),
    );
    const order = await datatoken.startOrder(
      buyer.address,
      0,
      {
        ...{ providerFeeAddress: curator.address, providerFeeToken: ZeroAddress, providerFeeAmount: 0 },
        ...{ v, r, s: half, validUntil: 0, providerData: "0x" },
      },
      { consumeMarketFeeAddress: ZeroAddress, consumeMarketFeeToken: ZeroAddress, consumeMarketFeeAmount: 0 },
    );
    const receipt = (await order.wait())!;
    const names = receipt.logs.map((log: never) => datatoken.interface.parseLog(log)?.name);
    expect(names).to.include("OrderStarted");
  });

  it("hides its DDO from all but the node when asked to", async () => {
    const { nft, did } = await s.publish({ hidden: true, license: "CC0-1.0" });
    const [created] = await new Contract(nft, artifact(NFT).abi, s.provider).queryFilter("MetadataCreated", 0);
    const { flags, data, metaDataHash } = (created as unknown as { args: Record<string, string> }).args;
    expect(flags).to.equal("0x02");
    const document = s.node.decrypt(data);
    expect(metaDataHash).to.equal(sha256(toUtf8Bytes(document)));
    expect([JSON.parse(document).id, JSON.parse(document).metadata.license]).to.deep.equal([did, "CC0-1.0"]);
  });

  it("costs nothing when anything is amiss: no such batch, other rows, not the curator, no node, no Ocean", async () => {
    const before = await s.provider.getTransactionCount(s.curator.address);
    const codeOf = (running: Promise<unknown>) =>
      running.then(
        () => "nothing",
        (error) => error.code,
      );
    expect(await codeOf(s.publish({ batch: 2 }))).to.equal("E210_NO_SUCH_BATCH");
    expect(await codeOf(s.publish({ csv: csv(ROWS.slice(1)) }))).to.equal("E211_OTHER_ROWS");
    expect(await codeOf(s.publish({ csv: "" }))).to.equal("E110_MALFORMED");
    expect(await codeOf(s.publish({ signer: s.owner }))).to.equal("E212_NOT_THE_CURATOR");
    expect(await codeOf(s.publish({ node: oceanNode(`${s.node.url}/none`, s.chainId) }))).to.equal("E213_OCEAN_NODE");
    expect(() => oceanOf({ other: { chainId: 1 } }, s.chainId))
      .to.throw()
      .with.property("code", "E215_NO_OCEAN");
    const missing = publish({ ...s.flags, "file-url": `${s.node.url}/none.csv` });
    expect(await missing.catch((error) => /^E\w+/m.exec(error.stderr)?.[0])).to.equal("E216_NO_FILE");
    expect(await s.provider.getTransactionCount(s.curator.address)).to.equal(before);
  });

  it("calls Ocean as Ocean's own ABI says", () => {
    for (const [ours, path] of [
      [OUR_FACTORY, FACTORY],
      [OUR_FIXED_RATE, FIXED_RATE],
      [OUR_NFT, NFT],
    ] as const) {
      const [mine, theirs] = [new Interface(ours), new Interface(artifact(path).abi)];
      mine.forEachFunction((f) => {
        const same = theirs.getFunction(f.selector)!;
        expect([f.name, ...f.outputs.map(({ type }) => type)]).to.deep.equal([
          same.name,
          ...same.outputs.map(({ type }) => type),
        ]);
      });
      mine.forEachEvent((e) => {
        const same = theirs.getEvent(e.topicHash)!;
        expect(e.inputs.map(({ indexed, name }) => `${name} ${indexed === true}`)).to.deep.equal(
          same.inputs.map(({ indexed, name }) => `${name} ${indexed === true}`),
        );
      });
    }
  });

  it("our own shop's orders are read by Ocean's own ABI", async () => {
    const { shop, token, buyer } = s;
    const theirs = new Interface(artifact(DATATOKEN).abi);
    await (await token.connect(buyer).approve(shop, 3n * PRICE)).wait();
    await (await shop.buy(1, NO_PERMIT)).wait();
    for (const order of [await shop.buyAndOrder(buyer, NO_PERMIT), await shop.startOrder(buyer)]) {
      const { logs, blockNumber } = (await order.wait())!;
      const read = logs.map((log) => theirs.parseLog(log)).find((log) => log?.name === "OrderStarted");
      const { consumer, payer, amount, serviceIndex, publishMarketAddress } = read!.args;
      expect([consumer, payer, amount, serviceIndex, publishMarketAddress, read!.args.blockNumber]).to.deep.equal([
        ...[buyer.address, buyer.address, ONE, 0n, ZeroAddress],
        BigInt(blockNumber),
      ]);
    }
  });
});
