import type { LinearNode, Shape } from "#models/graph/graph";
import type { Workspace } from "./workspace.ts";

/**
 * out += weight * x, where * is the bilinear map of a layer (no bias). All arguments are addresses; x has the node's
 * input shape `[c, h, w]` or `[n]`, weight `[m, c, kh, kw]` or `[m, n]`, out the output shape.
 */
export function applyLinear(
  space: Workspace,
  { node, input, output }: { node: LinearNode; input: Shape; output: Shape },
  x: number,
  weight: number,
  out: number,
): void {
  if (node.op === "dense") {
    space.kernels.gemv(weight, x, out, output[0], input[0]);
    return;
  }
  const [channels, height, width] = input;
  const [filters, oh, ow] = output;
  const [kh, kw] = node.kernel;
  const [high, wide] = [height + 2 * node.pad, width + 2 * node.pad];
  const { GEMM_WORK, POSITIONS } = space.kernels;
  space.scratch(() => {
    let map = x;
    if (node.pad > 0) {
      map = space.alloc(4 * channels * high * wide);
      space.kernels.pad(x, map, channels, height, width, node.pad);
    }
    const columns = space.alloc(4 * channels * kh * kw * Math.max(POSITIONS.value, ow));
    const work = space.alloc(GEMM_WORK.value);
    // biome-ignore format: the kernel's arguments, input, window, output
    space.kernels.conv(map, weight, out, channels, high, wide, kh, kw, node.stride, filters, oh, ow, columns, work);
  });
}
