import { createRequire } from "node:module";
import path from "node:path";
import { setWasmPaths } from "@tensorflow/tfjs-backend-wasm";
import * as tf from "@tensorflow/tfjs-core";

/** Makes TensorFlow.js compute on its WebAssembly backend, on one thread as Node has it. */
export async function startWasm(): Promise<void> {
  const entry = createRequire(import.meta.url).resolve("@tensorflow/tfjs-backend-wasm/package.json");
  setWasmPaths(path.join(path.dirname(entry), "wasm-out", path.sep));
  await tf.setBackend("wasm");
}
