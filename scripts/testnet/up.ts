import { JsonRpcProvider } from "ethers";
import { DoctorError } from "#errors";
import { buildKernels } from "../build.ts";
import type { Supervisor } from "../local/supervisor.ts";
import { openAccounts, requireGas } from "./accounts.ts";
import { admitted } from "./admission.ts";
import type { TestnetConfig } from "./config.ts";
import { contractsOf } from "./contracts.ts";
import { startRoles } from "./roles.ts";
import { makeReady } from "./stand.ts";

/**
 * Brings a public network up: contracts, admission of nodes and model by the timelock, bonds, and the four processes. Each
 * part looks first whether it stands already, so that the same command goes on after whatever stopped it.
 * @throws DoctorError E219_TEST_KEY, E503_OTHER_CHAIN, E520_TOKENS, E521_GAS, E712_TIMELOCK
 */
export async function testnetUp(config: TestnetConfig, supervisor: Supervisor): Promise<void> {
  const accounts = openAccounts(config);
  const kernels = buildKernels();
  const provider = new JsonRpcProvider(config.rpcUrl, undefined, { staticNetwork: true, cacheTimeout: -1 });
  try {
    const { chainId } = await provider.getNetwork();
    if (Number(chainId) !== config.chainId)
      throw new DoctorError(
        "E503_OTHER_CHAIN",
        `The endpoint serves chain ${chainId}; the configuration says ${config.chainId}.`,
        "Correct one of them.",
      );
    await requireGas(provider, accounts);
    supervisor.log.info("contracts");
    const deployment = await contractsOf(config, provider, accounts);
    supervisor.log.info({ core: deployment.core, timelock: deployment.timelock }, "admission of nodes and model");
    const pair = await admitted(config, provider, deployment, accounts, kernels);
    await makeReady(config, provider, deployment, accounts, pair);
    await startRoles(config, supervisor, pair, kernels);
    supervisor.log.info({ site: config.site.url, pair }, "up");
  } finally {
    provider.destroy();
  }
}
