import { spawnSync } from "node:child_process";
import { globSync } from "node:fs";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";
import { boundaries } from "./check/boundaries.ts";
import { ambientUses } from "./check/purity.ts";

/**
 * `npm run check`: everything that can be said about the code without running it. All steps run, also after a failure;
 * the exit code is 1 if any failed.
 */

const ROOT = fileURLToPath(new URL("..", import.meta.url));
const TOOLS = join(ROOT, "node_modules", ".bin");

interface Step {
  readonly name: string;
  readonly says: string;
  /** @returns whether all is well; says itself what is not */
  run(): boolean | Promise<boolean>;
}

/** A step that is a tool of the install, run as one would by hand. */
const tool = (name: string, says: string, command: string, ...args: string[]): Step => ({
  name,
  says: `${says} (${command})`,
  run() {
    const env = { ...process.env, PATH: `${TOOLS}${delimiter}${process.env.PATH}` };
    return spawnSync(join(TOOLS, command), args, { cwd: ROOT, env, stdio: "inherit" }).status === 0;
  },
});

/** TypeScript below `rooms`; the folders called kernels hold AssemblyScript, another language with the same file name. */
const sources = (rooms: string) =>
  globSync(`${rooms}/**/*.{ts,tsx}`, { cwd: ROOT }).filter(
    (path) => !/^(oracle\/mpc|models\/train)\/kernels\//.test(path),
  );

const steps: readonly Step[] = [
  tool("format and lint", "TypeScript, JSON, CSS and HTML", "biome", "check", "--error-on-warnings"),
  tool("types", "the whole tree, strict", "tsc", "--project", "tsconfig.json"),
  {
    name: "boundaries",
    says: "who imports whom (dependency-cruiser)",
    async run() {
      const { lines, files } = await boundaries(ROOT);
      for (const line of lines) console.error(line);
      console.error(`${files} files read`);
      // With a TypeScript that it does not know, dependency-cruiser reads nothing, and finds nothing wrong.
      return lines.length === 0 && files >= sources("{models,oracle,app}").length;
    },
  },
  {
    name: "purity",
    says: "no clock, ambient randomness, process or DOM in models and oracle/mpc",
    run() {
      const paths = sources("{models,oracle/mpc}").filter((path) => !path.startsWith("models/train/"));
      const found = paths.flatMap((path) => ambientUses(join(ROOT, path)).map((use) => `${path}: ${use}`));
      for (const line of found) console.error(line);
      return found.length === 0;
    },
  },
  tool("dead code", "files, exports and packages that nothing uses", "knip"),
  tool("Solidity format", "contracts", "prettier", "--check", "contracts/**/*.sol"),
  tool(
    "Solidity lint",
    "contracts",
    "solhint",
    "--disc",
    "--noPoster",
    "--max-warnings",
    "0",
    "contracts/{*,!(test)/**/*}.sol",
  ),
];

const failed: string[] = [];
for (const { name, says, run } of steps) {
  console.error(`\n== ${name}: ${says}`);
  if (!(await run())) failed.push(name);
}
console.error(
  `\n${steps.length - failed.length} of ${steps.length} checks passed${failed.map((name) => `\n  failed: ${name}`).join("")}`,
);
process.exitCode = failed.length > 0 ? 1 : 0;
