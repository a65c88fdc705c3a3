import { factsOf, tensorsOf, volume } from "#models/graph/shape";
import { RATES } from "#models/imaging/plausibility/rates";
import type { Information } from "#models/metrics/information";
import { type Interval, wilson } from "#models/metrics/interval";
import type { Report } from "#models/metrics/report";
import type { FixedPointError } from "#models/train/fixed-point";
import type { DataRecord, RunRecord } from "#models/train/record";
import type { Model } from "#models/zoo/model";
import { learningCurves, PLOTS, reliabilityDiagram, selectiveChart } from "./plots.ts";
import { provenanceOf } from "./provenance.ts";

/** What `metrics.json` holds: the run's record, and what was measured on the model that came out. */
export interface Metrics extends RunRecord {
  readonly fixedPoint: FixedPointError;
  /** The validation pictures under the two-party protocol; null where that was not run. */
  readonly encrypted: EncryptedRun | null;
}

export interface EncryptedRun {
  readonly n: number;
  readonly balancedAccuracy: number | null;
  /** Share of pictures with the plain model's class. */
  readonly agreement: number | null;
  /** The same among pictures whose two likeliest classes differ by more than the published grid can blur. */
  readonly clear: { readonly n: number; readonly agreement: number | null };
  /** Wall time of one reading, dealing included, both parties in one process. */
  readonly secondsPerReading: number;
}

/** One heading of a card, with its text. */
export interface Section {
  readonly title: string;
  readonly text: string;
}

/** The model card as Markdown (after Mitchell et al. 2019): what it is for, what it saw, how good it is, what it is not. */
export function modelCard(model: Model, metrics: Metrics): string {
  const sections = cardSections(model, metrics).map(({ title, text }) => `## ${title}\n\n${text}\n`);
  return [
    `# Model card: ${model.name}\n`,
    "**Research software. Not cleared or CE-marked. Not for diagnosis.**\n",
    ...sections,
  ].join("\n");
}

/** The card and its plots, by file name. */
export function cardFiles(model: Model, metrics: Metrics): Record<string, string> {
  const quoted = metrics.crossValidation ?? metrics.validation;
  return {
    "card.md": modelCard(model, metrics),
    [PLOTS.learning]: learningCurves(model.name, metrics.history),
    [PLOTS.reliability]: reliabilityDiagram(model.name, quoted),
    [PLOTS.selective]: selectiveChart(model.name, quoted),
  };
}

