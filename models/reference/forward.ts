/**
 * One interpreter of graphs for both references. Floats and fixed point differ in three things only, the `Arithmetic`;
 * everything else, the order of operations above all, is shared, so that a difference between the two references is a
 * difference of arithmetic and never of reading the graph.
 *
 * Values are float64. Fixed-point integers stay exact in them while every sum of |x|·|w| is below 2^53, which
 * `quantise` and the range rule ensure.
 */
import { type ConvNode, type DenseNode, type Graph, inputsOf, type MaxPoolNode, type Shape } from "../graph/graph.ts";
import { type Fact, factsOf, volume } from "../graph/shape.ts";

export interface Arithmetic {
  /** a tensor of the model by name */
  tensor(name: string): ArrayLike<number>;
  /** relu, with the division by 2^bits where values carry a scale */
  relu(value: number, bits: number): number;
  /** factor that brings a value `bits` finer */
  lift(bits: number): number;
}

/** Called with each node's value as soon as it stands. */
export type Visit = (id: string, values: Float64Array, fact: Fact) => void;

/**
 * Evaluates `graph` on one input `[c, h, w]`, row-major, and gives the value of its output node.
 * Cost: one multiply-add per weight and position, no blocking: a reference, meant to be read.
 */
export function forward(graph: Graph, arithmetic: Arithmetic, x: ArrayLike<number>, visit?: Visit): Float64Array {
  const facts = factsOf(graph);
  const values = new Map<string, Float64Array>();
  for (const node of graph.nodes) {
    const fact = facts.get(node.id)!;
    const [from, other] = inputsOf(node).map((id) => values.get(id)!);
    const [inFact, otherFact] = inputsOf(node).map((id) => facts.get(id)!);
    let out: Float64Array;
    switch (node.op) {
      case "input":
        out = Float64Array.from(x);
        break;
      case "conv":
        out = conv(node, arithmetic, from, inFact.shape, fact.shape);
        break;
      case "dense":
        out = dense(node, arithmetic, from);
        break;
      case "relu":
        out = from.map((value) => arithmetic.relu(value, inFact.scale - fact.scale));
        break;
      case "maxpool":
        out = maxpool(node, from, inFact.shape, fact.shape);
        break;
      case "sumpool":
        out = sumpool(from, inFact.shape);
        break;
      case "flatten":
        out = from;
        break;
      case "add":
        out = add(arithmetic, from, other, inFact, otherFact);
        break;
    }
    visit?.(node.id, out, fact);
    values.set(node.id, out);
  }
  return values.get(graph.output)!;
}

function conv(node: ConvNode, { tensor }: Arithmetic, x: Float64Array, [c, h, w]: Shape, [m, oh, ow]: Shape) {
  const [weight, bias] = [tensor(node.weight), tensor(node.bias)];
  const [kh, kw] = node.kernel;
  const out = new Float64Array(m * oh * ow);
  for (let filter = 0; filter < m; filter++) {
    const plane = out.subarray(filter * oh * ow, (filter + 1) * oh * ow).fill(bias[filter]);
    for (let channel = 0; channel < c; channel++) {
      for (let dy = 0; dy < kh; dy++) {
        for (let dx = 0; dx < kw; dx++) {
          const factor = weight[((filter * c + channel) * kh + dy) * kw + dx];
          // Positions whose patch has this column inside the picture; beyond them the padding adds nothing.
          const first = Math.max(0, Math.ceil((node.pad - dx) / node.stride));
          const end = Math.min(ow, Math.floor((w - 1 - dx + node.pad) / node.stride) + 1);
          for (let y = 0; y < oh; y++) {
            const row = y * node.stride + dy - node.pad;
            if (row < 0 || row >= h) continue;
            const from = (channel * h + row) * w + dx - node.pad;
            for (let column = first; column < end; column++) {
              plane[y * ow + column] += factor * x[from + column * node.stride];
            }
          }
        }
      }
    }
  }
  return out;
}

function dense(node: DenseNode, { tensor }: Arithmetic, x: Float64Array): Float64Array {
  const [weight, bias] = [tensor(node.weight), tensor(node.bias)];
  return Float64Array.from({ length: node.units }, (_, unit) => {
    let sum = bias[unit];
    for (let i = 0; i < x.length; i++) sum += weight[unit * x.length + i] * x[i];
    return sum;
  });
}

function maxpool(node: MaxPoolNode, x: Float64Array, [c, h, w]: Shape, [, oh, ow]: Shape): Float64Array {
  const out = new Float64Array(c * oh * ow);
  for (let channel = 0; channel < c; channel++) {
    for (let y = 0; y < oh; y++) {
      for (let column = 0; column < ow; column++) {
        let most = -Infinity;
        for (let dy = 0; dy < node.size; dy++) {
          for (let dx = 0; dx < node.size; dx++) {
            const [row, at] = [y * node.stride + dy - node.pad, column * node.stride + dx - node.pad];
            const inside = row >= 0 && row < h && at >= 0 && at < w;
            most = Math.max(most, inside ? x[(channel * h + row) * w + at] : 0);
          }
        }
        out[(channel * oh + y) * ow + column] = most;
      }
    }
  }
  return out;
}

function sumpool(x: Float64Array, [c, ...plane]: Shape): Float64Array {
  const size = volume(plane);
  return Float64Array.from({ length: c }, (_, channel) =>
    x.subarray(channel * size, (channel + 1) * size).reduce((sum, value) => sum + value, 0),
  );
}

function add({ lift }: Arithmetic, a: Float64Array, b: Float64Array, left: Fact, right: Fact): Float64Array {
  const scale = Math.max(left.scale, right.scale);
  const [toLeft, toRight] = [lift(scale - left.scale), lift(scale - right.scale)];
  return a.map((value, i) => value * toLeft + b[i] * toRight);
}
