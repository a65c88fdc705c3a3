import { wilson } from "#models/metrics/interval";
import type { Summary } from "#models/metrics/summary";
import type { FixedPointError } from "#models/train/fixed-point";
import type { DataRecord, RunRecord } from "#models/train/record";
import type { Model } from "#models/zoo/model";

/** What `metrics.json` holds: the run's record, and what rounding costs. */
export interface Metrics extends RunRecord {
  readonly fixedPoint: FixedPointError;
}

/** The model card as Markdown (after Mitchell et al. 2019): what it is for, what it saw, how good it is, what it is not. */
export function modelCard(model: Model, metrics: Metrics): string {
  const { name, labels, transform, calibration, digest } = model;
  const { backbone, data, pretraining, validation, crossValidation, fixedPoint, seed, epoch, recipe } = metrics;
  return `# Model card: ${name}

**Research software. Not cleared or CE-marked. Not for diagnosis.**

| | |
|---|---|
| network | ${backbone}, one grey channel, ${transform.size} x ${transform.size} pixels |
| labels | ${labels.join(", ")} (the first is the positive one) |
| input | ${transform.id} ${transform.version}: head box, padded to a square, area-resized, 1st to 99th percentile stretched to 0..1 |
| trained by | \`npm run train\`, seed ${seed}, epoch ${epoch} of ${recipe.epochs} kept by balanced accuracy on the validation pictures |
| weights | SHA-256 of description and weights \`${digest}\` |

## Intended use

A first, automatic opinion on one slice of a brain MRI, whose *confidence* sets the price of a panel of human readers.
It decides nothing: the readers never see its class, and the patient is told that it is a guess.

## Out of scope

Anything but a single slice of a head MRI (CT, other organs, photographs of screens); children; screening; any decision
about a person. It has not been tested across scanners, sequences or hospitals in a controlled way.

## Data

- training: ${dataLine(data.train)}
- validation: ${dataLine(data.validation)}
${pretraining ? `- pre-training of all layers but the last, on labels of their own: ${dataLine(pretraining.data)}\n` : ""}
Exact duplicates were removed and near-duplicates kept on one side of every split. The pictures come from public
collections of web and hospital images; who the patients were, and with which scanner, is not known. No picture is part
of the project.

## Figures

${table(validation, crossValidation)}

Intervals are Wilson's, 95 %. The validation pictures also chose the epoch, so their figures lean to the good side;
${crossValidation ? "the cross-validated ones are the ones to quote." : "no cross-validation was run."}

Confusion (rows: truth; columns: model; in the order of the labels), validation: ${JSON.stringify(validation.confusion)}${
    crossValidation ? `; cross-validation: ${JSON.stringify(crossValidation.confusion)}` : ""
  }

## Calibration

Temperature ${calibration.temperature.toFixed(3)}, fitted on ${calibration.n} ${calibration.fittedOn}, folded into the last
layer's weights. The confidence prices the bounty: of cases answered with "about 8 of 10", about 8 of 10 should be right.

## Under encryption

Fixed point with ${model.graph.activationBits} fractional bits for activations: the largest change of a logit is
${fixedPoint.maxAbsError.toFixed(4)}, and the class is the same on ${percent(fixedPoint.agreement)} of ${fixedPoint.n} training and validation pictures.

## Limits

Small public data sets of unknown origin; figures on other people's scanners will be lower. A lesion that is small at
${transform.size} x ${transform.size} pixels cannot be seen. The model was trained with equal weight for each label, which is not how often
tumours occur.
`;
}

function dataLine({ counts, sha256 }: DataRecord): string {
  const parts = Object.entries(counts).map(([label, n]) => `${n} ${label}`);
  return `${parts.join(", ")} (SHA-256 \`${sha256.slice(0, 16)}…\`)`;
}

function table(validation: Summary, crossValidation: Summary | undefined): string {
  const columns: [string, Summary][] = [["validation", validation]];
  if (crossValidation) columns.push(["grouped 5-fold cross-validation", crossValidation]);
  const rows: [string, (s: Summary) => string][] = [
    ["n", ({ n }) => String(n)],
    ["prevalence of the first label", (s) => percent(positives(s) / s.n)],
    ["balanced accuracy", (s) => figure(s.balancedAccuracy)],
    ["accuracy", (s) => share(s.accuracy, s.n)],
    ["sensitivity", (s) => share(s.sensitivity, positives(s))],
    ["specificity", (s) => share(s.specificity, s.n - positives(s))],
    ["AUROC", (s) => figure(s.auroc)],
    ["ECE (10 bins)", (s) => figure(s.ece)],
    ["Brier", (s) => figure(s.brier)],
  ];
  return [
    `| | ${columns.map(([title]) => title).join(" | ")} |`,
    `|---|${columns.map(() => "---|").join("")}`,
    ...rows.map(([title, cell]) => `| ${title} | ${columns.map(([, summary]) => cell(summary)).join(" | ")} |`),
  ].join("\n");
}

function positives({ confusion }: Summary): number {
  return confusion[0].reduce((a, b) => a + b, 0);
}

function share(value: number | null, n: number): string {
  const interval = value === null ? null : wilson(value * n, n);
  return interval === null ? "-" : `${value!.toFixed(3)} (${interval[0].toFixed(2)} to ${interval[1].toFixed(2)})`;
}

function figure(value: number | null): string {
  return value === null ? "-" : value.toFixed(3);
}

function percent(value: number): string {
  return `${(100 * value).toFixed(1)} %`;
}