/** The card's contents, in order. */
export function cardSections(model: Model, metrics: Metrics): Section[] {
  const { labels, transform, calibration, digest, graph } = model;
  const { validation, crossValidation, fixedPoint, encrypted, recipe } = metrics;
  const quoted = crossValidation ?? validation;
  const section = (title: string, ...lines: string[]): Section => ({ title, text: lines.join("\n") });
  return [
    section(
      "Model",
      "| | |",
      "|---|---|",
      `| network | ${metrics.backbone}, one grey channel, ${transform.size} x ${transform.size} pixels; ${work(model)} |`,
      `| labels | ${labels.join(", ")}${labels.length === 2 ? " (the first is the positive one)" : ""} |`,
      `| input | ${transform.id} ${transform.version}: head box, padded to a square, area-resized, 1st to 99th percentile stretched to 0..1 |`,
      `| trained by | \`npm run train\`, seed ${metrics.seed}, Node ${metrics.environment.node}, ${metrics.environment.arithmetic} kernels; ${kept(metrics)} |`,
      `| started from | ${metrics.start ? `run \`${metrics.start.run.slice(0, 16)}…\`, epoch ${metrics.start.epoch}, all but its output layer` : "random weights (He et al. 2015)"} |`,
      `| digest | SHA-256 of description and weights \`${digest}\` |`,
    ),
    section(
      "Intended use",
      "A first, automatic opinion on one slice of a brain MRI, whose *confidence* sets the price of a panel of human readers.",
      "It decides nothing: the readers never see its class, and the patient is told that it is a guess.",
    ),
    section(
      "Out of scope",
      "Anything but a single slice of a head MRI (CT, other organs, photographs of screens); children; screening; any",
      "decision about a person. It has not been tested across scanners, sequences or hospitals in a controlled way.",
    ),
    section("Data", ...dataLines(metrics)),
    section(
      "Before a reading",
      "Every picture passes a gate first: what is no head MR is refused, what may be none is asked back. Asked back or refused:",
      `${gateLine()}.`,
    ),
    section(
      "Figures",
      figures(validation, crossValidation),
      "",
      `Recall of each label, with Wilson's 95 % intervals${crossValidation ? ", cross-validated" : ", validation"}: ${perLabel(labels, quoted)}.`,
      "",
      `Confusion (rows: truth; columns: model; in the order of the labels), validation: ${JSON.stringify(validation.confusion)}${
        crossValidation ? `; cross-validation: ${JSON.stringify(crossValidation.confusion)}` : ""
      }.`,
      "",
      crossValidation
        ? `Cross-validation: ${crossValidation.folds} folds over training and validation pictures, clusters of near-duplicates never split, each fold trained by the whole recipe and calibrated on the other folds. These are the figures to quote.`
        : "Cross-validation: not done; the validation pictures are apart from the training pictures by patient and near-duplicate.",
      ...copiesLine(crossValidation),
      recipe.keep === "best"
        ? "The validation pictures also chose the epoch and fitted the calibration, so their column leans to the good side."
        : "The last epoch was kept, so no picture chose it.",
      "Intervals: Wilson's for shares; for the others the bootstrap over clusters of near-duplicates, as far as these are known.",
    ),
    section(
      "Calibration",
      `Temperature ${calibration.temperature.toFixed(3)} and biases ${calibration.bias.map((b) => b.toFixed(3)).join(", ")}, fitted on ${calibration.n} ${calibration.fittedOn}`,
      "as if all labels were equally frequent, and folded into the last layer. The confidence prices the bounty: of cases",
      `answered with "about 8 of 10", about 8 of 10 should be right. ECE over ${quoted.reliability.length} bins of equally many pictures; on`,
      "a few dozen pictures even a perfectly calibrated model shows an ECE above 0.08 half of the time.",
      "",
      `![reliability](${PLOTS.reliability})`,
      "",
      `Selective accuracy: ${selectiveLine(quoted)}.`,
      "",
      `![accuracy and bounty by confidence](${PLOTS.selective})`,
    ),
    section(
      "Training",
      `Batches of ${recipe.batch}, AdamW, peak rate ${recipe.rate}, ${recipe.warmupEpochs} epochs of warm-up, cosine to zero, decay ${recipe.weightDecay}, gradient norm`,
      `at most ${recipe.clip}, label smoothing ${recipe.labelSmoothing}, dropout ${recipe.dropout}, mixup ${recipe.mixup}, equal weight for each label. Augmented by mirroring,`,
      "turning, scaling, shifting, window and noise.",
      "",
      `![learning curves](${PLOTS.learning})`,
    ),
    section(
      "Under encryption",
      `Fixed point with ${graph.activationBits} fractional bits for activations: on ${fixedPoint.n} training and validation pictures the largest`,
      `change of a logit is ${fixedPoint.maxAbsError.toFixed(4)}, and the class is the same on ${percent(fixedPoint.agreement)}.`,
      encrypted
        ? `Two-party protocol on ${encrypted.n} validation pictures: the plain class on ${percent(encrypted.agreement)}, and on ${percent(encrypted.clear.agreement)} of the ${encrypted.clear.n} whose two likeliest labels are further apart than the coarse grid on which logits are opened; balanced accuracy ${figure(encrypted.balancedAccuracy)}; ${encrypted.secondsPerReading.toFixed(1)} s a reading with both parties in one process.`
        : "Two-party protocol on the validation pictures: not run with this training.",
      ...leakLines(model, metrics),
    ),
    section(
      "Limits",
      "Small public data sets of unknown origin; figures on other people's scanners will be lower. A lesion that is small at",
      `${transform.size} x ${transform.size} pixels cannot be seen. Trained and calibrated with equal weight for each label, which is not how often`,
      `tumours occur. ${confound(metrics)}`,
    ),
  ];
}

