import { readFileSync } from "node:fs";
import { join } from "node:path";
import { getBytes, hexlify, type Provider } from "ethers";
import { DoctorError } from "#errors";

interface Artifact {
  contractName: string;
  deployedBytecode: string;
  immutableReferences: Record<string, { start: number; length: number }[]>;
}

const ROOT = join(import.meta.dirname, "../..");
const FOLDERS: Record<string, string> = {
  core: "CryptoDoctor.sol/CryptoDoctor",
  office: "Office.sol/Office",
  directory: "Directory.sol/Directory",
  gate: "gates/IssuerGate.sol/IssuerGate",
  entropy: "entropy/BlockhashEntropy.sol/BlockhashEntropy",
  badge: "badge/ReputationBadge.sol/ReputationBadge",
  template: "data/AccessToken.sol/AccessToken",
  data: "data/DiagnosisData.sol/DiagnosisData",
};

/**
 * Compares the code at each address with what this source tree compiles to, leaving out only what a constructor sets
 * (immutables; the core's `Deployed` event and public getters tell those).
 * @param addresses by name: core, office, directory, gate, entropy, badge, template, data
 * @throws DoctorError E720_OTHER_CODE for the first that differs
 */
export async function verifyCode(provider: Provider, addresses: Record<string, string>): Promise<string[]> {
  const checked = [];
  for (const [name, address] of Object.entries(addresses)) {
    const path = FOLDERS[name];
    if (path === undefined) throw new RangeError(`no contract is called ${name}`);
    const artifact: Artifact = JSON.parse(readFileSync(join(ROOT, "artifacts/contracts", `${path}.json`), "utf8"));
    const found = masked(await provider.getCode(address), artifact);
    if (found !== masked(artifact.deployedBytecode, artifact))
      throw new DoctorError(
        "E720_OTHER_CODE",
        `The code at ${address} is not this tree's ${artifact.contractName}.`,
        "Build the version that was deployed, or do not trust the address.",
      );
    checked.push(`${name} ${address}`);
  }
  return checked;
}

function masked(code: string, { immutableReferences }: Artifact): string {
  const bytes = getBytes(code);
  for (const { start, length } of Object.values(immutableReferences).flat()) bytes.fill(0, start, start + length);
  return hexlify(bytes);
}
