/** A whole run, from folders of pictures to a calibrated model: train, cross-validate, calibrate, fold. */
import { cpus } from "node:os";
import path from "node:path";
import type { Graph, Weights } from "#models/graph/graph";
import type { Transform } from "#models/imaging/transform";
import { calibrated, fitCalibration } from "#models/metrics/fit-calibration";
import { fitTiers } from "#models/metrics/fit-tiers";
import { leakOfLogits, leakOfTiers, MOST_BITS } from "#models/metrics/leak";
import { report } from "#models/metrics/report";
import type { Scored } from "#models/metrics/scored";
import type { Calibration, Model } from "#models/zoo/model";
import { backbone } from "./backbones.ts";
import { CHECKPOINT, type EpochRecord } from "./checkpoint.ts";
import { nativeTensorFlow } from "./compute/tensorflow.ts";
import type { Course } from "./course.ts";
import { calibrationOf, crossFitted, crossValidate, type OutOfFold, readClusters } from "./cross-validate.ts";
import { type Dataset, type Example, readDataset } from "./dataset.ts";
import { firstLogits, foldCalibration } from "./export-weights.ts";
import { fitNetwork, predict } from "./fit.ts";
import { globalBaseline } from "./global-statistics.ts";
import { nearCopies, withoutNearCopies } from "./near-copies.ts";
import { Network } from "./network.ts";
import { Random } from "./random.ts";
import { type Recipe, recipeFor } from "./recipe.ts";
import { dataRecord, type RunRecord, type RunSettings, runId } from "./record.ts";
import { inherited, readStart, type Start } from "./start.ts";

export type Progress = (line: string) => void;

const CHECKPOINT_EVERY_MS = 120_000;

/** All that stays the same for the run and each of its folds. */
interface Plan {
  readonly settings: RunSettings;
  readonly recipe: Recipe;
  readonly labels: readonly string[];
  readonly beside?: Dataset;
  readonly start?: Start;
  /** Hashes of the sets of which no near-copy is learnt. */
  readonly apartFrom?: readonly string[];
  /** Of all courses together. */
  readonly graph: Graph;
  readonly progress: Progress;
}

/** @returns the model with its record, and the pictures its ranges must hold for */
export async function trainRun(
  settings: RunSettings,
  progress: Progress,
): Promise<{
  model: Omit<Model, "digest">;
  record: RunRecord;
  train: Dataset;
  validation: Dataset;
}> {
  const { seed, size } = settings;
  const transform: Transform = { id: "whole-head", version: 1, size };
  const read = await readDataset(settings.trainDir, transform);
  const { labels } = read;
  const validation = await readDataset(settings.evalDir, transform, labels);
  const alsoRead = settings.besideDir === undefined ? undefined : await readDataset(settings.besideDir, transform);
  const apart: Dataset[] = [];
  for (const dir of settings.apartFrom ?? []) apart.push(await readDataset(dir, transform));
  const others = apart.flatMap(({ examples }) => examples);
  const keptApart = (set: Dataset) => (others.length === 0 ? set : withoutNearCopies(set, others, size));
  const beside = alsoRead && keptApart(alsoRead);
  const train = alsoRead ? read : keptApart(read);
  const { build } = backbone(settings.backbone);
  const graph = build({ size, classes: labels.length + (beside?.labels.length ?? 0) });
  const start = settings.startDir === undefined ? undefined : await readStart(settings.startDir, graph);
  const recipe = recipeFor(settings.backbone, start !== undefined);
  const plan: Plan = {
    settings,
    recipe: { ...recipe, epochs: settings.epochs ?? recipe.epochs },
    labels,
    beside,
    start,
    apartFrom: apart.length === 0 ? undefined : apart.map(({ sha256 }) => sha256),
    graph,
    progress,
  };
  progress(
    `${train.examples.length} training and ${validation.examples.length} validation pictures, labels ${labels.join(", ")}` +
      (beside ? `; ${beside.examples.length} beside them, labels ${beside.labels.join(", ")}` : ""),
  );

  const fitted = await fitOne(plan, train.examples, validation.examples, { checkpoint: CHECKPOINT, seed }, [
    train.sha256,
    validation.sha256,
  ]);
  const clusterOf = settings.clusters
    ? await readClusters(settings.clusters, labels)
    : ({ label, file }: Example) => `${label}/${file}`;
  const outOfFold = settings.folds && (await folds(plan, train, validation, clusterOf));
  const calibration: Calibration = outOfFold
    ? {
        ...calibrationOf(outOfFold),
        fittedOn: "out-of-fold logits of grouped cross-validation over training and validation pictures",
        n: outOfFold.length,
      }
    : {
        ...fitCalibration(
          fitted.logits,
          validation.examples.map(({ label }) => label),
        ),
        fittedOn: "validation pictures",
        n: validation.examples.length,
      };
  const draws = Random.of(seed);
  const uniform = () => draws.uniform();
  // Of pictures that no weight has seen, the more the better: out of fold, where there are folds.
  const unseen = (outOfFold || fitted.logits.map((logits) => ({ logits }))).map(({ logits }) =>
    logits.map((v, k) => v / calibration.temperature + calibration.bias[k]),
  );
  const ofLogits = leakOfLogits(unseen, uniform);
  const ofTiers = ofLogits.opened.bits > MOST_BITS ? leakOfTiers(unseen, uniform) : undefined;
  const tiers = ofTiers && fitTiers(unseen);
  const model = {
    name: settings.name,
    labels,
    graph: build({ size, classes: labels.length }),
    weights: foldCalibration(graph, fitted.weights, calibration),
    transform,
    calibration,
    ...(tiers && { tiers }),
  };
  const scored = fitted.logits.map((row, i) => ({
    label: validation.examples[i].label,
    probabilities: calibrated(row, calibration),
  }));
  const reportOn = (of: readonly Scored[], examples: readonly Example[]) =>
    report(of, labels.length, (i) => clusterOf(examples[i]), uniform);
  const ofFolds = (keep: (example: Example) => boolean) => {
    const rows = outOfFold || [];
    const kept = [...rows.keys()].filter((i) => keep(rows[i].example));
    const of = crossFitted(rows);
    return reportOn(
      kept.map((i) => of[i]),
      kept.map((i) => rows[i].example),
    );
  };
  const copied = nearCopies([...train.examples, ...validation.examples], beside?.examples ?? [], size);
  const record: RunRecord = {
    backbone: settings.backbone,
    seed,
    recipe: plan.recipe,
    environment: {
      node: process.version,
      platform: `${process.platform} ${process.arch}, ${cpus()[0]?.model ?? "?"}`,
      arithmetic: (await nativeTensorFlow()) ? "tensorflow" : "wasm",
    },
    data: {
      train: dataRecord(train),
      validation: dataRecord(validation),
      ...(beside && { beside: dataRecord(beside) }),
    },
    ...(start && { start: start.record }),
    globalBaseline: globalBaseline(train, validation) ?? null,
    history: fitted.history,
    epoch: fitted.kept,
    validation: reportOn(scored, validation.examples),
    leak: { ofLogits, ...(ofTiers && { ofTiers }) },
    ...(outOfFold && {
      crossValidation: {
        ...ofFolds(() => true),
        folds: settings.folds!,
        ...(copied.size > 0 &&
          copied.size < outOfFold.length && { withoutCopies: ofFolds((example) => !copied.has(example)) }),
      },
    }),
  };
  return { model, record, train, validation };
}

