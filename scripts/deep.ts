import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { dirname, join } from "node:path";
import { coverage } from "./assure/coverage.ts";
import { reportMutants } from "./assure/mutation/report.ts";
import { removeGuards } from "./assure/remove-guards.ts";
import { contractsDigest, ROOT } from "./assure/solc.ts";

/**
 * `npm run test:deep -- differential|invariants|draw|liveness|decoders|anvil|coverage|guards|mutation [size]`: what is too long for every
 * change. Each writes its report to docs/assurance, with the
 * digest of the contracts that it was run on.
 */

const MOCHA = [
  "--import",
  "tsx",
  "--disable-warning=ExperimentalWarning",
  join(ROOT, "node_modules/mocha/bin/mocha.js"),
];

async function mocha(file: string, env: Record<string, string>): Promise<string> {
  const run = spawn(process.execPath, [...MOCHA, `test/contracts/${file}.test.ts`], {
    cwd: ROOT,
    env: { ...process.env, ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let said = "";
  for (const stream of [run.stdout, run.stderr]) stream.on("data", (text) => (said += text));
  const [status] = await once(run, "close");
  if (status !== 0) process.exitCode = 1;
  return said;
}

interface Long {
  readonly file: string;
  /** The name of the number that says how many, and how the report names them. */
  readonly size: string;
  readonly what: string;
  readonly total: number;
  /** In one process, which uses up so many seeds of its own. */
  readonly part: number;
  readonly seeds: number;
  readonly env?: Record<string, string>;
}

/**
 * A long random run in parts, on all cores. What is done so far is reported again and again; a run that is ended is taken up there,
 * if the contracts are the same.
 */
async function parts({ file, size, what, total, part, seeds, env }: Long): Promise<string> {
  let done = doneBefore(what);
  const random = async (from: number) =>
    mocha(file, { ...env, [size]: `${part}`, SEED: `0x${(1_000_000 + (from / part) * seeds).toString(16)}` });
  while (done < total) {
    const starts = Array.from({ length: availableParallelism() }, (_, i) => done + i * part);
    const said = await Promise.all(starts.filter((from) => from < total).map(random));
    if (process.exitCode) return `after ${done} of ${total} ${what}:\n${said.join("\n")}`;
    done = Math.min(total, done + said.length * part);
    write(result(what, done, total));
  }
  return result(what, done, total);
}

const result = (what: string, done: number, total: number) =>
  `${done} ${what}${done < total ? `, of ${total} that are asked for, so far` : ""}: no difference`;

async function guards(): Promise<string> {
  const lines: string[] = [];
  const missed = await removeGuards((line) => lines.push(line) && console.error(line));
  if (missed > 0) process.exitCode = 1;
  return lines.join("\n");
}

async function covered(): Promise<string> {
  const { text, gaps } = await coverage();
  if (gaps > 0) process.exitCode = 1;
  return text;
}

async function mutation(): Promise<string> {
  const { text, fails } = await reportMutants(Number(size ?? 400), (line) => console.error(line), write);
  if (fails) process.exitCode = 1;
  return text;
}

/**
 * Whole cases, every transition, waves and stakes over JSON-RPC on anvil, the second client: on the rules of Cancun, without
 * the history of EIP-2935, where a seed is lost after 256 blocks and anvil mines thousands in seconds; and an older seed on
 * those of Prague, from the real history, which the first client does not have.
 */
async function anvil(): Promise<string> {
  const all = await onAnvil("cancun", ["life", "transitions", "waves", "stakes"]);
  return `${all}\n${await onAnvil("prague", ["transitions"], "--grep", "reads an older seed")}`;
}

async function onAnvil(rules: string, tests: readonly string[], ...more: readonly string[]): Promise<string> {
  const bin = (name: string) => join(ROOT, "node_modules", ".bin", name);
  const options = ["--hardfork", rules, "--port", "18545", "--accounts", "20", "--silent"];
  const node = spawn(bin("anvil"), options, { stdio: "ignore" });
  await new Promise((resolve) => setTimeout(resolve, 3_000));
  const files = tests.map((name) => `test/contracts/${name}.test.ts`);
  const args = ["test", "mocha", "--network", "anvil", "--no-compile", ...more, ...files];
  const run = spawnSync(bin("hardhat"), args, { cwd: ROOT, encoding: "utf8" });
  node.kill();
  if (run.status !== 0) process.exitCode = 1;
  return `anvil, by the rules of ${rules}:\n${run.stdout.replace(/^Running Mocha tests\n+/, "")}`;
}

const [what = "", size] = process.argv.slice(2);
const runs: Record<string, () => string | Promise<string>> = {
  differential: () =>
    parts({
      file: "model/differential",
      size: "CASES",
      what: "random cases",
      total: Number(size ?? 100_000),
      part: 2_000,
      seeds: 50,
      env: { LOOK_EACH: "8" },
    }),
  invariants: () =>
    parts({
      file: "invariants/invariants",
      size: "RUNS",
      what: "sequences of 128",
      total: Number(size ?? 10_000),
      part: 200,
      seeds: 1,
      env: { DEPTH: "128" },
    }),
  draw: () => mocha("statistics/draw", { DRAWS: size ?? "100000" }),
  decoders: () => mocha("../mpc/decoders", { INPUTS: size ?? "1000000" }),
  liveness: () =>
    parts({
      file: "model/liveness",
      size: "CASES",
      what: "cases under each of the 31 outages",
      total: Number(size ?? 3_200),
      part: 40,
      seeds: 32,
      env: { COMBINATIONS: "all", LOOK_EACH: "8" },
    }),
  anvil,
  coverage: covered,
  guards,
  mutation,
};
const run = runs[what];
if (!run) throw new Error(`one of ${Object.keys(runs).join(", ")}, and not "${what}"`);
const digest = contractsDigest();
const report = join(ROOT, "docs", "assurance", `${what}.txt`);
const before = existsSync(report) ? readFileSync(report, "utf8") : "";
/** Of the run that this one takes up, in minutes. */
let earlier = 0;
const started = performance.now();

/** What the report of an unfinished run on today's contracts counts. */
function doneBefore(what: string): number {
  const [, done] = before.match(new RegExp(`^(\\d+) ${what}.* so far: no difference`)) ?? [];
  const [, minutes] = before.match(new RegExp(`contracts ${digest}, ([\\d.]+) minutes`)) ?? [];
  if (!done || !minutes) return 0;
  earlier = Number(minutes);
  return Number(done);
}

/** What `npm run test:deep` leaves behind: the committed report. */
function write(text: string): void {
  mkdirSync(dirname(report), { recursive: true });
  const minutes = (earlier + (performance.now() - started) / 60_000).toFixed(1);
  // A stack names files by where they lie on one machine: what is kept names them by where they lie in the project.
  const said = text.trim().replace(/(?:\/[^\s/()]+)+\/(?=(?:node_modules|test)\/)/g, "");
  writeFileSync(report, `${said}\n\ncontracts ${digest}, ${minutes} minutes\n`);
}

write(await run());
process.exit();
