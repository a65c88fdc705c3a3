import type { Graph } from "./graph.ts";

export interface LenetOptions {
  /** side of the square grey input, in pixels; at least 16 */
  size: number;
  classes: number;
  /** fractional bits of activations */
  activationBits?: number;
  /** fractional bits of weights */
  weightBits?: number;
}

/**
 * LeNet-5 in its classic order of layers (LeCun et al., 1998, figure 2), with max-pooling and relu, valid padding.
 * Pooling stands before relu: they commute, and a quarter of the relus is left.
 * Tensors: conv1, conv2, fc1, fc2, fc3, each with `.weight` and `.bias`.
 */
export function lenet({ size, classes, activationBits = 10, weightBits = 12 }: LenetOptions): Graph {
  const tensors = (layer: string) => ({ weight: `${layer}.weight`, bias: `${layer}.bias`, weightBits });
  const conv = (id: string, input: string, filters: number) =>
    ({ id, op: "conv", input, filters, kernel: [5, 5], stride: 1, pad: 0, ...tensors(id) }) as const;
  const dense = (id: string, input: string, units: number) =>
    ({ id, op: "dense", input, units, ...tensors(id) }) as const;
  const pool = (id: string, input: string) => ({ id, op: "maxpool", input, size: 2, stride: 2, pad: 0 }) as const;
  return {
    format: "crypto-doctor/graph@1",
    activationBits,
    nodes: [
      { id: "input", op: "input", shape: [1, size, size] },
      conv("conv1", "input", 6),
      pool("pool1", "conv1"),
      { id: "relu1", op: "relu", input: "pool1" },
      conv("conv2", "relu1", 16),
      pool("pool2", "conv2"),
      { id: "relu2", op: "relu", input: "pool2" },
      { id: "flat", op: "flatten", input: "relu2" },
      dense("fc1", "flat", 120),
      { id: "relu3", op: "relu", input: "fc1" },
      dense("fc2", "relu3", 84),
      { id: "relu4", op: "relu", input: "fc2" },
      dense("fc3", "relu4", classes),
    ],
    output: "fc3",
  };
}
