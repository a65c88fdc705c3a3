import { createRequire } from "node:module";
import path from "node:path";
import { setWasmPaths } from "@tensorflow/tfjs-backend-wasm";
import * as tf from "@tensorflow/tfjs-core";
// For its side effect: tfjs-core's build for Node comes without gradients, and tfjs-layers' registers them all.
import "@tensorflow/tfjs-layers";
import { registerConvolutionGradients } from "./kernels/convolution.ts";
import { registerTransposedProduct } from "./kernels/product.ts";

let ready: Promise<string> | undefined;

/**
 * Chooses where training computes, once per process: native TensorFlow where the optional package
 * `@tensorflow/tfjs-node` is installed and loads, else the WASM backend with our gradient kernels.
 *
 * @returns the backend's name, for the run record: two backends agree to about 1e-5, not to the bit
 */
export function trainingBackend(): Promise<string> {
  ready ??= native().catch(wasm);
  return ready;
}

async function native(): Promise<string> {
  const name = "@tensorflow/tfjs-node"; // not a dependency: it downloads a library outside the package registry
  await import(name);
  await tf.setBackend("tensorflow");
  return tf.getBackend();
}

async function wasm(): Promise<string> {
  const entry = createRequire(import.meta.url).resolve("@tensorflow/tfjs-backend-wasm/package.json");
  setWasmPaths(path.join(path.dirname(entry), "wasm-out", path.sep));
  await withoutNewListeners(() => tf.setBackend("wasm"));
  registerTransposedProduct();
  registerConvolutionGradients();
  return tf.getBackend();
}

/** Emscripten's start-up takes over uncaught errors of the whole process, and prints its own source with each. */
async function withoutNewListeners(start: () => Promise<unknown>): Promise<void> {
  const events = ["uncaughtException", "unhandledRejection"] as const;
  const before = events.map((event) => process.listeners(event as "uncaughtException"));
  await start();
  events.forEach((event, i) => {
    for (const listener of process.listeners(event as "uncaughtException")) {
      if (!before[i].includes(listener)) process.removeListener(event, listener);
    }
  });
}
