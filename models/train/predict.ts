import * as tf from "@tensorflow/tfjs-core";
import { type Scored, softmax } from "#models/metrics/scored";
import { inputTensor } from "./batch.ts";
import type { Example } from "./dataset.ts";
import type { Network } from "./network.ts";

const BATCH = 64;

/** Logits, one row of K per example, without any variation. */
export function predict(network: Network, examples: readonly Example[]): number[][] {
  const rows: number[][] = [];
  for (let at = 0; at < examples.length; at += BATCH) {
    tf.tidy(() => {
      const logits = network.logits(inputTensor(examples.slice(at, at + BATCH), network.size));
      const values = logits.dataSync();
      for (let i = 0; i < logits.shape[0]; i++) {
        rows.push([...values.subarray(i * network.classes, (i + 1) * network.classes)]);
      }
    });
  }
  return rows;
}

/** Logits turned into what the metrics take. @param temperature divides the logits */
export function score(logits: readonly (readonly number[])[], examples: readonly Example[], temperature = 1): Scored[] {
  return logits.map((row, i) => ({
    label: examples[i].label,
    probabilities: softmax(row.map((v) => v / temperature)),
  }));
}
