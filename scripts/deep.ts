import { spawn, spawnSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
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

function mocha(file: string, env: Record<string, string>): string {
  const run = spawnSync(process.execPath, [...MOCHA, `test/contracts/${file}.test.ts`], {
    cwd: ROOT,
    encoding: "utf8",
    env: { ...process.env, ...env },
  });
  if (run.status !== 0) process.exitCode = 1;
  return run.stdout + run.stderr;
}

/**
 * A long random run in parts, each with seeds of its own; what is done so far is reported after every part.
 *
 * @param cases in all, and in a part
 * @param seeds that a part uses up
 */
function parts(file: string, what: string, cases: number, part: number, seeds: number, env: object = {}): string {
  for (let done = 0; ; ) {
    const said = mocha(file, { ...env, CASES: `${part}`, SEED: `${1_000_000 + (done / part) * seeds}` });
    if (process.exitCode) return `after ${done} of ${cases} ${what}:\n${said}`;
    done += part;
    const text = `${done} ${what}${done < cases ? `, of ${cases} that were asked for: the run was ended` : ""}: no difference`;
    if (done >= cases) return text;
    write(text);
  }
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
  differential: () => parts("model/differential", "random cases", Number(size ?? 100_000), 400, 10),
  invariants: () => mocha("invariants/invariants", { RUNS: size ?? "10000", DEPTH: "128" }),
  draw: () => mocha("statistics/draw", { DRAWS: size ?? "100000" }),
  decoders: () => mocha("../mpc/decoders", { INPUTS: size ?? "1000000" }),
  liveness: () =>
    parts("model/liveness", "cases under each of the 31 outages", Number(size ?? 3_200), 4, 32, {
      COMBINATIONS: "all",
    }),
  anvil,
  coverage: covered,
  guards,
  mutation,
};
const run = runs[what];
if (!run) throw new Error(`one of ${Object.keys(runs).join(", ")}, and not "${what}"`);
const started = performance.now();
const digest = contractsDigest();

/** What `npm run test:deep` leaves behind: the committed report. */
function write(text: string): void {
  const folder = join(ROOT, "docs", "assurance");
  mkdirSync(folder, { recursive: true });
  const minutes = ((performance.now() - started) / 60_000).toFixed(1);
  // A stack names files by where they lie on one machine: what is kept names them by where they lie in the project.
  const said = text.trim().replace(/(?:\/[^\s/()]+)+\/(?=(?:node_modules|test)\/)/g, "");
  writeFileSync(join(folder, `${what}.txt`), `${said}\n\ncontracts ${digest}, ${minutes} minutes\n`);
}

write(await run());
process.exit();
