import "@tensorflow/tfjs-backend-cpu";
import * as tf from "@tensorflow/tfjs-core";
import { expect } from "chai";
import { trainingBackend } from "#models/train/backend";
import { Random } from "#models/train/random";

type Four = [number, number, number, number];

/** Largest difference, relative to the largest value: both sides sum in float32, in different orders. */
function difference(a: Float32Array, b: Float32Array): number {
  const scale = a.reduce((most, v) => Math.max(most, Math.abs(v)), 0);
  return a.reduce((most, v, i) => Math.max(most, Math.abs(v - b[i])), 0) / scale;
}

async function onBoth(compute: () => tf.Tensor[]): Promise<[Float32Array[], Float32Array[]]> {
  const results: Float32Array[][] = [];
  for (const backend of ["cpu", "wasm"]) {
    await tf.setBackend(backend);
    results.push(tf.tidy(() => compute().map((tensor) => tensor.dataSync().slice() as Float32Array)));
  }
  return results as [Float32Array[], Float32Array[]];
}

describe("our WASM gradient kernels equal the cpu backend's", function () {
  this.timeout(30_000);
  let backend: string;
  before(async () => {
    backend = await trainingBackend();
  });
  after(async () => {
    await tf.setBackend(backend);
  });

  const normal = (shape: number[], seed: number) => {
    const random = Random.of(seed);
    const length = shape.reduce((product, side) => product * side, 1);
    return tf.tensor(
      Float32Array.from({ length }, () => random.normal()),
      shape,
    );
  };

  const convolutions: [string, Four, Four, number, number | "same" | "valid"][] = [
    ["5x5 valid, as LeNet's", [2, 12, 12, 3], [5, 5, 3, 4], 1, "valid"],
    ["3x3 same, as ResNet's", [2, 9, 9, 4], [3, 3, 4, 5], 1, "same"],
    ["3x3 stride 2 same, odd side", [2, 9, 9, 3], [3, 3, 3, 4], 2, "same"],
    ["3x3 stride 2, explicit padding", [2, 10, 10, 3], [3, 3, 3, 4], 2, 1],
    ["7x7 stride 2, explicit padding 3", [1, 14, 14, 1], [7, 7, 1, 4], 2, 3],
    ["1x1 stride 2, a projection", [2, 8, 8, 4], [1, 1, 4, 8], 2, "valid"],
    ["one that leaves a line over", [2, 10, 10, 2], [3, 3, 2, 3], 2, "valid"],
    ["not square", [2, 9, 13, 2], [3, 5, 2, 3], 1, "same"],
  ];
  for (const [what, input, filter, stride, pad] of convolutions) {
    it(`conv ${what}`, async () => {
      const [cpu, wasm] = await onBoth(() => {
        const loss = (x: tf.Tensor, w: tf.Tensor) => {
          const y = tf.conv2d(
            x as tf.Tensor4D,
            w as tf.Tensor4D,
            stride,
            pad,
            "NHWC",
            1,
            pad === 1 || pad === 3 ? "floor" : undefined,
          );
          return tf.sum(tf.square(y)) as tf.Scalar;
        };
        return tf.grads(loss)([normal(input, 3), normal(filter, 4)]);
      });
      expect(difference(cpu[0], wasm[0]), "input").to.be.below(2e-6);
      expect(difference(cpu[1], wasm[1]), "filter").to.be.below(2e-6);
    });
  }

  for (const [transposeA, transposeB] of [
    [true, false],
    [false, true],
    [true, true],
  ]) {
    it(`product with ${transposeA ? "Aᵀ" : "A"} and ${transposeB ? "Bᵀ" : "B"}`, async () => {
      const [cpu, wasm] = await onBoth(() => [
        tf.matMul(
          normal(transposeA ? [7, 5] : [5, 7], 1),
          normal(transposeB ? [6, 7] : [7, 6], 2),
          transposeA,
          transposeB,
        ),
      ]);
      expect(difference(cpu[0], wasm[0])).to.be.below(2e-6);
    });
  }

  it("leaves no tensor behind", async () => {
    await tf.setBackend("wasm");
    const before = tf.memory().numTensors;
    tf.tidy(() => {
      const loss = (x: tf.Tensor, w: tf.Tensor) =>
        tf.sum(tf.square(tf.conv2d(x as tf.Tensor4D, w as tf.Tensor4D, 2, "same"))) as tf.Scalar;
      tf.grads(loss)([normal([2, 9, 9, 3], 3), normal([3, 3, 3, 4], 4)]);
    });
    expect(tf.memory().numTensors).to.equal(before);
  });
});
