import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type JsonRpcProvider, type Wallet, ZeroAddress } from "ethers";
import hre from "hardhat";
import { type Deployment, parseDeployment } from "#chain/addresses";
import { DiagnosisData__factory } from "#contracts";
import Testnet from "../../ignition/modules/testnet.ts";
import type { Accounts } from "./accounts.ts";
import type { TestnetConfig } from "./config.ts";

const YEAR = 365 * 24 * 3600;

/** Writes a file whole or not at all. */
export function keep(path: string, value: unknown): void {
  writeFileSync(`${path}.new`, JSON.stringify(value, null, 2), { mode: 0o600 });
  renameSync(`${path}.new`, path);
}

/** The contracts of `deployment.json`; where it does not stand yet, they are deployed, going on where a run broke off. */
export async function contractsOf(
  config: TestnetConfig,
  provider: JsonRpcProvider,
  { deployer, curator }: Accounts,
): Promise<Deployment & { timelock: string }> {
  mkdirSync(config.folder, { recursive: true, mode: 0o700 });
  const file = join(config.folder, "deployment.json");
  const beside = join(config.folder, "begun.json");
  if (!existsSync(beside)) keep(beside, { fromBlock: await provider.getBlockNumber() });
  const { fromBlock } = JSON.parse(readFileSync(beside, "utf8")) as { fromBlock: number };

  const made = await deploy(config, deployer);
  const timelock = await made.timelock.getAddress();
  if (existsSync(file)) return { ...parseDeployment(JSON.parse(readFileSync(file, "utf8"))), timelock };
  const data = DiagnosisData__factory.connect(await made.data.getAddress(), curator.connect(provider));
  if ((await data.accessToken(1)) === ZeroAddress) {
    const card = `${config.data.url}/`;
    await (await data.createDataset(card, BigInt(config.accessPrice), YEAR)).wait(config.confirmations);
  }
  const deployment: Deployment = {
    chainId: config.chainId,
    firstBlock: (await provider.getBlock(1))!.hash!,
    fromBlock,
    core: await made.core.getAddress(),
    directory: await made.directory.getAddress(),
    gate: await made.gate.getAddress(),
    token: config.stablecoin,
    data: await data.getAddress(),
    access: await data.accessToken(1),
    curator: curator.address,
    dataset: 1,
  };
  keep(file, deployment);
  return { ...deployment, timelock };
}

/** By Ignition, whose journal makes a second run send nothing twice; scripts/verify-deployment.ts reads the same folder. */
async function deploy(config: TestnetConfig, deployer: Wallet) {
  const { chainId, rpcUrl, stablecoin, issuer, parameters, deploymentId, confirmations } = config;
  const connection = await hre.network.connect({
    network: "testnet",
    override: { chainId, url: rpcUrl, accounts: [deployer.privateKey] },
  });
  try {
    return await connection.ignition.deploy(Testnet, {
      deploymentId: deploymentId ?? `chain-${chainId}`,
      parameters: { Testnet: { stablecoin, issuer, proposers: [deployer.address], ...parameters } },
      config: { requiredConfirmations: confirmations },
      displayUi: false,
    });
  } finally {
    await connection.close();
  }
}
