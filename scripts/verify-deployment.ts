/**
 * `node --import tsx scripts/verify-deployment.ts --rpc URL --deployment ignition/deployments/chain-N`
 *
 * Tells whether the contracts of an Ignition deployment are what this tree compiles to, who owns the directory, and with
 * which parameters the core was built. Needs no explorer and no key.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Command } from "commander";
import { JsonRpcProvider } from "ethers";
import { CryptoDoctor__factory, Directory__factory } from "#contracts";
import { verifyCode } from "./deployment/verify.ts";

const { rpc, deployment } = new Command("verify-deployment")
  .requiredOption("--rpc <url>", "endpoint of the chain")
  .requiredOption("--deployment <folder>", "folder that Ignition wrote")
  .parse()
  .opts<{ rpc: string; deployment: string }>();

const provider = new JsonRpcProvider(rpc);
const deployed: Record<string, string> = JSON.parse(readFileSync(join(deployment, "deployed_addresses.json"), "utf8"));
const at = (contract: string): string => Object.entries(deployed).find(([id]) => id.endsWith(`#${contract}`))![1];
const core = CryptoDoctor__factory.connect(at("CryptoDoctor"), provider);
const addresses = {
  core: at("CryptoDoctor"),
  office: await core.office(),
  directory: at("Directory"),
  gate: at("IssuerGate"),
  entropy: at("BlockhashEntropy"),
  badge: at("ReputationBadge"),
  template: at("AccessToken"),
  data: at("DiagnosisData"),
};
for (const line of await verifyCode(provider, addresses)) console.log(`as compiled here: ${line}`);
console.log(`owner of the directory: ${await Directory__factory.connect(addresses.directory, provider).owner()}`);
console.log(`pay token: ${await core.token()}`);
const [built] = await core.queryFilter(core.filters.Deployed());
const names = core.interface.getEvent("Deployed").inputs[0]!.components!;
for (const [i, { name }] of names.entries()) console.log(`${name}: ${built?.args.parameters[i]}`);
provider.destroy();
