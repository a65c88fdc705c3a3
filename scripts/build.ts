/**
 * Compiles the AssemblyScript kernels to build/*.wasm, unless these are newer than every source file.
 * Run by `npm run build`; anything that needs kernels may call the functions here first, which costs nothing twice.
 */

import { spawnSync } from "node:child_process";
import { mkdirSync, readdirSync, renameSync, statSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
/** Path of an up-to-date kernels.wasm: the engine's arithmetic in the ring. */
export function buildKernels(): string {
  return compile("oracle/mpc/kernels", "build/kernels.wasm", []);
}

/** Path of an up-to-date train.wasm: the trainer's float32 arithmetic, on one memory for all threads. */
export function buildTrainKernels(): string {
  const shared = ["--sharedMemory", "--maximumMemory", "65536", "--enable", "threads"];
  return compile("models/train/kernels", "build/train.wasm", shared);
}

function compile(sources: string, file: string, more: readonly string[]): string {
  const [from, target] = [join(root, sources), join(root, file)];
  const changed = Math.max(...readdirSync(from).map((name) => statSync(join(from, name)).mtimeMs));
  const built = statSync(target, { throwIfNoEntry: false })?.mtimeMs ?? 0;
  if (built > changed) return target;
  mkdirSync(dirname(target), { recursive: true });
  // Two processes may build at once: each writes its own file, and a rename is atomic.
  const own = `${target}.${process.pid}`;
  const asc = join(dirname(createRequire(import.meta.url).resolve("assemblyscript/package.json")), "bin/asc.js");
  const options = ["-O3", "--runtime", "stub", "--importMemory", "--noAssert", "--enable", "simd", "--disableWarning"];
  const run = spawnSync(process.execPath, [asc, join(from, "index.ts"), "--outFile", own, ...options, ...more], {
    cwd: root,
    encoding: "utf8",
  });
  if (run.status !== 0) throw new Error(`the kernels do not compile:\n${run.stdout}${run.stderr}`);
  renameSync(own, target);
  return target;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  console.error(`kernels: ${buildKernels()}, ${buildTrainKernels()}`);
  const { bundleDesk } = await import("../app/doctor/desk/bundle.ts");
  console.error(`desk: ${await bundleDesk()}`);
  const { build } = await import("vite");
  await build({ configFile: join(root, "app/web/vite.config.ts") });
  // What a newcomer tries the page with: a synthetic head, made here and kept nowhere.
  const { phantomPng } = await import("./phantom.ts");
  writeFileSync(join(root, "build/web/sample.png"), phantomPng({ size: 256, seed: 7, lesion: true }));
  console.error(`web application: ${join(root, "build/web")}`);
}
