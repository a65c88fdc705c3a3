/**
 * `node --import tsx scripts/verify-deployment.ts --rpc URL --deployment ignition/deployments/chain-N`
 *
 * Tells whether the contracts of an Ignition deployment are what this tree compiles to, who owns the directory, and with
 * which parameters the core was built. Needs no explorer and no key.
 */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { Command } from "commander";
import { JsonRpcProvider } from "ethers";
import { DoctorError } from "#errors";
import { deploymentReport } from "./deployment/report.ts";

const { rpc, deployment } = new Command("verify-deployment")
  .requiredOption("--rpc <url>", "endpoint of the chain")
  .requiredOption("--deployment <folder>", "folder that Ignition wrote")
  .parse()
  .opts<{ rpc: string; deployment: string }>();

const provider = new JsonRpcProvider(rpc);
try {
  const file = join(deployment, "deployed_addresses.json");
  if (!existsSync(file))
    throw new DoctorError(
      "E721_INCOMPLETE",
      `There is no ${file}.`,
      "Name the folder that Ignition wrote: ignition/deployments/chain-N.",
    );
  const deployed = JSON.parse(readFileSync(file, "utf8"));
  for (const line of await deploymentReport(provider, deployed)) console.log(line);
} catch (error) {
  if (!(error instanceof DoctorError)) throw error;
  process.stderr.write(`${error.code}: ${error.message}\nhint: ${error.hint}\n`);
  process.exitCode = 1;
} finally {
  provider.destroy();
}
