import { expect } from "chai";
import { network } from "hardhat";
import { CryptoDoctor__factory, Directory__factory, TestUSD__factory } from "#contracts";
import { deploymentReport } from "#scripts/deployment/report";
import { verifyCode } from "#scripts/deployment/verify";
import Local from "../../ignition/modules/local.ts";
import Testnet from "../../ignition/modules/testnet.ts";

const { ethers, ignition } = await network.connect();
const [owner, issuer, proposer] = await ethers.getSigners();
type Deployed = Record<string, { getAddress(): Promise<string> }>;

async function addressesOf(deployed: Deployed): Promise<Record<string, string>> {
  const names = ["core", "directory", "gate", "entropy", "badge", "template", "data"];
  const entries = await Promise.all(names.map(async (name) => [name, await deployed[name]!.getAddress()] as const));
  const addresses = Object.fromEntries(entries);
  return { ...addresses, office: await CryptoDoctor__factory.connect(addresses.core!, owner).office() };
}

describe("contracts: deployment", () => {
  it("of a local network has a token of its own and an owner who can renounce", async () => {
    const parameters = { Local: { issuer: await issuer!.getAddress() } };
    const deployed = (await ignition.deploy(Local, { parameters })) as unknown as Deployed;
    const addresses = await addressesOf(deployed);
    expect((await verifyCode(ethers.provider, addresses)).length).to.equal(8);
    const directory = Directory__factory.connect(addresses.directory!, owner);
    expect(await directory.owner()).to.equal(await owner!.getAddress());
    await directory.renounceOwnership();
    expect(await directory.owner()).to.equal(ethers.ZeroAddress);
  });

  it("of a public network takes its stablecoin by address, and its directory belongs to a timelock", async () => {
    const stablecoin = await new TestUSD__factory(owner).deploy();
    const parameters = {
      Testnet: {
        issuer: await issuer!.getAddress(),
        stablecoin: await stablecoin.getAddress(),
        proposers: [await proposer!.getAddress()],
        delay: 3_600,
      },
    };
    const deployed = (await ignition.deploy(Testnet, { parameters })) as unknown as Deployed;
    const addresses = await addressesOf(deployed);
    await verifyCode(ethers.provider, addresses);
    const timelock = await ethers.getContractAt("TimelockController", await deployed.timelock!.getAddress());
    const directory = Directory__factory.connect(addresses.directory!, owner);
    expect(await directory.owner()).to.equal(await timelock.getAddress());
    expect(await CryptoDoctor__factory.connect(addresses.core!, owner).token()).to.equal(await stablecoin.getAddress());
    // Nobody administers the timelock; a guardian comes by proposal and delay.
    const admin = await timelock.DEFAULT_ADMIN_ROLE();
    expect(await timelock.hasRole(admin, owner!)).to.equal(false);
    const call = directory.interface.encodeFunctionData("setGuardian", [await issuer!.getAddress()]);
    const proposal = [addresses.directory!, 0, call, ethers.ZeroHash, ethers.ZeroHash] as const;
    await (await timelock.connect(proposer!).getFunction("schedule")(...proposal, 3_600)).wait();
    const execute = () => timelock.connect(owner!).getFunction("execute")(...proposal);
    await execute().then(
      () => expect.fail("executed before the delay"),
      () => {},
    );
    await ethers.provider.send("evm_increaseTime", [3_600]);
    await (await execute()).wait();
    expect(await directory.guardian()).to.equal(await issuer!.getAddress());
  });

  it("is told from its file of addresses: code, office, owner, token and parameters", async () => {
    const stablecoin = await new TestUSD__factory(owner).deploy();
    const [issuerAt, token] = [await issuer!.getAddress(), await stablecoin.getAddress()];
    const parameters = { Testnet: { issuer: issuerAt, stablecoin: token, proposers: [issuerAt], delay: 3_600 } };
    const deployed = (await ignition.deploy(Testnet, { parameters })) as unknown as Deployed;
    const at = async (name: string) => deployed[name]!.getAddress();
    const addresses: Record<string, string> = {
      "Testnet#CryptoDoctor": await at("core"),
      "Testnet#Directory": await at("directory"),
      "Testnet#IssuerGate": await at("gate"),
      "Testnet#BlockhashEntropy": await at("entropy"),
      "Testnet#ReputationBadge": await at("badge"),
      "Testnet#AccessToken": await at("template"),
      "Testnet#DiagnosisData": await at("data"),
    };
    const lines = await deploymentReport(ethers.provider, addresses);
    expect(lines.filter((line) => line.startsWith("as compiled here"))).to.have.length(8);
    expect(lines).to.include(`pay token: ${token}`);
    expect(lines).to.include(`owner of the directory: ${await at("timelock")}`);
    const [event] = await CryptoDoctor__factory.connect(await at("core"), owner).queryFilter("Deployed" as never);
    expect(lines).to.include(
      `minBond: ${(event as unknown as { args: { parameters: { minBond: bigint } } }).args.parameters.minBond}`,
    );

    const { "Testnet#IssuerGate": _, ...incomplete } = addresses;
    const missing = await deploymentReport(ethers.provider, incomplete).catch((error) => error);
    expect(missing.code).to.equal("E721_INCOMPLETE");
    const swapped = { ...addresses, "Testnet#CryptoDoctor": token };
    expect((await deploymentReport(ethers.provider, swapped).catch((error) => error)).code).to.equal("E720_OTHER_CODE");
  });

  it("is told from another by its code", async () => {
    const token = await new TestUSD__factory(owner).deploy();
    const failure = await verifyCode(ethers.provider, { directory: await token.getAddress() }).catch((error) => error);
    expect(failure.code).to.equal("E720_OTHER_CODE");
  });
});
