import type { JsonRpcProvider } from "ethers";
import type { Deployment } from "#chain/addresses";
import { type Contracts, connectContracts } from "#chain/contracts";
import { permitFor } from "#chain/typed-data";
import { DoctorError } from "#errors";
import type { Accounts } from "./accounts.ts";
import type { TestnetConfig } from "./config.ts";

/** Makes the pair able to take cases: both bonds stand, and the directory has the endpoints of the configuration. */
export async function makeReady(
  config: TestnetConfig,
  provider: JsonRpcProvider,
  { timelock: _, ...deployment }: Deployment & { timelock: string },
  accounts: Accounts,
  pair: number,
): Promise<void> {
  const contracts = await connectContracts(deployment, provider);
  for (const party of [0, 1] as const) {
    await bond(contracts, config, accounts, pair, party);
    await publishEndpoint(contracts, config, accounts, pair, party);
  }
}

const own = (accounts: Accounts, { provider }: Contracts, party: 0 | 1) => accounts[`node${party}`].connect(provider);

async function bond(contracts: Contracts, config: TestnetConfig, accounts: Accounts, pair: number, party: 0 | 1) {
  const { core, token, fromBlock } = contracts;
  const signer = own(accounts, contracts, party);
  const [deployed] = await core.queryFilter(core.filters.Deployed(), fromBlock);
  const missing = deployed!.args.parameters.pairBond - (await core.stakeOf(pair, party)).bond;
  if (missing <= 0n) return;
  const held = await token.balanceOf(signer.address);
  if (held < missing)
    throw new DoctorError(
      "E520_TOKENS",
      `Node ${party} (${signer.address}) holds ${held} of the stablecoin's smallest unit; its bond needs ${missing}.`,
      "Send it as much, and run the same command again.",
    );
  const permit = await permitFor(token, signer, await core.getAddress(), missing);
  await (await core.connect(signer).bondPair(pair, party, missing, permit)).wait(config.confirmations);
}

async function publishEndpoint(
  contracts: Contracts,
  config: TestnetConfig,
  accounts: Accounts,
  pair: number,
  party: 0 | 1,
) {
  const { directory } = contracts;
  const { endpoints, recipients, certificates } = await directory.getPair(pair);
  const { url } = config[`node${party}`];
  if (endpoints[party] === url) return;
  const signer = own(accounts, contracts, party);
  const rotation = directory.connect(signer).rotate(pair, party, recipients[party]!, certificates[party]!, url);
  await (await rotation).wait(config.confirmations);
}
