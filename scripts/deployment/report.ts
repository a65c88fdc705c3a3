import type { Provider } from "ethers";
import { CryptoDoctor__factory, Directory__factory } from "#contracts";
import { DoctorError } from "#errors";
import { verifyCode } from "./verify.ts";

/**
 * What stands on chain of an Ignition deployment, in lines: that each contract is what this tree compiles to, who owns the
 * directory, the pay token, and the parameters that the core was built with.
 * @param deployed addresses by Ignition's ids, as in its deployed_addresses.json
 * @throws DoctorError E720_OTHER_CODE; E721_INCOMPLETE when the file lacks a contract
 */
export async function deploymentReport(provider: Provider, deployed: Record<string, string>): Promise<string[]> {
  const at = (contract: string): string => {
    const found = Object.entries(deployed).find(([id]) => id.endsWith(`#${contract}`));
    if (found) return found[1];
    throw new DoctorError(
      "E721_INCOMPLETE",
      `The deployment has no ${contract}.`,
      "Let Ignition finish it: run the same command again.",
    );
  };
  const core = CryptoDoctor__factory.connect(at("CryptoDoctor"), provider);
  const own = {
    core: at("CryptoDoctor"),
    directory: at("Directory"),
    gate: at("IssuerGate"),
    entropy: at("BlockhashEntropy"),
    badge: at("ReputationBadge"),
    template: at("AccessToken"),
    data: at("DiagnosisData"),
  };
  // The core first: only then is its word for the office worth anything.
  const checked = await verifyCode(provider, own);
  const office = await verifyCode(provider, { office: await core.office() });
  const [built] = await core.queryFilter(core.filters.Deployed());
  const names = core.interface.getEvent("Deployed").inputs[0]!.components!;
  return [
    ...[...checked, ...office].map((line) => `as compiled here: ${line}`),
    `owner of the directory: ${await Directory__factory.connect(own.directory, provider).owner()}`,
    `pay token: ${await core.token()}`,
    ...names.map(({ name }, i) => `${name}: ${built!.args.parameters[i]}`),
  ];
}