interface Fitted {
  readonly history: readonly EpochRecord[];
  readonly kept: number;
  /** Of the shipped labels, on the held pictures. */
  readonly logits: number[][];
  /** Folded, with the shipped labels' rows only. */
  readonly weights: Weights;
}

/** Trains one network; the same call again goes on where the last one stopped. */
async function fitOne(
  plan: Plan,
  train: readonly Example[],
  held: readonly Example[],
  { checkpoint, seed, fold }: { readonly checkpoint: string; readonly seed: number; readonly fold?: number },
  data: readonly string[],
): Promise<Fitted> {
  const { settings, recipe, labels, beside, start, graph, progress } = plan;
  const courses: Course[] = [{ examples: train, classes: labels.length, weight: 1 }];
  if (beside) courses.push({ examples: beside.examples, classes: beside.labels.length, weight: 0.5 });
  const { batch } = recipe;
  const network = await Network.create(graph, Random.of(seed), { batch, threads: settings.threads });
  try {
    if (start) {
      const counts = courses.map(({ classes }) => classes);
      network.assign(inherited(graph, start, counts, network.values()));
    }
    const { backbone: net, size, patience, runDir } = settings;
    const run = runId({
      backbone: net,
      size,
      seed,
      recipe,
      patience,
      data: [...data, ...(beside ? [beside.sha256] : [])],
      start: start?.record,
      apartFrom: plan.apartFrom,
      fold,
    });
    const began = Date.now();
    const { history, kept } = await fitNetwork({
      network,
      courses,
      validation: held,
      recipe,
      patience,
      seed,
      checkpoint: { file: path.join(runDir, checkpoint), run, everyMs: CHECKPOINT_EVERY_MS },
      onEpoch: ({ epoch, loss, balancedAccuracy }) =>
        progress(
          `${checkpoint.replace(".checkpoint", "")} ${epoch}/${recipe.epochs}  loss ${loss.toFixed(4)}  held balanced accuracy ${balancedAccuracy?.toFixed(3)}  ${Math.round((Date.now() - began) / 1000)} s`,
        ),
    });
    const logits = await predict({ network, courses }, held);
    return { history, kept, logits, weights: firstLogits(graph, network.weights(), labels.length) };
  } finally {
    await network.close();
  }
}

async function folds(
  plan: Plan,
  train: Dataset,
  validation: Dataset,
  clusterOf: (example: Example) => string,
): Promise<OutOfFold[]> {
  const { folds: count, seed } = plan.settings;
  // No fold chooses its epoch on the pictures it is scored by.
  const blind: Plan = { ...plan, recipe: { ...plan.recipe, keep: "last" } };
  return crossValidate({
    examples: [...train.examples, ...validation.examples],
    clusterOf,
    folds: count!,
    seed,
    trainOn: async (examples, held, fold) => {
      const names = { checkpoint: `fold-${fold + 1}.checkpoint`, seed: seed + fold + 1, fold };
      return (await fitOne(blind, examples, held, names, [train.sha256, validation.sha256])).logits;
    },
  });
}
