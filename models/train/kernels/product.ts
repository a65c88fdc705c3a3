import * as tf from "@tensorflow/tfjs-core";
import { borrow, own, registerWasm, type WasmBackend } from "./wasm.ts";

interface Inputs {
  a: tf.TensorInfo;
  b: tf.TensorInfo;
}

/**
 * Matrix products with a transposed side, which every dense layer's gradient is made of: the WASM backend has a fast
 * XNNPACK path for A·B only, and a plain loop (about 25 times slower) for the rest. Transposing first is cheap.
 */
export function registerTransposedProduct(): void {
  registerWasm("BatchMatMul", (before) => (call) => {
    const { a, b } = call.inputs as unknown as Inputs;
    const { transposeA, transposeB } = call.attrs as unknown as { transposeA: boolean; transposeB: boolean };
    if (!transposeA && !transposeB) return before!(call);
    const backend = call.backend as unknown as WasmBackend;
    const flipped = (info: tf.TensorInfo) => {
      const axes = info.shape.map((_, i) => i);
      const last = axes.length - 1;
      [axes[last], axes[last - 1]] = [axes[last - 1], axes[last]];
      return tf.transpose(borrow(backend, info), axes);
    };
    return tf.tidy(() => {
      const inputs = { a: transposeA ? flipped(a) : a, b: transposeB ? flipped(b) : b };
      const attrs = { transposeA: false, transposeB: false };
      return own(before!({ ...call, inputs, attrs } as never) as tf.TensorInfo);
    });
  });
}
