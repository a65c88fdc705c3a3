import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseDeployment } from "#chain/addresses";
import { type Contracts, connectContracts } from "#chain/contracts";
import { doctorAccounts } from "#scripts/local/accounts";
import { type Network, startNetwork } from "#scripts/local/network";
import { Supervisor } from "#scripts/local/supervisor";
import { logger } from "#service/log";

/** The whole local network on free ports, for the tests of one file. */
export async function localNetwork() {
  const folder = mkdtempSync(join(tmpdir(), "cd-web-"));
  const supervisor = new Supervisor(logger("test"), { quiet: process.env.VERBOSE === undefined });
  const ports = { chain: 0, ipfs: 0, node0: 0, node1: 0, link: 0, patient: 0, doctor: 0, data: 0, web: 0 };
  const network: Network = await startNetwork({
    supervisor,
    folder,
    ports,
    model: "lenet",
    seats: 3,
    bounty: 90,
    onDecided: () => {},
  });
  const contracts: Contracts = await connectContracts(
    parseDeployment(JSON.parse(readFileSync(network.deployment, "utf8"))),
    network.chain.provider,
  );
  const identities = readFileSync(join(network.home, "keys/doctors.age"), "utf8").trim().split("\n");
  return {
    network,
    contracts,
    /** The demo doctor with this address: its wallet, and the key file that it registered. */
    doctor(address: string) {
      const at = doctorAccounts().findIndex((one) => one.address.toLowerCase() === address.toLowerCase());
      return { key: doctorAccounts()[at]!, identity: identities[at]! };
    },
    async stop() {
      await supervisor.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
export type LocalNetwork = Awaited<ReturnType<typeof localNetwork>>;
