import { inputsOf } from "#models/graph/graph";
import type { Opened, Share } from "../share/types.ts";
import { linear, openInput, type ReadyLayer } from "./linear.ts";
import { maxpool } from "./maxpool.ts";
import { relu } from "./relu.ts";
import type { Session } from "./session.ts";

/** Where an evaluation stands: public, and the same at the same place for every picture. */
export interface Layer {
  /** of the graph's node that comes next */
  id: string;
  /** its place in the graph, from 0, and how many nodes there are */
  index: number;
  of: number;
}

/**
 * Shares of the graph's output from shares of its input, node by node: the same walk as models/reference/forward.ts.
 * Every value is `[pictures, ...shape]`.
 * @param onLayer is told of each node before it is computed; it gets nothing that depends on a value
 */
export async function evaluate(
  session: Session,
  layers: ReadonlyMap<string, ReadyLayer>,
  x: Share,
  onLayer: (layer: Layer) => void = () => {},
): Promise<Share> {
  const { plan, space } = session;
  const values = new Map<string, Share>();
  const opened = new Map<string, Opened>();
  const fact = (id: string) => plan.facts.get(id)!;
  const { nodes } = plan.graph;
  for (const [index, node] of nodes.entries()) {
    onLayer({ id: node.id, index, of: nodes.length });
    const [from, other] = inputsOf(node);
    const input = values.get(from) ?? x;
    const { shape } = fact(node.id);
    let output: Share;
    switch (node.op) {
      case "input":
        output = x;
        break;
      case "conv":
      case "dense": {
        const layer = layers.get(node.id)!;
        const E = opened.get(from) ?? (await openInput(session, layer, input));
        opened.set(from, E);
        output = linear(session, layer, E);
        break;
      }
      case "relu":
        output = await relu(session, node.id, input, space.vector(input.length) as Share);
        break;
      case "maxpool":
        output = await maxpool(session, node, input, fact(from).shape, shape);
        break;
      case "sumpool": {
        const rows = plan.pictures * shape[0];
        output = space.vector(rows) as Share;
        space.kernels.sumRows(input.at, output.at, rows, input.length / rows);
        break;
      }
      case "flatten":
        output = input;
        break;
      case "add":
        output = add(session, [input, fact(from).scale], [values.get(other)!, fact(other).scale]);
        break;
    }
    values.set(node.id, output);
  }
  return values.get(plan.graph.output)!;
}

/** a + b at the finer of their two scales; local. */
function add({ space }: Session, ...terms: [[Share, number], [Share, number]]): Share {
  const scale = Math.max(terms[0][1], terms[1][1]);
  const [{ length }] = terms[0];
  const [sum, lifted] = [space.vector(length), space.vector(length)];
  space.kernels.shiftLeft(terms[0][0].at, sum.at, length, scale - terms[0][1]);
  space.kernels.shiftLeft(terms[1][0].at, lifted.at, length, scale - terms[1][1]);
  space.kernels.add(sum.at, lifted.at, sum.at, length);
  return sum as Share;
}
