import "@tensorflow/tfjs-backend-cpu";
import * as tf from "@tensorflow/tfjs-core";
// For its side effect: tfjs-core's build for Node comes without gradients, and tfjs-layers' registers them all.
import "@tensorflow/tfjs-layers";
import { expect } from "chai";
import type { Graph } from "#models/graph/graph";
import { lenetWide } from "#models/graph/lenet-wide";
import { resnet18 } from "#models/graph/resnet18";
import { tensorShapes } from "#models/graph/validate";
import { runFloat } from "#models/reference/float";
import { loadTrainKernels } from "#models/train/compute/kernels";
import { openMemory, type Passes, Shard } from "#models/train/compute/shard";
import { TensorFlowShard } from "#models/train/compute/tensorflow";
import { evaluate } from "#models/train/evaluate";
import { Random } from "#models/train/random";
import { buildTrainKernels } from "#scripts/build";
import { expectNear } from "../near.ts";

const IMAGES = 3;

const NETS: readonly [string, Graph][] = [
  ["the wide LeNet", lenetWide({ size: 38, classes: 3 })],
  ["a narrow ResNet-18", resnet18({ size: 65, classes: 3, width: 4 })],
];

/** Largest difference, relative to the largest value: both sides sum in float32, in different orders. */
function difference(a: Float32Array, b: Float32Array): number {
  const scale = a.reduce((most, v) => Math.max(most, Math.abs(v)), 1e-6);
  return a.reduce((most, v, i) => Math.max(most, Math.abs(v - b[i])), 0) / scale;
}

describe("our gradients are those of TensorFlow's automatic differentiation", function () {
  this.timeout(60_000);
  before(() => tf.setBackend("cpu"));

  for (const [name, graph] of NETS) {
    it(`of ${name}: logits, statistics and every tensor's gradient`, async () => {
      buildTrainKernels();
      const module = await loadTrainKernels();
      const run = (make: (memory: WebAssembly.Memory, plan: Passes["plan"]) => Passes) => {
        const { plan, memory } = openMemory(module, { graph, capacity: IMAGES, shards: 1, training: true });
        const random = Random.of(3);
        const view = (at: number, count: number) => new Float32Array(memory.buffer, at, count);
        for (const { name: tensor, shape, at, count } of plan.parameters) {
          const spread = shape.length > 1 ? Math.sqrt((2 * shape[0]) / count) : 0.2;
          const centre = tensor.endsWith("gamma") ? 1 : 0;
          view(plan.values + 4 * at, count).forEach((_, i, values) => {
            values[i] = centre + spread * random.normal();
          });
        }
        const shard = make(memory, plan);
        shard.input(IMAGES).forEach((_, i, values) => {
          values[i] = random.uniform();
        });
        const logits = shard.forward(IMAGES, { dropout: 0.3, random: Random.of(9) }).slice();
        shard.backward(
          IMAGES,
          logits.map(() => random.normal()),
        );
        const [{ gradients, means, variances }] = plan.shard;
        return {
          logits,
          means: view(means, plan.statisticCount).slice(),
          variances: view(variances, plan.statisticCount).slice(),
          gradients: plan.parameters.map((one) => [one.name, view(gradients + 4 * one.at, one.count).slice()] as const),
        };
      };
      const ours = run((memory, plan) => new Shard(module, memory, plan, 0));
      const theirs = run((memory, plan) => new TensorFlowShard(tf, memory, plan, 0));
      expect(difference(ours.logits, theirs.logits), "logits").to.be.below(1e-4);
      expect(difference(ours.means, theirs.means), "means").to.be.below(1e-5);
      expect(difference(ours.variances, theirs.variances), "variances").to.be.below(1e-5);
      for (const [i, [tensor, gradient]] of ours.gradients.entries())
        expect(difference(gradient, theirs.gradients[i][1]), tensor).to.be.below(1e-3);
    });
  }
});

describe("evaluate", () => {
  for (const [name, graph] of NETS) {
    it(`gives the reference's logits for ${name}, and the largest values on the way`, async () => {
      buildTrainKernels();
      const random = Random.of(2);
      const weights = new Map(
        [...tensorShapes(graph)].map(([tensor, shape]) => {
          const length = shape.reduce((product, side) => product * side, 1);
          const spread = Math.sqrt(shape[0] / length);
          return [tensor, Float32Array.from({ length }, () => spread * random.normal())] as const;
        }),
      );
      const [input] = graph.nodes;
      const side = input.op === "input" ? input.shape[1] : 0;
      const pictures = Array.from({ length: 11 }, () =>
        Float32Array.from({ length: side * side }, () => random.uniform()),
      );
      const { logits, most } = await evaluate(graph, weights, pictures);
      expect(logits).to.have.length(11);
      const exact = pictures.map((x) => runFloat(graph, weights, x));
      const largest = Math.max(...exact.flatMap((row) => [...row].map(Math.abs)));
      exact.forEach((row, i) => {
        row.forEach((v, k) => {
          expect(Math.abs(v - logits[i][k]) / largest).to.be.below(1e-5);
        });
      });
      expectNear(most.get(graph.output), largest, 1e-5 * largest);
    });
  }
});
