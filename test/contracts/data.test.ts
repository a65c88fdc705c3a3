import { expect } from "chai";
import { Interface, id, ZeroAddress } from "ethers";
import { permitFor } from "#chain/typed-data";
import { AccessToken__factory, DiagnosisData__factory, FeeToken__factory, SmartAccount__factory } from "#contracts";
import { ethers, later, mined, NO_PERMIT, networkHelpers, refused, stage, USD } from "./arena.ts";

/** The event as Ocean's ERC20Template declares it: its providers look for this topic and these fields. */
const OCEAN = new Interface([
  "event OrderStarted(address indexed consumer, address payer, uint256 amount, uint256 serviceIndex, uint256 timestamp, address indexed publishMarketAddress, uint256 blockNumber)",
]);
const PRICE = 25n * USD;
const PERIOD = 30 * 24 * 3600;

async function dataset() {
  const a = await stage();
  const template = await new AccessToken__factory(a.owner).deploy(a.token);
  const data = await new DiagnosisData__factory(a.owner).deploy(template);
  const created = await mined(data.connect(a.guardian).createDataset("ipfs://card", PRICE, PERIOD));
  const access = AccessToken__factory.connect(await data.accessToken(1), a.stranger);
  await a.token.connect(a.stranger).faucet();
  return { ...a, template, data, access, curator: a.guardian, buyer: a.stranger, created };
}
const shop = () => networkHelpers.loadFixture(dataset);

