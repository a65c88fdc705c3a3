import * as tf from "@tensorflow/tfjs-core";
import type { Example } from "./dataset.ts";

/** Networks are trained on (x - MEAN) / SCALE; the export folds both into the first layer. */
export const INPUT_MEAN = 0.3;
export const INPUT_SCALE = 0.3;

/**
 * Normalised pictures as one tensor `[n, size, size, 1]`.
 * @param vary writes a variation of a picture into `out`; without it the picture itself is used
 */
export function inputTensor(
  examples: readonly Example[],
  size: number,
  vary: (x: Float32Array, out: Float32Array) => void = (x, out) => out.set(x),
): tf.Tensor4D {
  const area = size * size;
  const pixels = new Float32Array(examples.length * area);
  for (const [i, { x }] of examples.entries()) vary(x, pixels.subarray(i * area, (i + 1) * area));
  for (let i = 0; i < pixels.length; i++) pixels[i] = (pixels[i] - INPUT_MEAN) / INPUT_SCALE;
  return tf.tensor4d(pixels, [examples.length, size, size, 1]);
}

/** Smoothed one-hot targets `[n, k]`: the truth gets 1 - s, and s is spread over all classes. */
export function targetTensor(examples: readonly Example[], classes: number, smoothing: number): tf.Tensor2D {
  const targets = new Float32Array(examples.length * classes).fill(smoothing / classes);
  for (const [i, { label }] of examples.entries()) targets[i * classes + label] += 1 - smoothing;
  return tf.tensor2d(targets, [examples.length, classes]);
}
