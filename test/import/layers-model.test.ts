import "@tensorflow/tfjs-backend-cpu";
import * as tf from "@tensorflow/tfjs-core";
import * as layers from "@tensorflow/tfjs-layers";
import { expect } from "chai";
import { importLayersModel } from "#models/import/layers-model";
import { runFloat } from "#models/reference/float";
import { generator } from "#scripts/bench/sample";
import { expectNear } from "../near.ts";

const next = generator(45);

/** A model with weights of its own everywhere, normalisation's statistics too, as its two files. */
async function saved(model: layers.LayersModel): Promise<[unknown, Uint8Array]> {
  for (const weight of model.weights) {
    const positive = weight.name.includes("variance");
    const values = Float32Array.from({ length: weight.shape.reduce<number>((a, b) => a * b!, 1) }, () =>
      positive ? 0.2 + next() : next() - 0.5,
    );
    weight.write(tf.tensor(values, weight.shape as number[]));
  }
  let artifacts: tf.io.ModelArtifacts | undefined;
  await model.save(
    tf.io.withSaveHandler(async (given) => {
      artifacts = given;
      return { modelArtifactsInfo: { dateSaved: new Date(0), modelTopologyType: "JSON" } };
    }),
  );
  const file = {
    modelTopology: artifacts!.modelTopology,
    weightsManifest: [{ paths: ["w"], weights: artifacts!.weightSpecs }],
  };
  return [JSON.parse(JSON.stringify(file)), new Uint8Array(artifacts!.weightData as ArrayBuffer)];
}

function same(model: layers.LayersModel, file: unknown, bytes: Uint8Array, [h, w, c]: [number, number, number]): void {
  const { graph, weights } = importLayersModel(file, bytes);
  const chw = Float32Array.from({ length: c * h * w }, () => 2 * next() - 1);
  const x = tf.transpose(tf.tensor4d(chw, [1, c, h, w]), [0, 2, 3, 1]);
  const expected = (model.predict(x) as tf.Tensor).dataSync();
  for (const [k, logit] of runFloat(graph, weights, chw).entries()) expectNear(logit, expected[k], 1e-3);
}

const refusal = (file: unknown, bytes: Uint8Array) => {
  try {
    importLayersModel(file, bytes);
  } catch (error) {
    return `${(error as { code: string }).code}: ${(error as Error).message}`;
  }
  return "nothing was thrown";
};

describe("import of a tfjs LayersModel", () => {
  before(() => tf.setBackend("cpu"));

  it("reads a sequential network to the same logits, the order of channels after its flatten included", async () => {
    const model = layers.sequential({
      layers: [
        layers.layers.conv2d({ inputShape: [16, 18, 2], filters: 4, kernelSize: 5, activation: "relu" }),
        layers.layers.maxPooling2d({ poolSize: 2 }),
        layers.layers.conv2d({ filters: 5, kernelSize: 3, padding: "same", useBias: false }),
        layers.layers.batchNormalization({}),
        layers.layers.reLU(),
        layers.layers.flatten(),
        layers.layers.dropout({ rate: 0.5 }),
        layers.layers.dense({ units: 7, activation: "relu" }),
        layers.layers.dense({ units: 3 }),
      ],
    });
    same(model, ...(await saved(model)), [16, 18, 2]);
  });

  it("reads a residual network to the same logits", async () => {
    const input = layers.input({ shape: [20, 20, 1] });
    const apply = (layer: layers.layers.Layer, ...x: layers.SymbolicTensor[]) =>
      layer.apply(x.length === 1 ? x[0] : x) as layers.SymbolicTensor;
    const padded = apply(layers.layers.zeroPadding2d({ padding: 3 }), input);
    const stem = apply(layers.layers.conv2d({ filters: 4, kernelSize: 7, strides: 2 }), padded);
    const first = apply(layers.layers.reLU(), apply(layers.layers.batchNormalization({}), stem));
    const conv = apply(layers.layers.conv2d({ filters: 6, kernelSize: 3, padding: "same" }), first);
    const skip = apply(layers.layers.conv2d({ filters: 6, kernelSize: 1 }), first);
    const block = apply(layers.layers.activation({ activation: "relu" }), apply(layers.layers.add(), conv, skip));
    const mean = apply(layers.layers.globalAveragePooling2d({}), block);
    const output = apply(layers.layers.dense({ units: 4 }), mean);
    const model = layers.model({ inputs: input, outputs: output });
    same(model, ...(await saved(model)), [20, 20, 1]);
  });

  it("names what it cannot read", async () => {
    const tail = () => [layers.layers.flatten(), layers.layers.dense({ units: 2 })];
    const odd = layers.sequential({
      layers: [
        layers.layers.conv2d({ inputShape: [8, 8, 1], filters: 2, kernelSize: 3, activation: "tanh" }),
        ...tail(),
      ],
    });
    expect(refusal(...(await saved(odd)))).to.match(/^E144_.*tanh/);
    const strided = layers.sequential({
      layers: [
        layers.layers.conv2d({ inputShape: [8, 8, 1], filters: 2, kernelSize: 3, strides: 2, padding: "same" }),
        ...tail(),
      ],
    });
    expect(refusal(...(await saved(strided)))).to.match(/^E144_.*"same"/);
    const separable = layers.sequential({
      layers: [layers.layers.separableConv2d({ inputShape: [8, 8, 1], filters: 2, kernelSize: 3 }), ...tail()],
    });
    expect(refusal(...(await saved(separable)))).to.match(/^E144_.*SeparableConv2D/);
  });

  it("refuses what is no model, and weights that are cut off", async () => {
    expect(refusal(null, new Uint8Array(0))).to.match(/^E145_/);
    expect(refusal({ modelTopology: {}, weightsManifest: [] }, new Uint8Array(0))).to.match(/^E145_/);
    const model = layers.sequential({
      layers: [layers.layers.flatten({ inputShape: [4, 4, 1] }), layers.layers.dense({ units: 2 })],
    });
    const [file, bytes] = await saved(model);
    expect(refusal(file, bytes.subarray(4))).to.match(/^E145_.*short/);
  });
});