describe("contracts: the data set", () => {
  it("is an ERC-721 token of its curator, with its card and its access token", async () => {
    const { data, curator, access, created } = await shop();
    expect(await data.ownerOf(1)).to.equal(await curator.getAddress());
    expect(await data.tokenURI(1)).to.equal("ipfs://card");
    await refused(data.tokenURI(2), "ERC721NonexistentToken", data);
    expect([await access.price(), await access.period(), await access.name()]).to.deep.equal([
      PRICE,
      BigInt(PERIOD),
      "crypto-doctor access",
    ]);
    expect(created.gasUsed <= 700_000n, `${created.gasUsed} gas`).to.equal(true);
  });

  it("publishes a batch as one event, by its curator only", async () => {
    const { data, curator, buyer } = await shop();
    await refused(data.connect(buyer).publishBatch(1, id("root"), "bafy", 10), "NotTheCurator", data);
    await refused(data.connect(curator).publishBatch(1, id("root"), "bafy", 0), "EmptyBatch", data);
    await mined(data.connect(curator).publishBatch(1, id("root"), "bafy", 10));
    const [event] = await data.queryFilter(data.filters.BatchPublished(1));
    expect([event.args.batch, event.args.root, event.args.cid, event.args.rows]).to.deep.equal([
      1n,
      id("root"),
      "bafy",
      10n,
    ]);
  });

  it("sells access in one transaction with a permit, readable as Ocean's order", async () => {
    const { access, buyer, token } = await shop();
    const permit = await permitFor(token, buyer, await access.getAddress(), PRICE);
    const receipt = await mined(access.connect(buyer).buyAccess(permit));
    const order = receipt.logs.map((log) => OCEAN.parseLog(log)).find((log) => log?.name === "OrderStarted")!;
    expect(order.topic).to.equal(id("OrderStarted(address,address,uint256,uint256,uint256,address,uint256)"));
    expect([order.args.consumer, order.args.payer, order.args.amount, order.args.blockNumber]).to.deep.equal([
      await buyer.getAddress(),
      await buyer.getAddress(),
      10n ** 18n,
      BigInt(receipt.blockNumber),
    ]);
    const { timestamp } = (await ethers.provider.getBlock(receipt.blockNumber))!;
    expect(await access.accessUntil(buyer)).to.equal(BigInt(timestamp + PERIOD));
    expect(await token.balanceOf(access)).to.equal(PRICE);
    expect(receipt.gasUsed <= 130_000n, `${receipt.gasUsed} gas`).to.equal(true);
  });

  it("sells to a contract account, for itself or for somebody else", async () => {
    const { access, owner, token, buyer } = await shop();
    const account = await new SmartAccount__factory(owner).deploy(owner);
    await token.connect(buyer).transfer(account, PRICE);
    const wallet = account.connect(owner);
    await wallet.execute(token, token.interface.encodeFunctionData("approve", [await access.getAddress(), PRICE]));
    await wallet.execute(
      access,
      access.interface.encodeFunctionData("buyAndOrder", [await account.getAddress(), NO_PERMIT]),
    );
    expect((await access.accessUntil(account)) > 0n).to.equal(true);
  });

  it("prolongs an access that still runs, and gives none for nothing", async () => {
    const { access, buyer, token } = await shop();
    await refused(access.connect(buyer).buyAndOrder(buyer, NO_PERMIT), "ERC20InsufficientAllowance", token);
    await refused(access.connect(buyer).startOrder(buyer), "ERC20InsufficientBalance", access);
    await token.connect(buyer).approve(access, 10n * PRICE);
    await access.connect(buyer).buyAndOrder(buyer, NO_PERMIT);
    const first = await access.accessUntil(buyer);
    await later(1_000);
    await access.connect(buyer).buyAndOrder(buyer, NO_PERMIT);
    expect(await access.accessUntil(buyer)).to.equal(first + BigInt(PERIOD));
  });

  it("sells tokens to keep, which order later", async () => {
    const { access, buyer, token, patient } = await shop();
    await token.connect(buyer).approve(access, 2n * PRICE);
    await access.connect(buyer).buy(2, NO_PERMIT);
    await access.connect(buyer).transfer(patient, 10n ** 18n);
    await access.connect(patient).startOrder(patient);
    expect(await access.balanceOf(patient)).to.equal(0n);
    expect(await access.totalSupply()).to.equal(10n ** 18n);
  });

  it("pays what it earned to its curator, whoever that is by then", async () => {
    const { access, buyer, token, data, curator, patient } = await shop();
    await token.connect(buyer).approve(access, PRICE);
    await access.connect(buyer).buyAndOrder(buyer, NO_PERMIT);
    await refused(access.connect(buyer).collect(buyer), "NotTheCurator", access);
    await data.connect(curator).transferFrom(curator, patient, 1);
    await refused(access.connect(curator).collect(curator), "NotTheCurator", access);
    const before = await token.balanceOf(patient);
    await access.connect(patient).collect(patient);
    expect((await token.balanceOf(patient)) - before).to.equal(PRICE);
  });

  it("sells nothing from the template, which has no terms", async () => {
    const { access, template, buyer, token } = await shop();
    const { price, period, dataset, data: owner } = await access.terms();
    expect([await access.price(), await access.period(), dataset]).to.deep.equal([price, period, 1n]);
    expect(owner).to.not.equal(ZeroAddress);
    await token.connect(buyer).approve(template, 10n ** 30n);
    const shelf = template.connect(buyer);
    await refused(shelf.buyAccess(NO_PERMIT), "NotForSale", access);
    await refused(shelf.buyAndOrder(buyer, NO_PERMIT), "NotForSale", access);
    await refused(shelf.buy(1, NO_PERMIT), "NotForSale", access);
    await refused(shelf.startOrder(buyer), "NotForSale", access);
    await refused(shelf.price(), "NotForSale", access);
  });

  it("takes the whole price or nothing, whatever the token keeps of a transfer", async () => {
    const { owner, buyer } = await shop();
    const token = await new FeeToken__factory(owner).deploy();
    const template = await new AccessToken__factory(owner).deploy(token);
    const data = await new DiagnosisData__factory(owner).deploy(template);
    await data.createDataset("ipfs://card", PRICE, PERIOD);
    const access = AccessToken__factory.connect(await data.accessToken(1), buyer);
    await token.mint(buyer, 10n * PRICE);
    await token.connect(buyer).approve(access, 10n * PRICE);
    await refused(access.buyAccess(NO_PERMIT), "WrongTransfer", access);
    await refused(access.buyAndOrder(buyer, NO_PERMIT), "WrongTransfer", access);
    await refused(access.buy(1, NO_PERMIT), "WrongTransfer", access);
  });

  it("sells also when the permit was used up by somebody else, and not when it was forged", async () => {
    const { access, buyer, token, owner } = await shop();
    const permit = await permitFor(token, buyer, await access.getAddress(), PRICE);
    const { value, deadline, v, r, s } = permit;
    await refused(access.connect(buyer).buyAccess({ ...permit, s: id("forged") }), "ERC20InsufficientAllowance", token);
    await token.connect(owner).permit(buyer, access, value, deadline, v, r, s);
    await access.connect(buyer).buyAccess(permit);
    expect((await access.accessUntil(buyer)) > 0n).to.equal(true);
    await refused(access.connect(buyer).buyAccess(permit), "ERC20InsufficientAllowance", token);
  });
});
