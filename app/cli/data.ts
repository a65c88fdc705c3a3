import { readFileSync, writeFileSync } from "node:fs";
import { Command, Option } from "commander";
import type { Wallet } from "ethers";
import { moneyOf } from "#chain/currency";
import { rowsRoot } from "#chain/rows-tree";
import { publishedBatches, verifyRows } from "#client/batches";
import { buySteps } from "#client/buyer";
import { assetCard, downloadRows } from "#client/data-service";
import { parseRows, ROW_FORMATS, type RowFormat } from "#client/rows";
import { stepTexts } from "#client/step-texts";
import { runSteps } from "#client/steps";
import { DoctorError } from "#errors";
import { walletFromFile } from "#service/config";
import { dataPublishCommand } from "./data-publish.ts";
import { type NetworkFlags, onNetwork, withNetwork } from "./network.ts";

interface Flags extends NetworkFlags {
  readonly keyFile: string;
  readonly service: string;
  readonly json?: boolean;
}

/** `crypto-doctor data`: the data set of diagnoses, for who buys it and for who sells it. */
export const dataCommand = (): Command =>
  new Command("data")
    .description("the data set of diagnoses")
    .addCommand(listCommand())
    .addCommand(buyCommand())
    .addCommand(getCommand())
    .addCommand(verifyCommand())
    .addCommand(dataPublishCommand());

const withService = (command: Command): Command =>
  command.addOption(
    new Option("--service <url>", "the data service").env("CRYPTO_DOCTOR_DATA_URL").default("http://127.0.0.1:8082"),
  );
const withKey = (command: Command): Command =>
  command.requiredOption("--key-file <file>", "the buyer's key: one line, 0x and 64 hex digits, or a keystore");
const json = ["--json", "print one line of JSON"] as const;
const notice = "Research software. Not cleared or CE-marked. Not for diagnosis.";

const listCommand = () =>
  withService(new Command("ls"))
    .description("what is in the data set and what access costs")
    .option(...json)
    .action(async ({ service, json }: { service: string; json?: boolean }) => {
      const card = await assetCard(service);
      if (json) return void process.stdout.write(`${JSON.stringify(card)}\n`);
      process.stderr.write(`A year of access costs ${moneyOf(card.price, card.price.amount)}. ${card.licence}\n`);
      for (const { batch, rows, cid } of card.batches) process.stdout.write(`${batch}\t${rows} rows\t${cid}\n`);
    });

const buyCommand = () =>
  withKey(withNetwork(new Command("buy")))
    .description("buy a year of access, in one transaction; an account that has it pays nothing")
    .option(...json)
    .action((flags: Flags) =>
      onNetwork(flags, async ({ contracts }) => {
        const signer: Wallet = walletFromFile(flags.keyFile).connect(contracts.provider);
        const until = async () => Number(await contracts.access.accessUntil(signer.address));
        const held = (await until()) > Date.now() / 1000;
        if (!held) {
          const state = { contracts, signer, toNetwork: async () => {} };
          await runSteps(buySteps, { at: 0, state }, ({ at }) => {
            if (buySteps[at]) process.stderr.write(`${stepTexts[`step.${buySteps[at].id}`]}\n`);
          });
        }
        const paid = held ? "0" : String(await contracts.access.price());
        const result = { account: signer.address, until: await until(), paid };
        const date = new Date(result.until * 1000).toISOString().slice(0, 10);
        process.stdout.write(
          flags.json
            ? `${JSON.stringify(result)}\n`
            : `${signer.address} has access until ${date}; paid ${moneyOf(contracts.currency, paid)}\n`,
        );
      }),
    );

const getCommand = () =>
  withKey(withService(withNetwork(new Command("get"))))
    .description("download a batch, hold it against the chain, and write it; other rows are not written")
    .argument("<batch>", "its number, as `data ls` names it", Number)
    .addOption(new Option("--format <form>", "of the rows").choices(Object.keys(ROW_FORMATS)).default("csv"))
    .option("--out <file>", "where to; without it to stdout")
    .action((batch: number, flags: Flags & { format: RowFormat; out?: string }) =>
      onNetwork(flags, async ({ contracts }) => {
        const signer = walletFromFile(flags.keyFile).connect(contracts.provider);
        const { batches } = await assetCard(flags.service);
        const offered = batches.find((each) => each.batch === batch);
        const rows = await downloadRows({ contracts, signer }, flags.service, batch);
        if (!offered || !(await verifyRows(contracts, offered.cid, rows))) throw otherRows();
        const written = await ROW_FORMATS[flags.format].write(rows);
        if (flags.out) writeFileSync(flags.out, written);
        else process.stdout.write(written);
        process.stderr.write(`${rows.length} rows, exactly those whose root stands on chain. ${notice}\n`);
      }),
    );

const verifyCommand = () =>
  withNetwork(new Command("verify"))
    .description("whether the rows of a file are, in their order, a batch that stands on chain")
    .argument("<file>", "CSV or JSON Lines")
    .option(...json)
    .action(async (file: string, flags: Flags) => {
      const root = rowsRoot(parseRows(readFileSync(file, "utf8")));
      const batches = await onNetwork(flags, ({ contracts }) => publishedBatches(contracts));
      const batch = batches.find((each) => each.root === root);
      if (!batch) throw otherRows();
      process.stdout.write(
        flags.json ? `${JSON.stringify(batch)}\n` : `batch ${batch.number}, ${batch.rows} rows, ${batch.cid}\n`,
      );
    });

const otherRows = () =>
  new DoctorError(
    "E217_NOT_ON_CHAIN",
    "These rows are no batch of the data set that stands on chain.",
    "Download the batch again; if it stays so, do not use its rows, and ask the curator.",
  );
