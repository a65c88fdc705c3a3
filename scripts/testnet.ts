import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Command, InvalidArgumentError } from "commander";
import { parseDeployment } from "#chain/addresses";
import { signLicence } from "#chain/licence";
import { DoctorError } from "#errors";
import { walletFromFile } from "#service/config";
import { logger } from "#service/log";
import { fail } from "#service/process";
import { Supervisor } from "./local/supervisor.ts";
import { readConfig, TestnetFile } from "./testnet/config.ts";
import { testnetUp } from "./testnet/up.ts";

/**
 * `npm run testnet -- up --config FILE` takes contracts, two nodes, data service and site to a public network;
 * `npm run testnet -- licence …` signs a doctor's licence. docs/testnet.md says what the configuration holds.
 */
const log = logger("testnet");
const TRY_LATER = 75;
const refused = (error: unknown): never => {
  fail(log, error);
  process.exit(error instanceof DoctorError && error.code === "E712_TIMELOCK" ? TRY_LATER : 1);
};

const program = new Command("npm run testnet --").description("crypto-doctor on Sepolia, Base Sepolia or alike.");
program
  .command("up", { isDefault: true })
  .description("bring everything up, going on where an earlier run stopped; Ctrl-C stops the processes")
  .requiredOption("--config <file>", "see docs/testnet.md")
  .action(async ({ config }: { config: string }) => {
    const supervisor = new Supervisor(log);
    let stopping = false;
    const stop = async (code: number) => {
      if (stopping) return;
      stopping = true;
      await supervisor.stop();
      process.exit(code);
    };
    for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => void stop(0));
    supervisor.onCrash((role) => {
      log.error(`the ${role} ended by itself; everything is stopped. Its last lines say why.`);
      void stop(1);
    });
    try {
      await testnetUp(readConfig(config), supervisor);
    } catch (error) {
      await supervisor.stop();
      refused(error);
    }
  });

program
  .command("schema")
  .description("print what a configuration holds, as a JSON Schema")
  .action(() => void process.stdout.write(`${JSON.stringify(TestnetFile, null, 2)}\n`));

const institution = (text: string): number => {
  if (!/^[1-9]\d{0,8}$/.test(text)) throw new InvalidArgumentError("a number from 1.");
  return Number(text);
};
program
  .command("licence")
  .description("sign a licence for a doctor's account as the issuer that the configuration names; JSON on stdout")
  .requiredOption("--config <file>", "see docs/testnet.md")
  .requiredOption("--doctor <address>", "the doctor's account")
  .requiredOption(
    "--institution <n>",
    "number of the institution: two of one institution never sit together",
    institution,
  )
  .requiredOption("--issuer <file>", "the issuer's encrypted keystore")
  .requiredOption("--passphrase-file <file>", "file with the keystore's passphrase")
  .action(
    async (given: { config: string; doctor: string; institution: number; issuer: string; passphraseFile: string }) => {
      try {
        const { folder } = readConfig(given.config);
        const deployment = parseDeployment(JSON.parse(readFileSync(join(folder, "deployment.json"), "utf8")));
        const issuer = walletFromFile(given.issuer, given.passphraseFile);
        const licence = await signLicence(issuer, deployment, given.doctor, given.institution);
        const file = { format: "crypto-doctor/licence@1", doctor: given.doctor, licence };
        process.stdout.write(`${JSON.stringify(file, null, 2)}\n`);
      } catch (error) {
        refused(error);
      }
    },
  );
await program.parseAsync();
