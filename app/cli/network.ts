import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { type Command, Option } from "commander";
import { JsonRpcProvider } from "ethers";
import { parseDeployment } from "#chain/addresses";
import { type Contracts, connectContracts } from "#chain/contracts";
import { DoctorError } from "#errors";
import { type BlobStore, ipfsBlobs } from "#storage/blobs";

export interface NetworkFlags {
  readonly data: string;
  readonly deployment?: string;
  readonly rpc: string;
  readonly ipfs: string;
}

/** The flags by which a command finds chain, contracts and IPFS; by themselves they find what `npm start` runs here. */
export function withNetwork(command: Command): Command {
  return command
    .addOption(new Option("--data <folder>", "data folder of npm start").env("CRYPTO_DOCTOR_DATA").default(".data"))
    .addOption(
      new Option("--deployment <file>", "addresses of the contracts; without it the local network's").env(
        "CRYPTO_DOCTOR_DEPLOYMENT",
      ),
    )
    .addOption(
      new Option("--rpc <url>", "the chain's JSON-RPC").env("CRYPTO_DOCTOR_RPC_URL").default("http://127.0.0.1:8545"),
    )
    .addOption(
      new Option("--ipfs <url>", "Kubo's RPC, or the embedded service")
        .env("IPFS_RPC_URL")
        .default("http://127.0.0.1:5001"),
    );
}

/** Folder in which the local network of `--data` keeps what belongs to its newest chain. @throws DoctorError E144_NO_NETWORK */
export function localHome(data: string): string {
  const homes = existsSync(data)
    ? readdirSync(data).flatMap((name) => {
        const file = join(data, name, "deployment.json");
        return existsSync(file) ? [{ home: join(data, name), at: statSync(file).mtimeMs }] : [];
      })
    : [];
  const newest = homes.sort((a, b) => b.at - a.at)[0];
  if (!newest)
    throw new DoctorError(
      "E144_NO_NETWORK",
      `There is no local network in ${data}.`,
      "Run npm start first, or name another with --data or --deployment.",
    );
  return newest.home;
}

/** Runs `work` with contracts and blobs, and lets go of the connection afterwards. */
export async function onNetwork<T>(
  flags: NetworkFlags,
  work: (network: { contracts: Contracts; blobs: BlobStore }) => Promise<T>,
): Promise<T> {
  const file = flags.deployment ?? join(localHome(flags.data), "deployment.json");
  const deployment = parseDeployment(JSON.parse(readFileSync(file, "utf8")));
  // Told which chain it is: it would ask again for ever, and say so on stdout, where none answers.
  const provider = new JsonRpcProvider(flags.rpc, deployment.chainId, { staticNetwork: true, cacheTimeout: -1 });
  try {
    const contracts = await connectContracts(deployment, provider);
    return await work({ contracts, blobs: ipfsBlobs(flags.ipfs) });
  } finally {
    provider.destroy();
  }
}