function leakLines({ labels, tiers }: Model, { leak, crossValidation }: Metrics): string[] {
  const { ofLogits, ofTiers } = leak;
  const on = `mutual information on ${ofLogits.n} ${crossValidation ? "pictures, each read by the fold that had not seen it" : "validation pictures"}, less its mean on shuffled pairs; a class is worth up to ${Math.log2(labels.length).toFixed(1)} bits`;
  const logits = `the published confidence ${told(ofLogits.confidence)}, the opened differences of permuted logits ${told(ofLogits.opened)} (${on}).`;
  if (!tiers || !ofTiers) return ["", `What a reading shows of the class: ${logits}`];
  return [
    "",
    `What a reading in logits would show of the class: ${logits}`,
    `So it is read in ${tiers.confidence.length} tiers, by thresholds of each class's own; what is opened, and the confidence with it, then shows`,
    `${told(ofTiers)} (each half of the pictures read by the tiers of the other). The tiers' confidences: ${tiers.confidence.map((c) => percent(c)).join(", ")}.`,
  ];
}

function copiesLine(crossValidation: Metrics["crossValidation"]): string[] {
  const clean = crossValidation?.withoutCopies;
  if (!clean) return [];
  return [
    `Of ${crossValidation.n - clean.n} of these pictures a near-copy was among those learnt beside, so their own fold did not keep them wholly unseen. On the other ${clean.n}, of which none was: balanced accuracy ${ranged(clean.balancedAccuracy, clean.intervals.balancedAccuracy)}, sensitivity ${share(clean.sensitivity, total(clean.confusion[0]))}, specificity ${share(clean.specificity, total(clean.confusion[1]))}, AUROC ${ranged(clean.auroc, clean.intervals.auroc)}.`,
  ];
}

function kept({ epoch, recipe, history }: Metrics): string {
  return recipe.keep === "best"
    ? `epoch ${epoch} of ${history.length} kept by balanced accuracy on the validation pictures`
    : `epoch ${epoch}, the last`;
}

/** Weights, and what one picture costs. */
function work({ graph, weights }: Model): string {
  const facts = factsOf(graph);
  let products = 0;
  let relus = 0;
  for (const node of graph.nodes) {
    const { shape } = facts.get(node.id)!;
    if (node.op === "relu") relus += volume(shape);
    if (node.op !== "conv" && node.op !== "dense") continue;
    const { weight } = tensorsOf(node, facts.get(node.input)!.shape);
    products += (volume(weight) / weight[0]) * volume(shape);
  }
  const count = [...weights.values()].reduce((sum, { length }) => sum + length, 0);
  const millions = (n: number) => `${(n / 1e6).toFixed(n < 1e7 ? 2 : 0)} million`;
  return `${millions(count)} weights, ${millions(products)} multiplications and ${millions(relus)} relus a picture`;
}

function dataLines({ data }: Metrics): string[] {
  const parts: [string, DataRecord][] = [
    ["training", data.train],
    ["validation", data.validation],
  ];
  if (data.beside) parts.push(["learnt beside, half of each batch, on labels of its own", data.beside]);
  return [
    "| | pictures | from | licence | duplicates | SHA-256 of files |",
    "|---|---|---|---|---|---|",
    ...parts.map(([use, { counts, sha256, leftOut }]) => {
      const { title, licence, duplicates: known } = provenanceOf(sha256);
      const duplicates =
        leftOut === undefined ? known : `${known}; ${leftOut} left out as near-copies of other pictures of this run`;
      const pictures = Object.entries(counts).map(([label, n]) => `${n} ${label}`);
      return `| ${use} | ${pictures.join(", ")} | ${title} | ${licence} | ${duplicates} | \`${sha256.slice(0, 16)}…\` |`;
    }),
    "",
    "Who the patients were, and with which scanner, is not known. No picture is part of the project.",
  ];
}

