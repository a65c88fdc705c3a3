/**
 * Makes the gate, `weights.json` in models/imaging/plausibility, and measures it, `rates.json` beside it.
 *
 *   node --import tsx scripts/plausibility.ts --data DIR [--others DIR] [--write]
 *
 * Fitted on the training pictures of `navoneel` and `four`, a few phantoms of this repository, and the CTs in `rejects`.
 * Limits are quantiles over pictures that were left out of the fit (five folds, clusters kept together). Validation
 * pictures are only measured. CTs are measured by leaving one out; the pictures in `--others` (anything but a head MR)
 * are never fitted.
 */
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { parseArgs } from "node:util";
import { DoctorError } from "#errors";
import { decodePicture } from "#models/imaging/decode";
import { FEATURE_NAMES, features } from "#models/imaging/plausibility/features";
import type { Rates } from "#models/imaging/plausibility/rates";
import { phantomPng } from "./phantom.ts";
import { type Fit, fitGate, type Group, quantile, scores } from "./plausibility/fit.ts";

const FOLDS = 5;
const FOLDER = path.join(import.meta.dirname, "../models/imaging/plausibility");

const { values: options } = parseArgs({
  options: { data: { type: "string" }, others: { type: "string" }, write: { type: "boolean" } },
});
if (!options.data) throw new Error("usage: plausibility.ts --data DIR [--others DIR] [--write]");

const four = read(path.join(options.data, "four/train"), path.join(options.data, "four/manifest.csv"));
const navoneel = read(path.join(options.data, "navoneel/train"), path.join(options.data, "navoneel/manifest.csv"));
const cts = read(path.join(options.data, "rejects")).map(({ x }) => x);
const phantoms = Array.from({ length: 24 }, (_, i) =>
  features(decodePicture(phantomPng({ size: [128, 200, 256][i % 3], seed: 101 + i, lesion: i % 2 === 0 }))),
);

const groups = (keep: (cluster: string) => boolean): Group[] => [
  { rows: four.filter(({ cluster }) => keep(cluster)).map(({ x }) => x), weight: 1 },
  // 147 pictures of the web beside 2,233 of mostly one hospital: each counts for ten.
  { rows: navoneel.filter(({ cluster }) => keep(cluster)).map(({ x }) => x), weight: 10 },
  { rows: phantoms, weight: 3 },
];

const left = { four: [] as Scored[], navoneel: [] as Scored[] };
for (let fold = 0; fold < FOLDS; fold++) {
  const fit = fitGate(
    groups((cluster) => foldOf(cluster) !== fold),
    cts,
  );
  for (const [name, rows] of [
    ["four", four],
    ["navoneel", navoneel],
  ] as const)
    for (const { x, cluster } of rows) if (foldOf(cluster) === fold) left[name].push(scores(fit, x));
}
type Scored = ReturnType<typeof scores>;
const limit = (key: keyof Scored, ofFour: number, ofNavoneel: number) =>
  Math.max(
    quantile(
      left.four.map((s) => s[key]),
      ofFour,
    ),
    quantile(
      left.navoneel.map((s) => s[key]),
      ofNavoneel,
    ),
  );
const limits = {
  warn: { distance: limit("distance", 0.99, 0.985), ct: limit("ct", 0.99, 0.985) },
  refuse: { distance: limit("distance", 0.999, 1) * 1.1, ct: limit("ct", 0.999, 1) * 1.1 },
};
const fit = fitGate(
  groups(() => true),
  cts,
);
const over = (s: Scored, level: "warn" | "refuse") => s.distance > limits[level].distance || s.ct > limits[level].ct;
const rates = (all: readonly Scored[]) => ({
  n: all.length,
  flagged: all.filter((s) => over(s, "warn")).length,
  refused: all.filter((s) => over(s, "refuse")).length,
});
const measured = (rows: readonly Row[]) => rates(rows.map(({ x }) => scores(fit, x)));
const report: Rates = {
  "four/train, left out": rates(left.four),
  "navoneel/train, left out": rates(left.navoneel),
  "four/val": measured(read(path.join(options.data, "four/val"))),
  "navoneel/val": measured(read(path.join(options.data, "navoneel/val"))),
  "rejects, one left out": rates(
    cts.map((ct, i) =>
      scores(
        fitGate(
          groups(() => true),
          cts.filter((_, k) => k !== i),
        ),
        ct,
      ),
    ),
  ),
  ...(options.others && { others: measured(read(options.others)) }),
};
process.stdout.write(`${JSON.stringify({ ...report, limits }, null, 2)}\n`);
if (options.write) {
  writeFileSync(path.join(FOLDER, "weights.json"), `${JSON.stringify(rounded(fit), null, 1)}\n`);
  writeFileSync(path.join(FOLDER, "rates.json"), `${JSON.stringify(report, null, 2)}\n`);
}

interface Row {
  readonly x: Float64Array;
  readonly cluster: string;
}

function read(folder: string, manifest?: string): Row[] {
  const clusters = new Map(manifest ? clustersOf(manifest) : []);
  const rows: Row[] = [];
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true }).filter((e) => e.isFile())) {
    const file = path.join(entry.parentPath, entry.name);
    try {
      rows.push({ x: features(decodePicture(readFileSync(file))), cluster: clusters.get(entry.name) ?? entry.name });
    } catch (error) {
      if (!(error instanceof DoctorError)) throw error;
      process.stderr.write(`${entry.name}: ${error.code}\n`);
    }
  }
  return rows;
}

function clustersOf(manifest: string): [string, string][] {
  const [head, ...lines] = readFileSync(manifest, "utf8").trim().split("\n");
  const names = head.trim().split(",");
  const [file, cluster] = [names.indexOf("file"), names.indexOf("cluster")];
  return lines.map((line) => {
    const cells = line.trim().split(",");
    return [path.basename(cells[file]), cells[cluster]];
  });
}

function foldOf(cluster: string): number {
  let hash = 7;
  for (const c of cluster) hash = (hash * 31 + c.charCodeAt(0)) % 1_000_003;
  return hash % FOLDS;
}

function rounded({ mean, scale, whiten, ct }: Fit) {
  const short = (values: ArrayLike<number>) => Array.from(values, (v) => Number(v.toPrecision(6)));
  const level = ({ distance, ct: score }: { distance: number; ct: number }) => ({
    distance: Number(distance.toPrecision(6)),
    ct: Number(score.toPrecision(6)),
  });
  return {
    features: FEATURE_NAMES,
    mean: short(mean),
    scale: short(scale),
    whiten: whiten.map((row, i) => short(row.slice(0, i + 1))),
    ct: short(ct),
    limits: { warn: level(limits.warn), refuse: level(limits.refuse) },
  };
}
