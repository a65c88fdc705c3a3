import * as tf from "@tensorflow/tfjs-core";
import { augment } from "./augment.ts";
import { inputTensor, targetTensor } from "./batch.ts";
import type { Example } from "./dataset.ts";
import type { Network } from "./network.ts";
import type { AdamW } from "./optimizer.ts";
import type { Random } from "./random.ts";
import { classWeights, learningRate, type Recipe } from "./recipe.ts";

/**
 * One pass over all examples in random order, each varied anew.
 * @returns mean weighted cross-entropy
 */
export function trainEpoch(
  network: Network,
  optimizer: AdamW,
  examples: readonly Example[],
  recipe: Recipe,
  random: Random,
): number {
  const { size, classes, variables } = network;
  const weights = classWeights(examples, classes);
  const stepsPerEpoch = Math.ceil(examples.length / recipe.batch);
  const order = random.shuffled(examples);
  let total = 0;
  for (let at = 0; at < order.length; at += recipe.batch) {
    const batch = order.slice(at, at + recipe.batch);
    tf.tidy(() => {
      const x = inputTensor(batch, size, (picture, out) => augment(picture, size, random, out));
      const y = targetTensor(batch, classes, recipe.labelSmoothing);
      const w = tf.tensor1d(batch.map(({ label }) => weights[label]));
      const loss = () => {
        const surprise = tf.neg(tf.sum(tf.mul(y, tf.logSoftmax(network.logits(x))), 1));
        return tf.mean(tf.mul(w, surprise)) as tf.Scalar;
      };
      const { value, grads } = tf.variableGrads(loss, [...variables.values()]);
      optimizer.step(variables, grads, { ...recipe, rate: learningRate(recipe, optimizer.steps, stepsPerEpoch) });
      total += value.dataSync()[0] * batch.length;
    });
  }
  return total / order.length;
}
