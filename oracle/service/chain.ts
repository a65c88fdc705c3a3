import { readFileSync } from "node:fs";
import { JsonRpcProvider } from "ethers";
import { parseDeployment } from "#chain/addresses";
import { type Contracts, connectContracts } from "#chain/contracts";
import { setting } from "./config.ts";

const POLL_MS = 100;

/** The contracts that CRYPTO_DOCTOR_DEPLOYMENT names, over CRYPTO_DOCTOR_RPC_URL. Destroy the provider at the end. */
export async function contractsOfRole(): Promise<Contracts> {
  // No cache: a role must see a block as soon as it stands.
  const provider = new JsonRpcProvider(setting("RPC_URL"), undefined, {
    staticNetwork: true,
    cacheTimeout: -1,
    pollingInterval: POLL_MS,
  });
  return connectContracts(parseDeployment(JSON.parse(readFileSync(setting("DEPLOYMENT"), "utf8"))), provider);
}
