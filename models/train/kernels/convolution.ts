/**
 * The two gradients of a 2-D convolution as products of matrices (Chellapilla, Puri & Simard 2006, "im2col"):
 *
 *   dW = columns(x)^T · dy                      which the WASM backend lacks
 *   dx = convolution of dy, spread by the stride, with W turned by 180 degrees and its channels exchanged
 *
 * Tensors are NHWC, filters `[kh, kw, in, out]`. Tested against the cpu backend in test/train/gradients.test.ts.
 */
import * as tf from "@tensorflow/tfjs-core";
import { borrow, own, registerWasm, type WasmBackend } from "./wasm.ts";

type Info = ReturnType<typeof tf.backend_util.computeConv2DInfo>;
interface ConvAttrs {
  strides: number | [number, number];
  pad: number | "same" | "valid";
  dimRoundingMode?: "floor";
  filterShape: [number, number, number, number];
  inputShape: [number, number, number, number];
}

export function registerConvolutionGradients(): void {
  registerWasm("Conv2DBackpropFilter", () => (call) => {
    const { x, dy } = call.inputs as unknown as Record<"x" | "dy", tf.TensorInfo>;
    const attrs = call.attrs as unknown as ConvAttrs;
    const backend = call.backend as unknown as WasmBackend;
    const info = conv2dInfo(x.shape, attrs.filterShape, attrs);
    return tf.tidy(() => {
      const rows = info.batchSize * info.outHeight * info.outWidth;
      const columns = own(imageToColumns(backend, x, info));
      const slope = tf.reshape(borrow(backend, dy), [rows, info.outChannels]);
      return tf.reshape(tf.matMul(tf.transpose(columns), slope), attrs.filterShape);
    });
  });

  registerWasm("Conv2DBackpropInput", (before) => (call) => {
    const { dy, filter } = call.inputs as unknown as Record<"dy" | "filter", tf.TensorInfo>;
    const attrs = call.attrs as unknown as ConvAttrs;
    const backend = call.backend as unknown as WasmBackend;
    const info = conv2dInfo(attrs.inputShape, filter.shape, attrs);
    const { filterHeight, filterWidth, inHeight, inWidth, outHeight, outWidth, strideHeight, strideWidth } = info;
    const top = filterHeight - 1 - info.padInfo.top;
    const left = filterWidth - 1 - info.padInfo.left;
    const bottom = inHeight + filterHeight - 2 - (outHeight - 1) * strideHeight - top;
    const right = inWidth + filterWidth - 2 - (outWidth - 1) * strideWidth - left;
    if (Math.min(top, left, bottom, right) < 0) return before!(call); // padding wider than the filter: nobody's network
    return tf.tidy(() => {
      const turned = own(turnFilter(backend, filter, info)) as tf.Tensor4D;
      const spread = strideHeight * strideWidth === 1 ? borrow(backend, dy) : own(spreadByStride(backend, dy, info));
      const pad: [[number, number], [number, number], [number, number], [number, number]] = [
        [0, 0],
        [top, bottom],
        [left, right],
        [0, 0],
      ];
      return tf.conv2d(spread as tf.Tensor4D, turned, 1, pad);
    });
  });
}

function conv2dInfo(input: readonly number[], filter: readonly number[], attrs: ConvAttrs): Info {
  type Four = [number, number, number, number];
  return tf.backend_util.computeConv2DInfo(
    input as Four,
    filter as Four,
    attrs.strides,
    1,
    attrs.pad,
    attrs.dimRoundingMode,
    false,
    "channelsLast",
  );
}

/** `[n, h, w, c]` to one row per output position, `[n * oh * ow, kh * kw * c]`; zeros stand for the padding. */
function imageToColumns(backend: WasmBackend, x: tf.TensorInfo, info: Info): tf.TensorInfo {
  const { batchSize, inHeight, inWidth, inChannels, outHeight, outWidth, filterHeight, filterWidth } = info;
  const run = filterWidth * inChannels;
  const out = backend.makeOutput([batchSize * outHeight * outWidth, filterHeight * run], "float32");
  const from = backend.typedArrayFromHeap(x);
  const to = backend.typedArrayFromHeap(out);
  let at = 0;
  for (let n = 0; n < batchSize; n++) {
    for (let oy = 0; oy < outHeight; oy++) {
      for (let ox = 0; ox < outWidth; ox++) {
        const left = ox * info.strideWidth - info.padInfo.left;
        const skip = Math.max(0, -left) * inChannels; // of this row, outside on the left
        const end = Math.min(filterWidth, inWidth - left) * inChannels;
        for (let ky = 0; ky < filterHeight; ky++, at += run) {
          const y = oy * info.strideHeight - info.padInfo.top + ky;
          if (y < 0 || y >= inHeight) {
            to.fill(0, at, at + run);
            continue;
          }
          const start = ((n * inHeight + y) * inWidth + left) * inChannels;
          if (skip > 0) to.fill(0, at, at + skip);
          for (let i = skip; i < end; i++) to[at + i] = from[start + i];
          if (end < run) to.fill(0, at + end, at + run);
        }
      }
    }
  }
  return out;
}

/** `[kh, kw, in, out]` to `[kh, kw, out, in]`, rows and columns reversed. */
function turnFilter(backend: WasmBackend, filter: tf.TensorInfo, info: Info): tf.TensorInfo {
  const { filterHeight, filterWidth, inChannels, outChannels } = info;
  const out = backend.makeOutput([filterHeight, filterWidth, outChannels, inChannels], "float32");
  const from = backend.typedArrayFromHeap(filter);
  const to = backend.typedArrayFromHeap(out);
  const taps = filterHeight * filterWidth;
  const size = inChannels * outChannels;
  for (let tap = 0; tap < taps; tap++) {
    const source = tap * size;
    const target = (taps - 1 - tap) * size;
    for (let k = 0; k < outChannels; k++) {
      for (let c = 0; c < inChannels; c++) to[target + k * inChannels + c] = from[source + c * outChannels + k];
    }
  }
  return out;
}

/** Puts stride - 1 zero lines between the lines of dy: the gradient of leaving positions out. */
function spreadByStride(backend: WasmBackend, dy: tf.TensorInfo, info: Info): tf.TensorInfo {
  const { batchSize, outHeight, outWidth, outChannels, strideHeight, strideWidth } = info;
  const height = (outHeight - 1) * strideHeight + 1;
  const width = (outWidth - 1) * strideWidth + 1;
  const out = backend.makeOutput([batchSize, height, width, outChannels], "float32");
  const from = backend.typedArrayFromHeap(dy);
  const to = backend.typedArrayFromHeap(out).fill(0);
  let source = 0;
  for (let n = 0; n < batchSize; n++) {
    for (let y = 0; y < outHeight; y++) {
      for (let x = 0; x < outWidth; x++, source += outChannels) {
        const target = ((n * height + y * strideHeight) * width + x * strideWidth) * outChannels;
        for (let k = 0; k < outChannels; k++) to[target + k] = from[source + k];
      }
    }
  }
  return out;
}
