import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { Command } from "commander";
import { DoctorError } from "#errors";
import { logger } from "#service/log";
import { fail } from "#service/process";
import { play } from "./local/case.ts";
import { CSV_HEADER } from "./local/csv.ts";
import { startNetwork } from "./local/network.ts";
import { Supervisor } from "./local/supervisor.ts";
import { phantomPng } from "./phantom.ts";

/** `npm run demo`: one whole case by itself, on real parts, in a folder that is gone afterwards. */
const program = new Command("npm run demo --").description(
  "Plays one whole case: picture, encrypted reading, bounty, votes, pay, row, purchase.",
);
program.option("--image <file>", "picture to post; without it a synthetic phantom with a lesion");
program.option("--no-lesion", "the phantom without a lesion");
program.option("--decision <labels>", "votes of the doctors, by commas; one label counts for all", "yes");
program.option("--model <name>", "model from models/zoo", "lenet");
program.option("--json", "end stdout with one line of JSON");
program.option("--verbose", "show the log of every role");
const options = program.parse().opts();

const log = logger("demo");
const folder = mkdtempSync(join(tmpdir(), "crypto-doctor-demo-"));
const supervisor = new Supervisor(log, { quiet: !options.verbose });
const say = (sentence: string) => process.stderr.write(`${sentence}\n`);
let code = 1;

async function end(): Promise<never> {
  await supervisor.stop();
  rmSync(folder, { recursive: true, force: true });
  process.exit(code);
}
process.on("SIGINT", () => void end());
process.on("SIGTERM", () => void end());
supervisor.onCrash((role) => {
  log.error(`the ${role} ended by itself; run again with --verbose to see why`);
  void end();
});

try {
  const picture = options.image
    ? readFileSync(options.image)
    : phantomPng({ size: 256, seed: 7, lesion: options.lesion });
  say("crypto-doctor demo. Research software. Not cleared or CE-marked. Not for diagnosis.");
  const lines: string[] = [];
  const started = performance.now();
  const any = { chain: 0, ipfs: 0, node0: 0, node1: 0, link: 0, patient: 0, doctor: 0, data: 0, web: 0 };
  const network = await startNetwork({
    supervisor,
    folder,
    ports: any,
    model: options.model,
    seats: 3,
    bounty: 90,
    onDecided: (line) => lines.push(line),
  });
  const startMs = Math.round(performance.now() - started);
  say(
    `Started a chain (${network.chain.client}), IPFS, the contracts, two oracle nodes and three services in ${(startMs / 1000).toFixed(1)} s.`,
  );
  const name = options.image ? basename(options.image) : `phantom ${options.lesion ? "with" : "without"} lesion.png`;
  const result = await play({
    network,
    picture,
    name,
    votes: options.decision.split(","),
    modelName: options.model,
    say,
    lines,
  });
  process.stdout.write(`${CSV_HEADER}\n${result.csv && `${result.csv}\n`}`);
  if (options.json)
    process.stdout.write(`${JSON.stringify({ ...result.json, timings: { startMs, ...result.json.timings } })}\n`);
  code = 0;
} catch (error) {
  if (error instanceof Error && (error as NodeJS.ErrnoException).code === "ENOENT")
    fail(log, new DoctorError("E100_NO_FILE", "The picture file does not exist.", "Check the path after --image."));
  else fail(log, error);
}
await end();
