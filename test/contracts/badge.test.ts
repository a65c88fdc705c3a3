import { expect } from "chai";
import { ReputationBadge__factory, RevenueSplitter__factory } from "#contracts";
import { ethers, refused, stage, USD } from "./arena.ts";

describe("contracts: the reputation badge", () => {
  it("shows each doctor's reputation as a token of the doctor's account, and stores nothing", async () => {
    const a = await stage();
    const badge = await new ReputationBadge__factory(a.owner).deploy(a.core);
    expect(await badge.ownerOf(1)).to.equal(await a.doctors[0]!.getAddress());
    expect([await badge.balanceOf(a.doctors[0]!), await badge.balanceOf(a.stranger)]).to.deep.equal([1n, 0n]);
    const card = JSON.parse(Buffer.from((await badge.tokenURI(1)).split(",")[1]!, "base64").toString());
    expect(card.attributes).to.deep.equal([{ trait_type: "reputation", value: 100 }]);
    expect(await badge.locked(1)).to.equal(true);
    expect([await badge.name(), await badge.symbol()]).to.deep.equal(["crypto-doctor reputation", "CDREP"]);
    for (const id of ["0x80ac58cd", "0x5b5e139f", "0xb45a3c0e", "0x01ffc9a7"])
      expect(await badge.supportsInterface(id)).to.equal(true);
    expect(await badge.supportsInterface("0xffffffff")).to.equal(false);
    for (const slot of [0, 1, 2]) expect(BigInt(await ethers.provider.getStorage(badge, slot))).to.equal(0n);
  });

  it("never moves, approves nobody, and is not there for who is no doctor", async () => {
    const a = await stage();
    const badge = await new ReputationBadge__factory(a.doctors[0]!).deploy(a.core);
    const [from, to] = [a.doctors[0]!, a.stranger];
    for (const step of [
      () => badge.approve(to, 1),
      () => badge.setApprovalForAll(to, true),
      () => badge.transferFrom(from, to, 1),
      () => badge["safeTransferFrom(address,address,uint256)"](from, to, 1),
      () => badge["safeTransferFrom(address,address,uint256,bytes)"](from, to, 1, "0x"),
    ])
      await refused(step(), "Soulbound", badge);
    expect([await badge.getApproved(1), await badge.isApprovedForAll(from, to)]).to.deep.equal([
      ethers.ZeroAddress,
      false,
    ]);
    await refused(badge.ownerOf(99), "ERC721NonexistentToken", badge);
    await refused(badge.ownerOf(2n ** 32n + 1n), "ERC721NonexistentToken", badge);
    await refused(badge.balanceOf(ethers.ZeroAddress), "ERC721InvalidOwner", badge);
  });
});

describe("contracts: the revenue splitter", () => {
  it("divides everything that comes in by fixed shares, in any order of pulls, to the last unit but rounding", async () => {
    const a = await stage();
    const payees = [a.node0, a.node1, a.guardian];
    const splitter = await new RevenueSplitter__factory(a.owner).deploy(a.token, payees, [3, 3, 4]);
    const pay = (amount: bigint) => a.token.connect(a.patient).transfer(splitter, amount);
    await pay(10n * USD);
    const released = splitter.connect(a.node0).release(a.spare[0]!);
    await expect(released)
      .to.emit(splitter, "Released")
      .withArgs(a.node0, a.spare[0]!, 3n * USD);
    expect(await a.token.balanceOf(a.spare[0]!)).to.equal(3n * USD);
    await refused(splitter.connect(a.node0).release(a.node0), "NothingToRelease", splitter);
    await refused(splitter.connect(a.stranger).release(a.stranger), "NothingToRelease", splitter);
    await pay(7n);
    for (const payee of payees) await splitter.connect(payee).release(a.spare[1]!);
    expect(await a.token.balanceOf(a.spare[1]!)).to.equal(7n * USD + 2n + 2n + 2n);
    await pay(3n);
    // The unit that rounding left is divided with what came after it.
    const due = await Promise.all(payees.map((payee) => splitter.releasable(payee)));
    expect(due.reduce((sum, part) => sum + part)).to.equal(await a.token.balanceOf(splitter));
  });

  it("is not made with wrong shares", async () => {
    const a = await stage();
    const make = (payees: string[], shares: number[]) =>
      new RevenueSplitter__factory(a.owner).deploy(a.token, payees, shares);
    const [x, y] = [await a.node0.getAddress(), await a.node1.getAddress()];
    for (const [payees, shares] of [
      [[], []],
      [[x], [1, 2]],
      [
        [x, y],
        [1, 0],
      ],
      [
        [x, x],
        [1, 1],
      ],
      [[ethers.ZeroAddress], [1]],
    ] as [string[], number[]][])
      await refused(make(payees, shares), "WrongShares", RevenueSplitter__factory.connect(ethers.ZeroAddress));
  });
});
