import { spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { ROOT } from "./solc.ts";

/**
 * Line coverage of the contracts by their unit tests, as a gate. In a copy, since the instrumented build would take the
 * place of the real one. Not counted: helpers of tests, and TestUSD.
 */

const TESTS = ["transitions", "attacks", "registry", "life", "data", "draw", "stakes", "waves", "rejection"];
const COUNTED = /^contracts\/(?!test\/|TestUSD)/;

export interface Uncovered {
  readonly file: string;
  readonly lines: readonly number[];
}

/** @throws Error when the tests themselves fail */
export function uncovered(): Uncovered[] {
  const copy = mkdtempSync(join(tmpdir(), "coverage-"));
  try {
    for (const name of [
      "contracts",
      "test",
      "oracle",
      "models",
      "app",
      "scripts",
      "hardhat.config.ts",
      "package.json",
      "tsconfig.json",
    ])
      cpSync(join(ROOT, name), join(copy, name), { recursive: true });
    symlinkSync(join(ROOT, "node_modules"), join(copy, "node_modules"));
    const files = TESTS.map((name) => `test/contracts/${name}.test.ts`);
    const hardhat = join(ROOT, "node_modules", ".bin", "hardhat");
    const run = spawnSync(hardhat, ["test", "mocha", "--coverage", ...files], { cwd: copy, encoding: "utf8" });
    if (run.status !== 0) throw new Error(run.stdout.slice(-2_000) + run.stderr.slice(-2_000));
    return parse(readFileSync(join(copy, "coverage", "lcov.info"), "utf8"), copy);
  } finally {
    rmSync(copy, { recursive: true });
  }
}

function parse(lcov: string, copy: string): Uncovered[] {
  return lcov
    .split("end_of_record")
    .map((record) => {
      const path = /SF:(.*)/.exec(record)?.[1] ?? "";
      const file = path.startsWith("/") ? relative(copy, path) : path;
      const lines = [...record.matchAll(/DA:(\d+),0\b/g)].map((m) => Number(m[1]));
      return { file, lines };
    })
    .filter(({ file, lines }) => COUNTED.test(file) && lines.length > 0);
}
