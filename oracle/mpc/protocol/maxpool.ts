/**
 * Max-pooling as a tournament over the positions of a window, all windows at once: max(a, b) = b + relu(a - b).
 * Rounds: 4 per halving. Every value stays below 2^30 - 2^6 in magnitude, because a difference doubles it.
 */
import type { MaxPoolNode, Shape } from "#models/graph/graph";
import { poolStride, tournament } from "../plan/plan.ts";
import type { Share } from "../share/types.ts";
import { relu } from "./relu.ts";
import type { Session } from "./session.ts";

/** Shares of the pooled map; `input` and `output` are `[c, h, w]`. */
export async function maxpool(
  session: Session,
  node: MaxPoolNode,
  x: Share,
  input: Shape,
  output: Shape,
): Promise<Share> {
  const { space } = session;
  const stride = poolStride(output);
  const result = space.vector(stride);
  await space.scratch(async () => {
    const list = space.vector(node.size ** 2 * stride).at;
    gather(session, node, x, list, input, output);
    const position = (index: number) => list + 4 * index * stride;
    let left = node.size ** 2;
    for (const [round, pairs] of tournament(node).entries()) {
      const half = pairs * stride;
      await space.scratch(async () => {
        const difference = space.vector(half) as Share;
        space.kernels.sub(position(0), position(pairs), difference.at, half);
        const gain = await relu(session, `${node.id}/${round}`, difference, difference);
        space.kernels.add(position(pairs), gain.at, position(0), half);
      });
      // An odd one out moves up, to follow the winners.
      if (left % 2 === 1) space.bytes(position(pairs), 4 * stride).set(space.bytes(position(2 * pairs), 4 * stride));
      left -= pairs;
    }
    space.bytes(result.at, 4 * stride).set(space.bytes(list, 4 * stride));
  });
  return { at: result.at, length: output[0] * output[1] * output[2] } as Share;
}

/** The list of positions: for each (dy, dx) of the window, one map `[c, oh, ow]`. */
function gather({ space }: Session, node: MaxPoolNode, x: Share, list: number, input: Shape, output: Shape): void {
  const [channels, height, width] = input;
  const [, oh, ow] = output;
  for (let index = 0; index < node.size ** 2; index++) {
    const to = list + 4 * index * poolStride(output);
    const [dy, dx] = [Math.floor(index / node.size), index % node.size];
    space.kernels.gatherWindow(x.at, to, channels, height, width, oh, ow, node.stride, node.pad, dy, dx);
  }
}
