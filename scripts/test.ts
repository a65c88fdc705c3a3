import { globSync } from "node:fs";
import { join } from "node:path";
import Mocha from "mocha";
import { buildKernels } from "./build.ts";

/** `npm test [-- files…]`: every test in one mocha run, closing with `N passed, N failed`. */
const root = join(import.meta.dirname, "..");
const files = process.argv.slice(2);
buildKernels();

const mocha = new Mocha({
  timeout: 60_000,
  slow: 2_000,
  reporter: "spec",
  color: process.stdout.isTTY && !process.env.NO_COLOR,
});
for (const file of files.length > 0 ? files : globSync("test/**/*.test.ts", { cwd: root }).sort())
  mocha.addFile(join(root, file));
await mocha.loadFilesAsync();
const { passes, failures, pending } = await new Promise<Mocha.Stats>((resolve) => {
  const runner = mocha.run(() => resolve(runner.stats!));
});
process.stdout.write(`\n${passes} passed, ${failures} failed${pending > 0 ? `, ${pending} skipped` : ""}\n`);
// Handles that a library keeps open must not keep a finished run alive.
process.exit(failures > 0 || passes === 0 ? 1 : 0);
