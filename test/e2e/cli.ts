import { spawn } from "node:child_process";
import { join } from "node:path";
import { text } from "node:stream/consumers";

const ROOT = join(import.meta.dirname, "../..");

/** Runs the command line as its user does. */
export async function cli(...args: string[]) {
  const child = spawn(process.execPath, [join(ROOT, "app/cli/crypto-doctor.mjs"), ...args], { cwd: ROOT });
  const [out, err, code] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    new Promise((resolve) => child.on("exit", resolve)),
  ]);
  return { out, err, code };
}
