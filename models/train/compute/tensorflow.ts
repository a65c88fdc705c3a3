/**
 * The same shard by TensorFlow, in its own words: an automatic gradient instead of ours. Used where the native library
 * is installed (`npm install @tensorflow/tfjs-node`, which fetches it from outside the package registry), and by the
 * tests, on TensorFlow's plain JavaScript backend, as an independent opinion on our gradients.
 *
 * TensorFlow wants NHWC and filters `[kh, kw, in, out]`; plans hold `[c, n, h, w]` and `[out, in, kh, kw]`.
 */
import type * as TensorFlow from "@tensorflow/tfjs-core";
import { type GraphNode, isLinear, type LinearNode } from "#models/graph/graph";
import { factsOf, volume } from "#models/graph/shape";
import { isDropped, isNormalised, type Plan } from "./plan.ts";
import { EPSILON, type Passes, type TrainingMode } from "./shard.ts";

type Tensors = ReadonlyMap<string, TensorFlow.Tensor>;

/** The native library, or undefined where it is not installed or does not load. */
export async function nativeTensorFlow(): Promise<typeof TensorFlow | undefined> {
  const name = "@tensorflow/tfjs-node"; // no dependency of ours: its install downloads a library from elsewhere
  return import(name).catch(() => undefined);
}

export class TensorFlowShard implements Passes {
  readonly plan: Plan;
  readonly #tf: typeof TensorFlow;
  readonly #memory: WebAssembly.Memory;
  readonly #index: number;
  readonly #masks = new Map<string, Float32Array>();

  constructor(tf: typeof TensorFlow, memory: WebAssembly.Memory, plan: Plan, index: number) {
    this.#tf = tf;
    this.plan = plan;
    this.#memory = memory;
    this.#index = index;
  }

  input(images: number): Float32Array {
    const { nodes } = this.plan.graph;
    const at = this.plan.shard[this.#index].value.get(nodes[0].id)!;
    return this.#view(at, images * volume(factsOf(this.plan.graph).get(nodes[0].id)!.shape));
  }

  forward(images: number, training?: TrainingMode): Float32Array {
    if (training) this.#dropOut(images, training);
    return this.#tf.tidy(() => {
      const logits = this.#logits(images, this.#parameters(), training !== undefined, true);
      return this.#tf.transpose(logits).dataSync().slice() as Float32Array;
    });
  }

  backward(images: number, slope: Float32Array): void {
    const tf = this.#tf;
    const { parameters, shard } = this.plan;
    tf.tidy(() => {
      const values = [...this.#parameters().values()];
      const named = (given: TensorFlow.Tensor[]) => new Map(parameters.map(({ name }, i) => [name, given[i]]));
      const logits = (...given: TensorFlow.Tensor[]) => this.#logits(images, named(given), true, false);
      const dy = tf.transpose(tf.tensor2d(slope, [slope.length / images, images]));
      const gradients = tf.grads(logits)(values, dy);
      parameters.forEach(({ at, count }, i) => {
        this.#view(shard[this.#index].gradients + 4 * at, count).set(gradients[i].dataSync());
      });
    });
  }

  #logits(images: number, tensors: Tensors, training: boolean, keep: boolean): TensorFlow.Tensor2D {
    const values = new Map<string, TensorFlow.Tensor>();
    for (const node of this.plan.graph.nodes)
      values.set(node.id, this.#value(node, values, tensors, { images, training, keep }));
    return values.get(this.plan.graph.output) as TensorFlow.Tensor2D;
  }

  #value(node: GraphNode, values: Tensors, tensors: Tensors, pass: Pass): TensorFlow.Tensor {
    const tf = this.#tf;
    const of = (id: string) => values.get(id)!;
    switch (node.op) {
      case "input": {
        const [c, h, w] = node.shape;
        const pixels = tf.tensor4d(this.input(pass.images).slice(), [c, pass.images, h, w]);
        return tf.transpose(pixels, [1, 2, 3, 0]);
      }
      case "conv": {
        const filter = tf.transpose(tensors.get(node.weight)!, [2, 3, 1, 0]) as TensorFlow.Tensor4D;
        const x = of(node.input) as TensorFlow.Tensor4D;
        return this.#afterLinear(node, tf.conv2d(x, filter, node.stride, node.pad, "NHWC", 1, "floor"), tensors, pass);
      }
      case "dense": {
        let x = of(node.input) as TensorFlow.Tensor2D;
        const mask = pass.training && isDropped(this.plan, node) ? this.#masks.get(node.id) : undefined;
        if (mask) x = tf.mul(x, tf.transpose(tf.tensor2d(mask, [mask.length / pass.images, pass.images])));
        return this.#afterLinear(
          node,
          tf.matMul(x, tensors.get(node.weight) as TensorFlow.Tensor2D, false, true),
          tensors,
          pass,
        );
      }
      case "relu":
        return tf.relu(of(node.input));
      case "maxpool":
        return tf.maxPool(of(node.input) as TensorFlow.Tensor4D, node.size, node.stride, node.pad, "floor");
      case "sumpool":
        return tf.mean(of(node.input), [1, 2]);
      case "flatten":
        return tf.reshape(tf.transpose(of(node.input), [0, 3, 1, 2]), [pass.images, -1]);
      case "add":
        return tf.add(of(node.inputs[0]), of(node.inputs[1]));
    }
  }

  #afterLinear(node: LinearNode, y: TensorFlow.Tensor, tensors: Tensors, pass: Pass): TensorFlow.Tensor {
    const tf = this.#tf;
    if (!isNormalised(this.plan, node)) return tf.add(y, tensors.get(node.bias)!);
    const { at, channels } = this.plan.statistics.find((one) => one.node === node.id)!;
    const { means, variances } = this.plan.shard[this.#index];
    const running = (region: number) => tf.tensor1d(this.#view(region + 4 * at, channels).slice());
    const all = y.shape.slice(0, -1).map((_, axis) => axis);
    const { mean, variance } = pass.training
      ? tf.moments(y, all)
      : { mean: running(this.plan.runningMeans), variance: running(this.plan.runningVariances) };
    if (pass.training && pass.keep) {
      this.#view(means + 4 * at, channels).set(mean.dataSync());
      this.#view(variances + 4 * at, channels).set(variance.dataSync());
    }
    const unit = tf.div(tf.sub(y, mean), tf.sqrt(tf.add(variance, EPSILON)));
    return tf.add(tf.mul(unit, tensors.get(`${node.id}/gamma`)!), tensors.get(`${node.id}/beta`)!);
  }

  /** The masks that our own kernels would draw, in the same order. */
  #dropOut(images: number, { dropout, random }: TrainingMode): void {
    const facts = factsOf(this.plan.graph);
    for (const node of this.plan.graph.nodes) {
      if (!isLinear(node) || !isDropped(this.plan, node)) continue;
      const length = volume(facts.get(node.input)!.shape) * images;
      const mask = Float32Array.from({ length }, () =>
        dropout > 0 && random.uniform() < dropout ? 0 : 1 / (1 - dropout),
      );
      this.#masks.set(node.id, mask);
    }
  }

  #parameters(): Tensors {
    const { parameters, values } = this.plan;
    return new Map(
      parameters.map(({ name, shape, at, count }) => [
        name,
        this.#tf.tensor(this.#view(values + 4 * at, count).slice(), [...shape]),
      ]),
    );
  }

  #view(address: number, count: number): Float32Array {
    return new Float32Array(this.#memory.buffer, address, count);
  }
}

interface Pass {
  readonly images: number;
  readonly training: boolean;
  /** Whether the batch's statistics are written down. */
  readonly keep: boolean;
}
