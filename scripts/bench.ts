/**
 * `npm run bench -- mpc --net lenet --size 64 --reps 30 [--json]`
 *
 * Two node processes, the real engine, the real TLS link on loopback. Medians over the runs after a warm-up. With
 * --json the last line of stdout is one JSON object. Bytes are payload; the masked weights, sent before the input is
 * used, are counted apart as setupBytesSentPerParty.
 *   onlineMs   from the moment that both parties have their input shares and prepared weights to the opened result
 *   caseMs     everything: checking and expanding material, opening the masked weights, and onlineMs
 *   plaintextMs  this project's float reference in plain JavaScript, for orientation: it is not an optimised runtime
 */
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { Command, InvalidArgumentError, Option } from "commander";
import { lenet } from "#models/graph/lenet";
import { benchKernels } from "./bench/kernels.ts";
import { benchMpc } from "./bench/mpc.ts";

const wholeFrom = (least: number) => (text: string) => {
  const value = Number(text);
  if (!Number.isInteger(value) || value < least) throw new InvalidArgumentError(`a whole number from ${least} up`);
  return value;
};

const program = new Command("bench").description("Measures what the README claims.");
program
  .command("mpc")
  .description("encrypted inference between two node processes")
  .addOption(new Option("--net <name>", "network").choices(["lenet"]).default("lenet"))
  .option("--size <pixels>", "side of the input", wholeFrom(16), 64)
  .option("--reps <n>", "measured runs", wholeFrom(1), 30)
  .option("--json", "one line of JSON instead of a table")
  .action(async ({ net, size, reps, json }: { net: string; size: number; reps: number; json?: boolean }) => {
    print(await benchMpc(net, size, lenet({ size, classes: 2 }), reps), json);
  });
program
  .command("kernels")
  .description("rate of the matrix product and of the key stream, one thread")
  .option("--json", "one line of JSON instead of a table")
  .action(async ({ json }: { json?: boolean }) => print(await benchKernels(), json));
program
  .command("gas")
  .description("each step of a case, the data set and the core's size, on an in-process chain")
  .option("--json", "one line of JSON instead of a table")
  .action(({ json }: { json?: boolean }) => {
    const measure = ["--import", "tsx", "--disable-warning=ExperimentalWarning", "test/contracts/measure.ts"];
    const root = join(import.meta.dirname, "..");
    const stdio = ["ignore", "pipe", "inherit"] as const;
    print(
      JSON.parse(execFileSync(process.execPath, measure, { cwd: root, encoding: "utf8", stdio: [...stdio] })),
      json,
    );
  });
await program.parseAsync();

function print(result: Record<string, unknown>, json?: boolean): void {
  if (json) console.log(JSON.stringify(result));
  else for (const [name, value] of Object.entries(result)) console.log(`${name.padEnd(24)}${JSON.stringify(value)}`);
}
