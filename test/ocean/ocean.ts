import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { type BaseContract, Contract, ContractFactory, type InterfaceAbi, type Signer } from "ethers";

/** Ocean's own contracts, deployed from its package as its own scripts do: one template each, a fixed-rate exchange. */

const require = createRequire(import.meta.url);

interface Artifact {
  readonly abi: InterfaceAbi;
  readonly bytecode: string;
}

export const artifact = (path: string): Artifact =>
  JSON.parse(readFileSync(require.resolve(`@oceanprotocol/contracts/artifacts/contracts/${path}.json`), "utf8"));

export const FACTORY = "ERC721Factory.sol/ERC721Factory";
export const FIXED_RATE = "pools/fixedRate/FixedRateExchange.sol/FixedRateExchange";
export const NFT = "templates/ERC721Template.sol/ERC721Template";
export const DATATOKEN = "templates/ERC20Template.sol/ERC20Template";

/** @param token stands for Ocean's own, which a deployment has to name */
export async function deployOcean(owner: Signer, token: BaseContract) {
  const deploy = async (path: string, ...args: unknown[]): Promise<Contract> => {
    const { abi, bytecode } = artifact(path);
    const contract = await new ContractFactory(abi, bytecode, owner).deploy(...args);
    await contract.waitForDeployment();
    return new Contract(await contract.getAddress(), abi, owner);
  };
  const ours = await owner.getAddress();
  const collector = await deploy("communityFee/OPFCommunityFeeCollector.sol/OPFCommunityFeeCollector", ours, ours);
  const pool = await deploy("pools/balancer/BPool.sol/BPool");
  const router = await deploy("pools/FactoryRouter.sol/FactoryRouter", ours, token, pool, collector, []);
  const fixedRate = await deploy(FIXED_RATE, router);
  const factory = await deploy(FACTORY, await deploy(NFT), await deploy(DATATOKEN), router);
  await (await router.getFunction("addFactory")(factory)).wait();
  await (await router.getFunction("addFixedRateContract")(fixedRate)).wait();
  return { factory, fixedRate };
}

export const addressesOf = async (
  { factory, fixedRate }: Awaited<ReturnType<typeof deployOcean>>,
  chainId: number,
) => ({
  elsewhere: { chainId: chainId + 1, ERC721Factory: `0x${"11".repeat(20)}`, FixedPrice: `0x${"22".repeat(20)}` },
  here: { chainId, ERC721Factory: await factory.getAddress(), FixedPrice: await fixedRate.getAddress(), startBlock: 1 },
});
