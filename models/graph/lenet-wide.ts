import type { Graph, GraphNode } from "./graph.ts";
import type { LenetOptions } from "./lenet.ts";

/**
 * A wider LeNet of three blocks: conv 5x5x16, 5x5x32, 3x3x64, valid padding, each with max-pool 2 and relu, then dense
 * 120, 84 and the logits. In training a batch normalisation follows every layer but the last; it is folded into weight
 * and bias at export (`foldBatchNorm` in fold.ts).
 * Tensors: conv1, conv2, conv3, fc1, fc2, fc3, each with `.weight` and `.bias`.
 */
export function lenetWide({ size, classes, activationBits = 10, weightBits = 12 }: LenetOptions): Graph {
  const nodes: GraphNode[] = [{ id: "input", op: "input", shape: [1, size, size] }];
  let last = "input";
  const put = (node: GraphNode) => {
    nodes.push(node);
    last = node.id;
  };
  const tensors = (id: string) => ({ weight: `${id}.weight`, bias: `${id}.bias`, weightBits });
  for (const [index, [filters, side]] of [
    [16, 5],
    [32, 5],
    [64, 3],
  ].entries()) {
    const [id, kernel] = [`conv${index + 1}`, [side, side] as const];
    put({ id, op: "conv", input: last, filters, kernel, stride: 1, pad: 0, ...tensors(id) });
    put({ id: `pool${index + 1}`, op: "maxpool", input: last, size: 2, stride: 2, pad: 0 });
    put({ id: `relu${index + 1}`, op: "relu", input: last });
  }
  put({ id: "flat", op: "flatten", input: last });
  for (const [index, units] of [120, 84].entries()) {
    put({ id: `fc${index + 1}`, op: "dense", input: last, units, ...tensors(`fc${index + 1}`) });
    put({ id: `relu${index + 4}`, op: "relu", input: last });
  }
  put({ id: "fc3", op: "dense", input: last, units: classes, ...tensors("fc3") });
  return { format: "crypto-doctor/graph@1", activationBits, nodes, output: last };
}
