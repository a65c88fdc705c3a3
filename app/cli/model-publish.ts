import { randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { Command, Option } from "commander";
import { parseUnits } from "ethers";
import { sent } from "#chain/cases";
import { publishModel } from "#client/publish-model";
import { loadKernels } from "#mpc/ring/kernels";
import { buildKernels } from "#scripts/build";
import { walletFromFile } from "#service/config";
import { unhex } from "#wire/bytes";
import { loadModel, readCard } from "../zoo.ts";
import { type NetworkFlags, onNetwork, withNetwork } from "./network.ts";

interface Flags extends NetworkFlags {
  readonly pair: number;
  readonly keyFile: string;
  readonly minSeatPay: string;
  readonly json?: boolean;
}

/** `crypto-doctor model publish NAME`: gives each node of a pair its share of the weights, and admits the model. */
export const publishCommand = (): Command =>
  withNetwork(new Command("publish"))
    .description("share a model's weights between the nodes of a pair, and admit it to new cases")
    .argument("<name>", "model from models/zoo, or a model folder")
    .addOption(new Option("--pair <n>", "number of the pair").argParser(Number).default(1))
    .requiredOption("--key-file <file>", "key of the directory's owner: one line, 0x and 64 hex digits")
    .option("--min-seat-pay <amount>", "least pay of a seat, in whole tokens", "5")
    .option("--json", "print one line of JSON")
    .action(async (name: string, flags: Flags) => {
      const result = await onNetwork(flags, async ({ contracts, blobs }) => {
        const { directory, token, provider } = contracts;
        const { recipients } = await directory.getPair(flags.pair);
        const owner = walletFromFile(flags.keyFile).connect(provider);
        const published = await publishModel({
          model: loadModel(name),
          card: readCard(name),
          pair: flags.pair,
          recipients: [unhex(recipients[0]!), unhex(recipients[1]!)],
          kernels: await loadKernels(readFileSync(buildKernels())),
          blobs,
          random: randomBytes,
        });
        const { digest, labels, manifest } = published;
        const least = parseUnits(flags.minSeatPay, await token.decimals());
        await sent(contracts, directory.connect(owner).admitModel, digest, least, labels, manifest);
        return { id: Number((await directory.totals()).models), ...published };
      });
      process.stdout.write(
        flags.json ? `${JSON.stringify(result)}\n` : `model ${result.id} admitted: ${result.digest}\n`,
      );
    });
