import { spawn, spawnSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { coverage } from "./assure/coverage.ts";
import { reportMutants } from "./assure/mutation/report.ts";
import { removeGuards } from "./assure/remove-guards.ts";
import { ROOT } from "./assure/solc.ts";

/**
 * `npm run test:deep -- differential|invariants|draw|liveness|decoders|anvil|coverage|guards|mutation [size]`: what is too long for every
 * change. Each writes its report to docs/assurance.
 */

const MOCHA = [
  "--import",
  "tsx",
  "--disable-warning=ExperimentalWarning",
  join(ROOT, "node_modules/mocha/bin/mocha.js"),
];

function mocha(file: string, env: Record<string, string>): string {
  const run = spawnSync(process.execPath, [...MOCHA, `test/contracts/${file}.test.ts`], {
    cwd: ROOT,
    encoding: "utf8",
    env: { ...process.env, ...env },
  });
  if (run.status !== 0) process.exitCode = 1;
  return run.stdout + run.stderr;
}

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
  const { text, fails } = await reportMutants(Number(size ?? 400), (line) => console.error(line));
  if (fails) process.exitCode = 1;
  return text;
}

/** Whole cases over JSON-RPC on anvil, the second client; which of the tests wait for receipts decides which can run there. */
async function anvil(): Promise<string> {
  const bin = (name: string) => join(ROOT, "node_modules", ".bin", name);
  const node = spawn(bin("anvil"), ["--port", "18545", "--accounts", "20", "--silent"], { stdio: "ignore" });
  await new Promise((resolve) => setTimeout(resolve, 3_000));
  const args = ["test", "mocha", "--network", "anvil", "--no-compile", "test/contracts/life.test.ts"];
  const run = spawnSync(bin("hardhat"), args, { cwd: ROOT, encoding: "utf8" });
  node.kill();
  if (run.status !== 0) process.exitCode = 1;
  return run.stdout;
}

const [what = "", size] = process.argv.slice(2);
const runs: Record<string, () => string | Promise<string>> = {
  differential: () => mocha("model/differential", { CASES: size ?? "100000", SEED: "1000" }),
  invariants: () => mocha("invariants/invariants", { RUNS: size ?? "10000", DEPTH: "128" }),
  draw: () => mocha("statistics/draw", { DRAWS: size ?? "100000" }),
  decoders: () => mocha("../mpc/decoders", { INPUTS: size ?? "1000000" }),
  liveness: () => mocha("model/liveness", { COMBINATIONS: "all", CASES: size ?? "8" }),
  anvil,
  coverage: covered,
  guards,
  mutation,
};
const run = runs[what];
if (!run) throw new Error(`one of ${Object.keys(runs).join(", ")}, and not "${what}"`);
const started = performance.now();
const text = await run();
const folder = join(ROOT, "docs", "assurance");
mkdirSync(folder, { recursive: true });
const minutes = ((performance.now() - started) / 60_000).toFixed(1);
writeFileSync(join(folder, `${what}.txt`), `${text.trim()}\n\n${minutes} minutes\n`);
process.exit();
