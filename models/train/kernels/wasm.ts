/**
 * What our gradient kernels need of the tfjs WASM backend, whose type is not exported: outputs in the WASM heap, and
 * views on them. A view dies when the heap grows, so take it after the last allocation.
 */
import * as tf from "@tensorflow/tfjs-core";

export interface WasmBackend {
  makeOutput(shape: readonly number[], dtype: "float32"): tf.TensorInfo;
  typedArrayFromHeap(info: tf.TensorInfo): Float32Array;
  incRef(dataId: object): void;
}

/** A tensor that owns a kernel's fresh output. */
export function own(info: tf.TensorInfo): tf.Tensor {
  return tf.engine().makeTensorFromTensorInfo(info);
}

/** A tensor over a kernel's input, which stays the caller's. */
export function borrow(backend: WasmBackend, info: tf.TensorInfo): tf.Tensor {
  backend.incRef(info.dataId);
  return own(info);
}

/** Replaces (or adds) one WASM kernel, given what stood there before. */
export function registerWasm(name: string, make: (before: tf.KernelFunc | undefined) => tf.KernelFunc): void {
  const before = tf.getKernel(name, "wasm")?.kernelFunc;
  if (before !== undefined) tf.unregisterKernel(name, "wasm");
  tf.registerKernel({ kernelName: name, backendName: "wasm", kernelFunc: make(before) });
}