const GATE_SETS: Readonly<Record<string, string>> = {
  "four/val": "validation pictures of the four labels",
  "navoneel/val": "validation pictures of the two labels",
  "rejects, one left out": "CTs of the public sets",
};

function gateLine(): string {
  return Object.entries(GATE_SETS)
    .map(([set, name]) => {
      const { n, flagged } = RATES[set];
      const [low, high] = wilson(flagged, n)!.map((v) => percent(v));
      return `${flagged} of ${n} ${name} (${percent(flagged / n)}, 95 % interval ${low} to ${high})`;
    })
    .join("; ");
}

function confound({ globalBaseline: baseline }: Metrics): string {
  if (baseline === null) return "No confound of source and label has been measured on these pictures.";
  return `Known confound: ten global statistics of a picture, without any shape, tell "${baseline.label}" from the rest at ${figure(baseline.balancedAccuracy)} balanced accuracy on the validation pictures (ridge regression), so part of the skill may be the picture's source and not the disease.`;
}

function figures(validation: Report, crossValidation: (Report & { folds: number }) | undefined): string {
  const columns: [string, Report][] = [["validation", validation]];
  if (crossValidation) columns.push([`grouped ${crossValidation.folds}-fold cross-validation`, crossValidation]);
  const two = validation.confusion.length === 2;
  const rows: [string, (r: Report) => string][] = [
    ["n", ({ n }) => String(n)],
    ["prevalence of each label", (r) => r.confusion.map((row) => percent(total(row) / r.n)).join(", ")],
    ["balanced accuracy", (r) => ranged(r.balancedAccuracy, r.intervals.balancedAccuracy)],
    ["accuracy", (r) => share(r.accuracy, r.n)],
    [
      two ? "sensitivity" : "sensitivity, mean",
      (r) => (two ? share(r.sensitivity, total(r.confusion[0])) : figure(r.sensitivity)),
    ],
    [
      two ? "specificity" : "specificity, mean",
      (r) => (two ? share(r.specificity, total(r.confusion[1])) : figure(r.specificity)),
    ],
    [two ? "AUROC" : "AUROC, mean", (r) => ranged(r.auroc, r.intervals.auroc)],
    ["ECE", (r) => ranged(r.ece, r.intervals.ece)],
    ["Brier", (r) => ranged(r.brier, r.intervals.brier)],
  ];
  return [
    `| | ${columns.map(([title]) => title).join(" | ")} |`,
    `|---|${columns.map(() => "---|").join("")}`,
    ...rows.map(([title, cell]) => `| ${title} | ${columns.map(([, one]) => cell(one)).join(" | ")} |`),
  ].join("\n");
}

function perLabel(labels: readonly string[], { recalls, confusion }: Report): string {
  return labels.map((label, k) => `${label} ${share(recalls[k], total(confusion[k]))}`).join(", ");
}

function selectiveLine({ selective, n }: Report): string {
  const wanted = [0.6, 0.7, 0.8, 0.9].flatMap((c) => selective.filter((p) => Math.abs(p.confidence - c) < 1e-9));
  return wanted
    .map(
      (p) =>
        `at confidence ${p.confidence} and above, ${p.accuracy.toFixed(3)} right on ${percent(p.n / n)} of the cases`,
    )
    .join("; ");
}

function told({ bits, p }: Information): string {
  return `${bits.toFixed(3)} bit (p ${p < 0.01 ? "< 0.01" : p.toFixed(2)})`;
}

function total(row: readonly number[]): number {
  return row.reduce((a, b) => a + b, 0);
}

function share(value: number | null, n: number): string {
  return ranged(value, value === null ? null : wilson(value * n, n));
}

function ranged(value: number | null, interval: Interval | null): string {
  return interval === null
    ? figure(value)
    : `${figure(value)} (${interval[0].toFixed(2)} to ${interval[1].toFixed(2)})`;
}

function figure(value: number | null): string {
  return value === null ? "-" : value.toFixed(3);
}

function percent(value: number | null): string {
  return value === null ? "-" : `${(100 * value).toFixed(1)} %`;
}
