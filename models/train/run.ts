/** A whole run, from folders of pictures to a calibrated model: pre-train, train, cross-validate, calibrate, fold. */
import path from "node:path";
import type { Graph } from "#models/graph/graph";
import type { Transform } from "#models/imaging/transform";
import { summarise } from "#models/metrics/summary";
import { fitTemperature } from "#models/metrics/temperature";
import type { Calibration, Model } from "#models/zoo/model";
import { backbone } from "./backbones.ts";
import { trainingBackend } from "./backend.ts";
import { INPUT_MEAN, INPUT_SCALE } from "./batch.ts";
import type { EpochRecord, Values } from "./checkpoint.ts";
import { type CrossValidation, crossValidate, readClusters } from "./cross-validate.ts";
import { type Dataset, type Example, readDataset } from "./dataset.ts";
import { fitNetwork } from "./fit.ts";
import { foldInput, foldTemperature } from "./fold.ts";
import { Network } from "./network.ts";
import { predict, score } from "./predict.ts";
import { Random } from "./random.ts";
import { FROM_SCRATCH, type Recipe, SMALL_SET } from "./recipe.ts";
import { dataRecord, type RunRecord, type RunSettings, runId } from "./record.ts";

export type Progress = (line: string) => void;

/** @returns the model with its record, and the pictures its ranges must hold for */
export async function trainRun(
  settings: RunSettings,
  progress: Progress,
): Promise<{ model: Omit<Model, "digest">; record: RunRecord; train: Dataset; validation: Dataset }> {
  const { size, seed } = settings;
  const backend = await trainingBackend();
  const transform: Transform = { id: "whole-head", version: 1, size };
  const train = await readDataset(settings.trainDir, transform);
  const validation = await readDataset(settings.evalDir, transform, train.labels);
  progress(
    `${train.examples.length} training and ${validation.examples.length} validation pictures, labels ${train.labels.join(", ")}; backend ${backend}`,
  );

  const pretrained = await pretrain(settings, transform, progress);
  const graph = backbone(settings.backbone, size, train.labels.length);
  const recipe: Recipe = { ...SMALL_SET, epochs: settings.epochs };
  const network = Network.create(graph, Random.of(seed));
  network.assign(pretrained?.trunk ?? new Map());
  const { history, kept } = await fitNetwork({
    network,
    examples: train.examples,
    validation: validation.examples,
    recipe,
    seed,
    checkpoint: {
      file: path.join(settings.runDir, "train.checkpoint"),
      run: runId(settings, recipe, train, validation, pretrained?.record.data),
    },
    onEpoch: (record) => progress(epochLine("train", record, recipe)),
  });
  const validationLogits = predict(network, validation.examples);
  const weights = foldInput(graph, network.weights(), INPUT_MEAN, INPUT_SCALE);
  network.dispose();

  const held = settings.clusters
    ? await crossValidate({
        graph,
        start: pretrained?.trunk ?? new Map(),
        dataset: { labels: train.labels, examples: [...train.examples, ...validation.examples] },
        clusters: await readClusters(settings.clusters),
        recipe,
        epochs: kept,
        seed,
        onFold: (fold) => progress(`cross-validation: fold ${fold} done`),
      })
    : undefined;
  const calibration = calibrate(
    held ?? { examples: validation.examples, logits: validationLogits },
    held !== undefined,
  );
  const model = {
    name: settings.name,
    labels: train.labels,
    graph,
    weights: foldTemperature(graph, weights, calibration.temperature),
    transform,
    calibration,
  };
  const scored = (logits: readonly (readonly number[])[], examples: readonly Example[]) =>
    summarise(score(logits, examples, calibration.temperature), train.labels.length);
  const record: RunRecord = {
    backbone: settings.backbone,
    backend,
    seed,
    recipe,
    data: { train: dataRecord(train), validation: dataRecord(validation) },
    ...(pretrained && { pretraining: pretrained.record }),
    history,
    epoch: kept,
    validation: scored(validationLogits, validation.examples),
    ...(held && { crossValidation: scored(held.logits, held.examples) }),
  };
  return { model, record, train, validation };
}

/** Fits the temperature on logits of pictures that the network was not trained on. */
function calibrate({ examples, logits }: CrossValidation, crossValidated: boolean): Calibration {
  return {
    temperature: fitTemperature(
      logits,
      examples.map(({ label }) => label),
    ),
    fittedOn: crossValidated
      ? "out-of-fold logits of grouped 5-fold cross-validation over training and validation pictures"
      : "validation pictures",
    n: examples.length,
  };
}

/** Learns all layers but the last on another folder, with its own labels. */
async function pretrain(
  settings: RunSettings,
  transform: Transform,
  progress: Progress,
): Promise<{ trunk: Values; record: NonNullable<RunRecord["pretraining"]> } | undefined> {
  if (settings.pretrainDir === undefined) return undefined;
  const dataset = await readDataset(settings.pretrainDir, transform);
  progress(`${dataset.examples.length} pictures for pre-training, labels ${dataset.labels.join(", ")}`);
  const graph = backbone(settings.backbone, settings.size, dataset.labels.length);
  const recipe: Recipe = { ...FROM_SCRATCH, epochs: settings.pretrainEpochs };
  const network = Network.create(graph, Random.of(settings.seed));
  const run = runId(settings, recipe, dataset);
  const { history } = await fitNetwork({
    network,
    examples: dataset.examples,
    recipe,
    seed: settings.seed,
    checkpoint: { file: path.join(settings.runDir, "pretrain.checkpoint"), run },
    onEpoch: (record) => progress(epochLine("pre-train", record, recipe)),
  });
  const trunk = withoutOutput(graph, network.values());
  network.dispose();
  return { trunk, record: { recipe, data: dataRecord(dataset), history } };
}

function withoutOutput(graph: Graph, values: Values): Values {
  const output = graph.nodes.find(({ id }) => id === graph.output);
  if (output?.op !== "dense") return values;
  return new Map([...values].filter(([name]) => name !== output.weight && name !== output.bias));
}

function epochLine(phase: string, { epoch, loss, balancedAccuracy }: EpochRecord, { epochs }: Recipe): string {
  const held = balancedAccuracy === null ? "" : `  validation balanced accuracy ${balancedAccuracy.toFixed(3)}`;
  return `${phase} ${epoch}/${epochs}  loss ${loss.toFixed(4)}${held}`;
}
