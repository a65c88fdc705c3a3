import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { Command, InvalidArgumentError, Option } from "commander";
import { logger } from "#service/log";
import { fail } from "#service/process";
import { zooNames } from "../app/zoo.ts";
import { CSV_HEADER } from "./local/csv.ts";
import { startNetwork } from "./local/network.ts";
import { Supervisor } from "./local/supervisor.ts";
import { phantomPng } from "./phantom.ts";

/** `npm start`: the whole product on this machine, until Ctrl-C. Logs go to stderr; stdout carries CSV and nothing else. */
const PORTS = {
  chain: 8545,
  ipfs: 5001,
  node0: 8090,
  node1: 8091,
  link: 8092,
  patient: 8080,
  doctor: 8081,
  data: 8082,
  web: 8083,
};
type Role = keyof typeof PORTS;

const port = (text: string): number => {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 0 || value > 65535)
    throw new InvalidArgumentError("a port is a number from 0 to 65535.");
  return value;
};

const program = new Command("npm start --").description(
  "Starts chain, IPFS, contracts, two nodes, three services and the web application on this machine; Ctrl-C stops them all.",
);
program.addOption(new Option("--data <folder>", "where everything is kept").env("CRYPTO_DOCTOR_DATA").default(".data"));
program.option("--keep-owner", "set up with an owner, who may admit more pairs and models; by default nobody may");
program.addOption(
  new Option("--model <name>", "model that reads a case which names none").env("CRYPTO_DOCTOR_MODEL").default("lenet"),
);
program.addOption(
  new Option("--seats <n>", "doctors on a panel").env("CRYPTO_DOCTOR_SEATS").choices(["3", "5", "7"]).default("3"),
);
program.addOption(
  new Option("--bounty <tUSD>", "greatest bounty of a case").env("CRYPTO_DOCTOR_BOUNTY").argParser(Number).default(90),
);
for (const [role, fallback] of Object.entries(PORTS)) {
  program.addOption(
    new Option(`--${role}-port <port>`, `port of ${role}; 0 takes a free one`)
      .env(`CRYPTO_DOCTOR_${role.toUpperCase()}_PORT`)
      .argParser(port)
      .default(fallback),
  );
}
const options = program.parse().opts();

const log = logger("up");
const supervisor = new Supervisor(log);
let stopping = false;
async function stop(code: number): Promise<void> {
  if (stopping) return;
  stopping = true;
  log.info("stopping");
  await supervisor.stop();
  process.exit(code);
}
process.on("SIGINT", () => void stop(0));
process.on("SIGTERM", () => void stop(0));
supervisor.onCrash((role) => {
  log.error(`the ${role} ended by itself; everything is stopped. Its last lines say why.`);
  void stop(1);
});

try {
  const folder = resolve(options.data);
  const ports = Object.fromEntries(Object.keys(PORTS).map((role) => [role, options[`${role}Port`]])) as Record<
    Role,
    number
  >;
  let header = true;
  const onDecided = (line: string) => {
    if (header) process.stdout.write(`${CSV_HEADER}\n`);
    header = false;
    process.stdout.write(`${line}\n`);
  };
  const { urls } = await startNetwork({
    supervisor,
    folder,
    ports,
    model: options.model,
    models: [...new Set([...zooNames(), options.model])],
    keepOwner: options.keepOwner,
    seats: Number(options.seats),
    bounty: options.bounty,
    onDecided,
  });
  const sample = join(folder, "phantom.png");
  if (!existsSync(sample)) {
    mkdirSync(folder, { recursive: true });
    writeFileSync(sample, phantomPng({ size: 256, seed: 7, lesion: true }));
  }
  process.stderr.write(
    [
      "",
      "  crypto-doctor is running. Research software. Not cleared or CE-marked. Not for diagnosis.",
      "",
      `  web       ${urls.web}     patient, doctor, researcher, operator: in your browser`,
      `  patient   ${urls.patient}     curl -X POST -F "file=@${sample}" ${urls.patient}/image`,
      `  doctor    ${urls.doctor}/decision`,
      `  data set  ${urls.data}`,
      `  chain     ${urls.chain}     IPFS ${urls.ipfs}`,
      "",
      "  Ctrl-C stops everything and loses nothing.",
      "",
      "",
    ].join("\n"),
  );
} catch (error) {
  fail(log, error);
  await stop(1);
}
