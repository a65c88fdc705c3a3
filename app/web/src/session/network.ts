import { JsonRpcProvider } from "ethers";
import { type Contracts, connectContracts } from "#chain/contracts";
import type { WebConfig } from "#client/web-config";
import { type Db, openDb } from "./db.ts";

export interface Network {
  readonly config: WebConfig;
  readonly contracts: Contracts;
  readonly db: Db;
  /** Public endpoints of the two nodes. */
  readonly nodes: readonly [string, string];
}

/** What the server of this page says about the network, and a connection to its chain. */
export async function loadNetwork(): Promise<Network> {
  const config: WebConfig = await (await fetch("/config.json")).json();
  const { deployment, rpcUrl, local, pair } = config;
  const provider = new JsonRpcProvider(rpcUrl, deployment.chainId, {
    staticNetwork: true,
    // A local chain has a block a second, and a page must see it as soon as it stands.
    ...(local && { cacheTimeout: -1, pollingInterval: 300 }),
  });
  const contracts = await connectContracts(deployment, provider);
  const { endpoints } = await contracts.directory.getPair(pair);
  return { config, contracts, db: await openDb(deployment), nodes: [endpoints[0]!, endpoints[1]!] };
}
