/**
 * `npm run train -- --source-dir-train D --source-dir-eval D --training-run-out D --backbone lenet --max-epochs N`
 *
 * Trains a network on two folders of pictures (one sub-folder per label) and writes a model folder. Progress goes to
 * stderr, the result to stdout. A run that was stopped goes on where it was when the same command is given again.
 */
import { parseArgs } from "node:util";
import { DoctorError } from "#errors";
import { type Metrics, modelCard } from "#models/card/card";
import { checkRanges, writeModelFolder } from "#models/train/export";
import { fixedPointError } from "#models/train/fixed-point";
import type { RunSettings } from "#models/train/record";
import { trainRun } from "#models/train/run";
import { parseModel, serialiseModel } from "#models/zoo/model";
import { evaluateExamples } from "../app/cli/model-eval.ts";

const USAGE = `npm run train --
  --source-dir-train DIR   training pictures, one sub-folder per label
  --source-dir-eval DIR    validation pictures, the same labels: choose the epoch, give the figures
  --training-run-out DIR   where the model folder is written, and checkpoints on the way
  --backbone NAME          lenet
  --max-epochs N           passes over the training pictures
  --validate-encrypted     also score the validation pictures under the two-party protocol
  --seed N                 everything left to chance follows from it (default 1)
  --size N                 side of the square input in pixels (default 64)
  --name NAME              the model's name (default: the backbone's)
  --pretrain-dir DIR       learn all layers but the last here first, on the labels of this folder
  --pretrain-epochs N      passes over those pictures (default 30)
  --clusters FILE          CSV (label, file, cluster) of near-duplicates: adds grouped 5-fold cross-validation over
                           training and validation pictures, and fits the temperature on its held-out logits
`;

await main().catch((error: unknown) => {
  if (!(error instanceof DoctorError)) throw error;
  console.error(`${error.code}: ${error.message}\nhint: ${error.hint}`);
  process.exitCode = 1;
});

async function main(): Promise<void> {
  const { settings, validateEncrypted } = readArguments();
  const { model: trained, record, train, validation } = await trainRun(settings, (line) => console.error(line));
  const examples = [...train.examples, ...validation.examples];
  checkRanges(trained, examples);
  const { json, bytes } = serialiseModel(trained);
  const model = parseModel(json, bytes);
  const metrics: Metrics = { ...record, fixedPoint: fixedPointError(model, examples) };
  await writeModelFolder(settings.runDir, { json, bytes }, metrics, modelCard(model, metrics));
  console.error(`model written to ${settings.runDir}, digest ${model.digest}`);

  const { accuracy, balancedAccuracy, encrypted } = await evaluateExamples(
    model,
    validation.examples,
    validateEncrypted,
  );
  console.log(`validation, ${validation.examples.length} pictures   accuracy   balanced accuracy`);
  console.log(`plain                       ${percent(accuracy)}    ${percent(balancedAccuracy)}`);
  if (encrypted) {
    console.log(`encrypted, two parties      ${percent(encrypted.accuracy)}    ${percent(encrypted.balancedAccuracy)}`);
    console.log(`the same class for          ${percent(encrypted.agreement)} of the pictures`);
  }
}

function readArguments(): { settings: RunSettings; validateEncrypted: boolean } {
  const text = { type: "string" } as const;
  try {
    const { values } = parseArgs({
      options: {
        "source-dir-train": text,
        "source-dir-eval": text,
        "training-run-out": text,
        backbone: { ...text, default: "lenet" },
        "max-epochs": { ...text, default: "40" },
        "validate-encrypted": { type: "boolean", default: false },
        seed: { ...text, default: "1" },
        size: { ...text, default: "64" },
        name: text,
        "pretrain-dir": text,
        "pretrain-epochs": { ...text, default: "30" },
        clusters: text,
      },
    });
    return {
      settings: {
        name: values.name ?? values.backbone,
        trainDir: required("source-dir-train", values["source-dir-train"]),
        evalDir: required("source-dir-eval", values["source-dir-eval"]),
        runDir: required("training-run-out", values["training-run-out"]),
        backbone: values.backbone,
        size: whole("size", values.size, 16),
        epochs: whole("max-epochs", values["max-epochs"], 1),
        seed: whole("seed", values.seed, 0),
        pretrainDir: values["pretrain-dir"],
        pretrainEpochs: whole("pretrain-epochs", values["pretrain-epochs"], 1),
        clusters: values.clusters,
      },
      validateEncrypted: values["validate-encrypted"],
    };
  } catch (error) {
    console.error(`${(error as Error).message}\n\n${USAGE}`);
    process.exit(2);
  }
}

function required(name: string, value: string | undefined): string {
  if (!value) throw new Error(`--${name} is missing`);
  return value;
}

function whole(name: string, value: string, least: number): number {
  const number = Number(value);
  if (!Number.isSafeInteger(number) || number < least)
    throw new Error(`--${name} takes a whole number from ${least} up`);
  return number;
}

function percent(value: number | null): string {
  return value === null ? "     -" : `${(100 * value).toFixed(1).padStart(5)} %`;
}
