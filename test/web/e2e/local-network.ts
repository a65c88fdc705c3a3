import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseDeployment } from "#chain/addresses";
import { type Contracts, connectContracts } from "#chain/contracts";
import { doctorAccounts } from "#scripts/local/accounts";
import { type Network, startNetwork } from "#scripts/local/network";
import { Supervisor } from "#scripts/local/supervisor";
import { logger } from "#service/log";
import { freePort, wireTo } from "./slow-link.ts";

let shared: ReturnType<typeof startLocal> | undefined;

/** The whole local network on free ports: one for all files of a run, stopped at its end. Cases go by their order. */
export const localNetwork = () => (shared ??= startLocal());
after(async () => (await shared)?.stop());

async function startLocal() {
  const folder = mkdtempSync(join(tmpdir(), "cd-web-"));
  const supervisor = new Supervisor(logger("test"), { quiet: process.env.VERBOSE === undefined });
  const link = await freePort();
  const wire = await wireTo(link);
  const ports = { chain: 0, ipfs: 0, node0: 0, node1: 0, link, patient: 0, doctor: 0, data: 0, web: 0 };
  const network: Network = await startNetwork({
    supervisor,
    folder,
    ports,
    peer: `127.0.0.1:${wire.port}`,
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
  let ticking: NodeJS.Timeout | undefined;
  return {
    network,
    contracts,
    /** Between the nodes. */
    wire,
    /** The demo doctor with this address: its wallet, and the key file that it registered. */
    doctor(address: string) {
      const at = doctorAccounts().findIndex((one) => one.address.toLowerCase() === address.toLowerCase());
      return { key: doctorAccounts()[at]!, identity: identities[at]! };
    },
    /**
     * Seconds pass on the chain, and nowhere else.
     */
    async travel(seconds: number) {
      await network.chain.provider.send("evm_increaseTime", [`0x${seconds.toString(16)}`]);
      await network.chain.provider.send("evm_mine", []);
    },
    /** No block comes any more unless there is a transaction; `thaw` lets them come again. */
    async freeze() {
      ticking &&= clearInterval(ticking) as undefined;
      await network.chain.provider.send("evm_setIntervalMining", [0]);
      await network.chain.provider.send("evm_setAutomine", [true]);
    },
    async thaw() {
      const tick = () => void network.chain.provider.send("evm_mine", []).catch(() => {});
      ticking ??= setInterval(tick, 1_000);
    },
    async stop() {
      clearInterval(ticking);
      await supervisor.stop();
      wire.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
export type LocalNetwork = Awaited<ReturnType<typeof localNetwork>>;
