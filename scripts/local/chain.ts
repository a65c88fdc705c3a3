import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { delimiter, join } from "node:path";
import { JsonRpcProvider } from "ethers";
import { pause } from "#chain/follow";
import { DoctorError } from "#errors";
import type { Child, Supervisor } from "./supervisor.ts";

export const LOCAL_CHAIN_ID = 31337;
const ACCOUNTS = 24;

export interface LocalChain {
  readonly url: string;
  readonly provider: JsonRpcProvider;
  /** Hash of block 1 (anvil makes block 0 anew at each start), which names this chain and the folder of all that refers to it. */
  readonly firstBlock: string;
  readonly client: "anvil" | "hardhat";
  readonly child: Child;
}

/**
 * Starts the local chain: anvil where its package or the user's own binary is there (its state survives a restart in
 * `stateFile`), else Hardhat's node, which remembers nothing and says so. Both mine each transaction at once and an
 * empty block every second, since phases follow from time.
 */
export async function startChain(supervisor: Supervisor, port: number, stateFile: string): Promise<LocalChain> {
  const anvil = findAnvil();
  const url = `http://127.0.0.1:${port}`;
  const child = anvil
    ? supervisor.spawn("chain", anvil, [
        "--host",
        "127.0.0.1",
        "--port",
        `${port}`,
        "--chain-id",
        `${LOCAL_CHAIN_ID}`,
        "--accounts",
        `${ACCOUNTS}`,
        "--block-time",
        "1",
        "--mixed-mining",
        "--state",
        stateFile,
        "--state-interval",
        "5",
        "--quiet",
      ])
    : supervisor.spawn("chain", process.execPath, [
        hardhatCli(),
        "--network",
        "local",
        "node",
        "--hostname",
        "127.0.0.1",
        "--port",
        `${port}`,
      ]);
  if (!anvil)
    supervisor.log.warn(
      "anvil is not installed: Hardhat's node is used, memory only; cases will not survive a restart",
    );
  // A provider that polls fast and never caches: a local block comes every second at the latest.
  const provider = new JsonRpcProvider(url, LOCAL_CHAIN_ID, {
    staticNetwork: true,
    cacheTimeout: -1,
    pollingInterval: 100,
  });
  const firstBlock = await answered(provider, child);
  return { url, provider, firstBlock, client: anvil ? "anvil" : "hardhat", child };
}

async function answered(provider: JsonRpcProvider, child: Child): Promise<string> {
  for (let tries = 0; tries < 300; tries++) {
    if (child.exited) break;
    const block = await provider.send("eth_getBlockByNumber", ["0x1", false]).catch(() => undefined);
    if (block) return block.hash;
    await pause(100);
  }
  throw new DoctorError("E501_NO_CHAIN", "The local chain did not start.", "The lines marked [chain] say why.");
}

const hardhatCli = () => join(createRequire(import.meta.url).resolve("hardhat/package.json"), "../dist/src/cli.js");

function findAnvil(): string | undefined {
  const onPath = (process.env.PATH ?? "").split(delimiter).map((folder) => join(folder, "anvil"));
  const packaged = join(import.meta.dirname, "../../node_modules/.bin/anvil");
  return process.env.CRYPTO_DOCTOR_CHAIN === "hardhat" ? undefined : [packaged, ...onPath].find(existsSync);
}
