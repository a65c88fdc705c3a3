/**
 * Max-pooling as tournaments over the positions of a window, all windows at once: max(a, b) = b + relu(a - b); first
 * over each window's rows, then over what is left of its columns.
 * Rounds: 4 per halving. Every value stays below 2^30 - 2^6 in magnitude, because a difference doubles it.
 */
import type { MaxPoolNode, Shape } from "#models/graph/graph";
import { volume } from "#models/graph/shape";
import { type PoolPass, poolId, poolPasses, poolStride, tournament } from "../plan/plan.ts";
import type { Share } from "../share/types.ts";
import { relu } from "./relu.ts";
import type { Session } from "./session.ts";

/** Shares of the pooled map `[pictures, ...output]`. */
export async function maxpool(
  session: Session,
  node: MaxPoolNode,
  x: Share,
  input: Shape,
  output: Shape,
): Promise<Share> {
  let value = x;
  for (const pass of poolPasses(input, output)) value = await along(session, node, pass, value);
  return value;
}

async function along(session: Session, node: MaxPoolNode, pass: PoolPass, x: Share): Promise<Share> {
  const { space, plan } = session;
  const stride = poolStride(plan.pictures, pass.output);
  const result = space.vector(stride);
  await space.scratch(async () => {
    const list = space.vector(node.size * stride).at;
    gather(session, node, pass, x, list, stride);
    const position = (index: number) => list + 4 * index * stride;
    let left = node.size;
    for (const [round, pairs] of tournament(node.size).entries()) {
      const half = pairs * stride;
      await space.scratch(async () => {
        const difference = space.vector(half) as Share;
        space.kernels.sub(position(0), position(pairs), difference.at, half);
        const gain = await relu(session, poolId(node, pass.axis, round), difference, difference);
        space.kernels.add(position(pairs), gain.at, position(0), half);
      });
      // An odd one out moves up, to follow the winners.
      if (left % 2 === 1) space.bytes(position(pairs), 4 * stride).set(space.bytes(position(2 * pairs), 4 * stride));
      left -= pairs;
    }
    space.bytes(result.at, 4 * stride).set(space.bytes(list, 4 * stride));
  });
  return { at: result.at, length: plan.pictures * volume(pass.output) } as Share;
}

/** The list of positions: for each offset in the window along one axis, one map `[pictures, ...output]`. */
function gather(
  { space, plan }: Session,
  node: MaxPoolNode,
  pass: PoolPass,
  x: Share,
  list: number,
  each: number,
): void {
  const [channels, height, width] = pass.input;
  const [, oh, ow] = pass.output;
  for (let offset = 0; offset < node.size; offset++) {
    const [down, top] = pass.axis === "y" ? [node.stride, offset - node.pad] : [1, 0];
    const [right, left] = pass.axis === "x" ? [node.stride, offset - node.pad] : [1, 0];
    const to = list + 4 * offset * each;
    // biome-ignore format: the kernel's arguments, from, to, window
    space.kernels.gatherWindow(x.at, to, plan.pictures * channels, height, width, oh, ow, down, right, top, left);
  }
}
