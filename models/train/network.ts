/**
 * The trained network is the graph itself: each node is one tfjs op, so what is exported is what was trained.
 * tfjs wants NHWC and filters `[kh, kw, in, out]`; graphs hold CHW and `[out, in, kh, kw]`. All turning is done here.
 */
import * as tf from "@tensorflow/tfjs-core";
import { DoctorError } from "#errors";
import { type Graph, type GraphNode, isLinear, type LinearNode, type Weights } from "#models/graph/graph";
import { factsOf } from "#models/graph/shape";
import type { Random } from "./random.ts";

export class Network {
  readonly graph: Graph;
  /** Trainable tensors in tfjs layout, by the graph's tensor names. */
  readonly variables: ReadonlyMap<string, tf.Variable>;

  private constructor(graph: Graph, variables: ReadonlyMap<string, tf.Variable>) {
    this.graph = graph;
    this.variables = variables;
  }

  /** First weights by He et al. 2015 (normal, variance 2 / fan-in; half of that at the output), biases zero. */
  static create(graph: Graph, random: Random): Network {
    const variables = new Map<string, tf.Variable>();
    const facts = factsOf(graph);
    for (const node of graph.nodes) {
      if (!isLinear(node)) continue;
      const shape = layout(node, facts.get(node.input)!.shape);
      const fanIn = shape.slice(0, -1).reduce((product, side) => product * side, 1);
      const deviation = Math.sqrt((node.id === graph.output ? 1 : 2) / fanIn);
      const values = Float32Array.from({ length: fanIn * shape.at(-1)! }, () => deviation * random.normal());
      variables.set(node.weight, tf.variable(tf.tensor(values, shape)));
      variables.set(node.bias, tf.variable(tf.zeros([shape.at(-1)!])));
    }
    return new Network(graph, variables);
  }

  /** Side of the square input, in pixels. */
  get size(): number {
    const [input] = this.graph.nodes;
    return input.op === "input" ? input.shape[1] : 0;
  }

  get classes(): number {
    return factsOf(this.graph).get(this.graph.output)!.shape[0];
  }

  /** @param x `[n, h, w, c]` @returns logits `[n, k]` */
  logits(x: tf.Tensor4D): tf.Tensor2D {
    return tf.tidy(() => {
      const values = new Map<string, tf.Tensor>();
      for (const node of this.graph.nodes) values.set(node.id, this.#value(node, values, x));
      return values.get(this.graph.output) as tf.Tensor2D;
    });
  }

  /** The weights in the graph's layout. */
  weights(): Weights {
    const out = new Map<string, Float32Array>();
    for (const node of this.graph.nodes) {
      if (!isLinear(node)) continue;
      const axes = node.op === "conv" ? [3, 2, 0, 1] : [1, 0];
      out.set(
        node.weight,
        tf.tidy(() => tf.transpose(this.variables.get(node.weight)!, axes).dataSync().slice() as Float32Array),
      );
      out.set(node.bias, this.variables.get(node.bias)!.dataSync().slice() as Float32Array);
    }
    return out;
  }

  /** Copies of the trainable values, by tensor name, in tfjs layout. */
  values(): Map<string, Float32Array> {
    return new Map([...this.variables].map(([name, v]) => [name, v.dataSync().slice() as Float32Array]));
  }

  /** Takes over all values that are given; others stay. */
  assign(values: ReadonlyMap<string, Float32Array>): void {
    for (const [name, given] of values) {
      const variable = this.variables.get(name)!;
      tf.tidy(() => variable.assign(tf.tensor(given, variable.shape)));
    }
  }

  dispose(): void {
    for (const variable of this.variables.values()) variable.dispose();
  }

  #value(node: GraphNode, values: ReadonlyMap<string, tf.Tensor>, x: tf.Tensor4D): tf.Tensor {
    const variable = (name: string) => this.variables.get(name)!;
    const of = (id: string) => values.get(id)!;
    switch (node.op) {
      case "input":
        return x;
      case "conv": {
        const y = tf.conv2d(
          of(node.input) as tf.Tensor4D,
          variable(node.weight) as tf.Tensor4D,
          node.stride,
          node.pad,
          "NHWC",
          1,
          "floor",
        );
        return tf.add(y, variable(node.bias));
      }
      case "dense":
        return tf.add(
          tf.matMul(of(node.input) as tf.Tensor2D, variable(node.weight) as tf.Tensor2D),
          variable(node.bias),
        );
      case "relu":
        return tf.relu(of(node.input));
      case "maxpool":
        return tf.maxPool(of(node.input) as tf.Tensor4D, node.size, node.stride, node.pad, "floor");
      case "sumpool":
        return tf.sum(of(node.input), [1, 2]);
      case "flatten": {
        const map = tf.transpose(of(node.input), [0, 3, 1, 2]);
        return tf.reshape(map, [map.shape[0], -1]);
      }
      case "add":
        return tf.add(of(node.inputs[0]), of(node.inputs[1]));
      default:
        throw new DoctorError(
          "E130_UNTRAINABLE_OP",
          `The trainer does not know the operation "${(node as { op: string }).op}".`,
          "Teach it to models/train/network.ts, or train with a backbone of this release.",
        );
    }
  }
}

/** A linear node's weight shape as tfjs holds it. */
function layout(node: LinearNode, input: readonly number[]): number[] {
  return node.op === "conv" ? [...node.kernel, input[0], node.filters] : [input[0], node.units];
}
