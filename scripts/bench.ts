/**
 * `npm run bench -- mpc --net resnet18 --size 128 --reps 10 [--delay 20] [--json]`
 *
 * Two node processes, the real engine, the real TLS link on loopback. Medians over the runs after a warm-up; of two
 * parties' times the slower. With --json the last line of stdout is one JSON object. Bytes are payload; the masked
 * weights, sent before the input is used, are counted apart as setupBytesSentPerParty.
 *   onlineMs     from the moment that both parties have their input shares and prepared weights to the opened result
 *   unsealMs     reading, decrypting and decoding the sealed bundle
 *   setupMs      reading, decrypting, checking and expanding the material, opening the masked weights, D
 *   caseMs       all of it, from sealed bundle and material on disk to the opened result
 *   onlineCpuMs… processor time of the same, which a busy machine lengthens little
 *   dealMs       one material set
 *   plaintextMs  the same weights in the clear, one thread: the reference (plain JavaScript) and faster runtimes,
 *                onnxruntime-node among them where it is installed; the best of ten runs, or of as many as take five seconds
 *
 * `npm run bench -- browser --net resnet18 --size 128 --reps 7`: dealing and sealing a case's material in headless
 * chromium, figures explained in bench/browser.ts; `-- kernels` in bench/kernels.ts, `-- gas` and `-- viewer` by --help.
 */
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { Command, InvalidArgumentError, Option } from "commander";
import { lenet } from "#models/graph/lenet";
import { lenetWide } from "#models/graph/lenet-wide";
import { resnet18 } from "#models/graph/resnet18";
import { benchBrowser } from "./bench/browser.ts";
import { benchKernels } from "./bench/kernels.ts";
import { benchMpc } from "./bench/mpc.ts";
import { benchViewer } from "./bench/viewer.ts";

const NETS = { lenet, "lenet-wide": lenetWide, resnet18 };

interface MpcOptions {
  net: keyof typeof NETS;
  size: number;
  reps: number;
  delay: number;
  json?: boolean;
}

const wholeFrom = (least: number) => (text: string) => {
  const value = Number(text);
  if (!Number.isInteger(value) || value < least) throw new InvalidArgumentError(`a whole number from ${least} up`);
  return value;
};

const program = new Command("bench").description("Measures what the README claims.");
program
  .command("mpc")
  .description("encrypted inference between two node processes")
  .addOption(new Option("--net <name>", "network").choices(Object.keys(NETS)).default("lenet"))
  .option("--size <pixels>", "side of the input", wholeFrom(16), 64)
  .option("--reps <n>", "measured runs", wholeFrom(1), 30)
  .option("--delay <ms>", "one-way delay of the link", wholeFrom(0), 0)
  .option("--json", "one line of JSON instead of a table")
  .action(async ({ net, size, reps, delay, json }: MpcOptions) => {
    print(await benchMpc({ net, size, graph: NETS[net]({ size, classes: 2 }), reps, delayMs: delay }), json);
  });
program
  .command("browser")
  .description("dealing and sealing of a case's material in a worker of chromium")
  .addOption(new Option("--net <name>", "network").choices(Object.keys(NETS)).default("lenet"))
  .option("--size <pixels>", "side of the input", wholeFrom(16), 64)
  .option("--reps <n>", "measured runs", wholeFrom(1), 10)
  .option("--json", "one line of JSON instead of a table")
  .action(async ({ net, size, reps, json }: Omit<MpcOptions, "delay">) => {
    print({ net, size, ...(await benchBrowser(NETS[net]({ size, classes: 2 }), reps)) }, json);
  });
program
  .command("kernels")
  .description("rates of convolutions, comparisons and key stream, one thread")
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
program
  .command("viewer")
  .description("processor time of one frame of the doctor's viewer, in chromium")
  .option("--frames <n>", "frames of each kind", wholeFrom(10), 240)
  .option("--json", "one line of JSON instead of a table")
  .action(async ({ frames, json }: { frames: number; json?: boolean }) => print(await benchViewer(frames), json));
await program.parseAsync();

function print(result: Record<string, unknown>, json?: boolean): void {
  if (json) console.log(JSON.stringify(result));
  else for (const [name, value] of Object.entries(result)) console.log(table(name, value));
}

function table(name: string, value: unknown): string {
  const rows = Array.isArray(value) ? value : [value];
  return rows.map((row, i) => `${(i === 0 ? name : "").padEnd(28)}${JSON.stringify(row)}`).join("\n");
}
