import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type JsonRpcProvider, ZeroHash } from "ethers";
import type { Deployment } from "#chain/addresses";
import { pause } from "#chain/follow";
import { publishModel } from "#client/publish-model";
import { Directory__factory, TimelockController__factory } from "#contracts";
import { DoctorError } from "#errors";
import { loadKernels } from "#mpc/ring/kernels";
import { entryOf } from "#node/keys";
import { ipfsBlobs } from "#storage/blobs";
import { hex } from "#wire/bytes";
import { loadModel, readCard } from "../../app/zoo.ts";
import type { Accounts } from "./accounts.ts";
import type { TestnetConfig } from "./config.ts";
import { keep } from "./contracts.ts";

/** What the timelock is asked to do, kept: the model's shares are sealed anew each time, and so have another digest. */
interface Proposal {
  readonly pair: number;
  readonly calls: string[];
}
const WAITABLE = 120;

/**
 * The pair of nodes and the model in the directory, by way of its timelock: proposed by the first run, executed when
 * its delay is over. @returns the pair's number
 * @throws DoctorError E712_TIMELOCK when that is longer than two minutes: the same command goes on later
 */
export async function admitted(
  config: TestnetConfig,
  provider: JsonRpcProvider,
  deployment: Deployment & { timelock: string },
  accounts: Accounts,
  kernels: string,
): Promise<number> {
  const file = join(config.folder, "admission.json");
  if (!existsSync(file)) keep(file, await propose(config, provider, deployment, accounts, kernels));
  const { pair, calls } = JSON.parse(readFileSync(file, "utf8")) as Proposal;

  const timelock = TimelockController__factory.connect(deployment.timelock, accounts.deployer.connect(provider));
  const batch: [string[], number[], string[], string, string] = [
    calls.map(() => deployment.directory),
    calls.map(() => 0),
    calls,
    ZeroHash,
    ZeroHash,
  ];
  const id = await timelock.hashOperationBatch(...batch);
  if (await timelock.isOperationDone(id)) return pair;
  if (!(await timelock.isOperation(id)))
    await (await timelock.scheduleBatch(...batch, await timelock.getMinDelay())).wait(config.confirmations);
  const ready = Number(await timelock.getTimestamp(id));
  const now = async () => (await provider.getBlock("latest"))!.timestamp;
  const left = ready - (await now());
  if (left > WAITABLE)
    throw new DoctorError(
      "E712_TIMELOCK",
      `The directory's timelock admits nodes and model from ${new Date(ready * 1000).toISOString()} on.`,
      "Run the same command again then.",
    );
  while ((await now()) < ready) await pause(1_000);
  await (await timelock.executeBatch(...batch)).wait(config.confirmations);
  return pair;
}

async function propose(
  config: TestnetConfig,
  provider: JsonRpcProvider,
  { directory: address }: Deployment,
  { node0, node1 }: Accounts,
  kernels: string,
): Promise<Proposal> {
  const directory = Directory__factory.connect(address, provider);
  const pair = Number((await directory.totals()).pairs) + 1;
  const folders = [join(config.folder, "node0"), join(config.folder, "node1")] as const;
  for (const folder of folders) mkdirSync(folder, { recursive: true, mode: 0o700 });
  const [entry0, entry1] = [await entryOf(folders[0]), await entryOf(folders[1])];
  const recipients = [entry0.recipient, entry1.recipient] as const;
  const model = await publishModel({
    model: loadModel(config.model),
    card: readCard(config.model),
    pair,
    recipients,
    kernels: await loadKernels(readFileSync(kernels)),
    blobs: ipfsBlobs(config.ipfsRpcUrl),
    random: randomBytes,
  });
  return {
    pair,
    calls: [
      directory.interface.encodeFunctionData("admitPair", [
        {
          signers: [node0.address, node1.address],
          recipients: [hex(recipients[0]), hex(recipients[1])],
          certificates: [entry0.certificate, entry1.certificate],
          endpoints: [config.node0.url, config.node1.url],
          fee: BigInt(config.fee),
          active: true,
        },
      ]),
      directory.interface.encodeFunctionData("admitModel", [
        model.digest,
        BigInt(config.minSeatPay),
        model.labels,
        model.manifest,
      ]),
    ],
  };
}
