/**
 * `npm run train -- --source-dir-train D --source-dir-eval D --training-run-out D --backbone lenet-wide`
 *
 * Trains a network on two folders of pictures (one sub-folder per label) and writes a model folder. Progress goes to
 * stderr, the result to stdout. A run that was stopped goes on where it was when the same command is given again.
 */
import { parseArgs } from "node:util";
import { DoctorError } from "#errors";
import { cardFiles, type Metrics } from "#models/card/card";
import { BACKBONE_NAMES, backbone } from "#models/train/backbones";
import { fitScales, writeModelFolder } from "#models/train/export";
import { fixedPointError } from "#models/train/fixed-point";
import type { RunSettings } from "#models/train/record";
import { trainRun } from "#models/train/run";
import { parseModel, serialiseModel } from "#models/zoo/model";
import { evaluateExamples } from "../app/cli/model-eval.ts";
import { buildTrainKernels } from "./build.ts";

const USAGE = `npm run train --
  --source-dir-train DIR   training pictures, one sub-folder per label
  --source-dir-eval DIR    validation pictures, the same labels
  --training-run-out DIR   where the model folder is written, and checkpoints on the way
  --backbone NAME          ${BACKBONE_NAMES.join(", ")} (default lenet-wide)
  --max-epochs N           passes over the training pictures (default: the backbone's recipe)
  --validate-encrypted     also score the validation pictures under the two-party protocol
  --patience N             end after N epochs that were no better on the validation pictures
  --seed N                 everything left to chance follows from it (default 1)
  --size N                 side of the square input in pixels (default: the backbone's)
  --name NAME              the model's name (default: the backbone's)
  --start-from DIR         start from the network of that earlier run, all but its output layer
  --beside DIR             pictures with other labels, learnt beside: half of each batch, on logits of their own
  --apart-from DIR         leave out pictures of which a near-copy lies there, from those learnt beside; without
                           --beside, from the training pictures. May be given more than once
  --clusters FILE          CSV (label, file, cluster) of near-duplicates: intervals count each cluster once
  --folds N                grouped cross-validation over those clusters; calibrates the model on its held-out logits
`;

const FIXED_POINT_PICTURES = 100;

await main().catch((error: unknown) => {
  if (!(error instanceof DoctorError)) throw error;
  console.error(`${error.code}: ${error.message}\nhint: ${error.hint}`);
  process.exitCode = 1;
});

async function main(): Promise<void> {
  const { settings, validateEncrypted } = readArguments();
  buildTrainKernels();
  const { model: trained, record, train, validation } = await trainRun(settings, (line) => console.error(line));
  const examples = [...train.examples, ...validation.examples];
  const { json, bytes } = serialiseModel(await fitScales(trained, examples), "float16");
  const model = parseModel(json, bytes);
  const evaluation = await evaluateExamples(model, validation.examples, validateEncrypted, encryptedProgress());
  const { accuracy, balancedAccuracy, encrypted } = evaluation;
  const metrics: Metrics = {
    ...record,
    fixedPoint: fixedPointError(model, everySoMany(examples, FIXED_POINT_PICTURES)),
    encrypted: encrypted ? { n: evaluation.n, ...encrypted } : null,
  };
  await writeModelFolder(settings.runDir, { json, bytes }, metrics, cardFiles(model, metrics));
  console.error(`model written to ${settings.runDir}, digest ${model.digest}`);

  console.log(`validation, ${validation.examples.length} pictures   accuracy   balanced accuracy`);
  console.log(`plain                       ${percent(accuracy)}    ${percent(balancedAccuracy)}`);
  if (encrypted) {
    console.log(`encrypted, two parties      ${percent(encrypted.accuracy)}    ${percent(encrypted.balancedAccuracy)}`);
    console.log(`the same class for          ${percent(encrypted.agreement)} of the pictures`);
  }
}

/** Says how far the slow part is, now and then. */
function encryptedProgress(): (done: number, of: number) => void {
  return (done, of) => {
    if (done % 50 === 0 || done === of) console.error(`validated ${done} of ${of} pictures`);
  };
}

function readArguments(): { settings: RunSettings; validateEncrypted: boolean } {
  const text = { type: "string" } as const;
  try {
    const { values } = parseArgs({
      options: {
        "source-dir-train": text,
        "source-dir-eval": text,
        "training-run-out": text,
        backbone: { ...text, default: "lenet-wide" },
        "max-epochs": text,
        "validate-encrypted": { type: "boolean", default: false },
        patience: text,
        seed: { ...text, default: "1" },
        size: text,
        name: text,
        "start-from": text,
        beside: text,
        "apart-from": { ...text, multiple: true },
        folds: text,
        clusters: text,
      },
    });
    const { folds, clusters } = values;
    if (folds !== undefined && clusters === undefined) throw new Error("--folds wants --clusters");
    return {
      settings: {
        name: values.name ?? values.backbone,
        trainDir: required("source-dir-train", values["source-dir-train"]),
        evalDir: required("source-dir-eval", values["source-dir-eval"]),
        runDir: required("training-run-out", values["training-run-out"]),
        backbone: values.backbone,
        size: whole("size", values.size, 16) ?? backbone(values.backbone).size,
        epochs: whole("max-epochs", values["max-epochs"], 1),
        patience: whole("patience", values.patience, 1),
        seed: whole("seed", values.seed, 0)!,
        startDir: values["start-from"],
        besideDir: values.beside,
        apartFrom: values["apart-from"],
        clusters,
        folds: whole("folds", folds, 2),
        threads: true,
      },
      validateEncrypted: values["validate-encrypted"],
    };
  } catch (error) {
    if (error instanceof DoctorError) throw error;
    console.error(`${(error as Error).message}\n\n${USAGE}`);
    process.exit(2);
  }
}

/** About `count` of the items, evenly over all. */
function everySoMany<T>(items: readonly T[], count: number): T[] {
  const step = Math.max(1, Math.ceil(items.length / count));
  return items.filter((_, i) => i % step === 0);
}

function required(name: string, value: string | undefined): string {
  if (!value) throw new Error(`--${name} is missing`);
  return value;
}

function whole(name: string, value: string | undefined, least: number): number | undefined {
  if (value === undefined) return undefined;
  const number = Number(value);
  if (!Number.isSafeInteger(number) || number < least)
    throw new Error(`--${name} takes a whole number from ${least} up`);
  return number;
}

function percent(value: number | null): string {
  return value === null ? "     -" : `${(100 * value).toFixed(1).padStart(5)} %`;
}
