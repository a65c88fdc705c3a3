import type { ConvNode, Graph, GraphNode } from "./graph.ts";

export interface Resnet18Options {
  /** side of the square grey input, in pixels; 64 to 224 */
  size: number;
  classes: number;
  /** channels of the first stage; 64 is the paper's network, 32 one of half width */
  width?: number;
  /** fractional bits of activations; a deep net loses more by coarse weights than by coarse activations */
  activationBits?: number;
  /** fractional bits of the convolutions' weights */
  weightBits?: number;
  /** fractional bits of the last layer's weights, which also carry the average's factor 1/(h·w) and so are small */
  headBits?: number;
}

/**
 * ResNet-18 (He et al., 2016, table 1) for one grey channel: 7x7/2 stem, max-pool 3x3/2, four stages of two basic
 * blocks, projections 1x1/2 where the shape changes, global average, one dense layer.
 *
 * Batch normalisation follows every convolution in training and is folded into its weight and bias at export; the
 * average is a sum here, its factor folded into `fc.weight` (`foldBatchNorm` and `foldAverage` in fold.ts). The stem's
 * pool stands before its relu: they commute, and a quarter of the relus is left.
 * Tensors have the names of the common PyTorch model: `conv1`, `layer<1-4>.<0-1>.conv<1-2>`,
 * `layer<2-4>.0.downsample`, `fc`, each with `.weight` and `.bias`.
 */
export function resnet18(options: Resnet18Options): Graph {
  const { size, classes, width = 64, activationBits = 9, weightBits = 14, headBits = 15 } = options;
  const nodes: GraphNode[] = [{ id: "input", op: "input", shape: [1, size, size] }];
  const put = (node: GraphNode): string => {
    nodes.push(node);
    return node.id;
  };
  const tensors = (id: string) => ({ weight: `${id}.weight`, bias: `${id}.bias` });
  const conv = (id: string, input: string, filters: number, side: number, stride: number) => {
    const sides = { kernel: [side, side], stride, pad: (side - 1) / 2 } as const;
    return put({ id, op: "conv", input, filters, ...sides, ...tensors(id), weightBits } satisfies ConvNode);
  };
  const relu = (id: string, input: string) => put({ id, op: "relu", input });
  /** relu(conv(relu(conv(x))) + x), where x passes a projection if the block changes its shape. */
  const block = (id: string, input: string, filters: number, stride: number, projected: boolean) => {
    const first = relu(`${id}.relu1`, conv(`${id}.conv1`, input, filters, 3, stride));
    const second = conv(`${id}.conv2`, first, filters, 3, 1);
    const skip = projected ? conv(`${id}.downsample`, input, filters, 1, stride) : input;
    return relu(`${id}.relu2`, put({ id: `${id}.add`, op: "add", inputs: [second, skip] }));
  };

  const stem = conv("conv1", "input", width, 7, 2);
  let last = relu("relu1", put({ id: "maxpool", op: "maxpool", input: stem, size: 3, stride: 2, pad: 1 }));
  for (let stage = 0; stage < 4; stage++) {
    const [filters, stride] = [width << stage, stage === 0 ? 1 : 2];
    last = block(`layer${stage + 1}.0`, last, filters, stride, stage > 0);
    last = block(`layer${stage + 1}.1`, last, filters, 1, false);
  }
  const sum = put({ id: "avgpool", op: "sumpool", input: last });
  put({ id: "fc", op: "dense", input: sum, units: classes, ...tensors("fc"), weightBits: headBits });
  return { format: "crypto-doctor/graph@1", activationBits, nodes, output: "fc" };
}
