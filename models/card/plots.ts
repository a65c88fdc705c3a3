import type { Report } from "#models/metrics/report";
import type { EpochRecord } from "#models/train/checkpoint";
import { lineChart } from "./svg.ts";

/** File names in a model's folder. */
export const PLOTS = { learning: "learning.svg", reliability: "reliability.svg", selective: "selective.svg" } as const;

const [BLUE, RED, GREY] = ["#1f5fa8", "#b3402a", "#888"];

/** Loss in training, and balanced accuracy on the validation pictures, over the epochs. */
export function learningCurves(name: string, history: readonly EpochRecord[]): string {
  const most = Math.max(1, ...history.map(({ loss, validationLoss }) => Math.max(loss, validationLoss ?? 0)));
  const points = (value: (record: EpochRecord) => number | null) =>
    history.flatMap((record) => {
      const y = value(record);
      return y === null ? [] : [[record.epoch, y] as const];
    });
  return lineChart(
    `${name}: learning curves`,
    { label: "epoch", from: 0, to: history.length },
    { label: "loss; share", from: 0, to: Math.ceil(most * 5) / 5 },
    [
      { name: "loss, training", points: points(({ loss }) => loss), colour: GREY },
      { name: "loss, validation", points: points(({ validationLoss }) => validationLoss), colour: RED },
      { name: "balanced accuracy", points: points(({ balancedAccuracy }) => balancedAccuracy), colour: BLUE },
    ],
  );
}

/** Share of right answers against confidence, in bins of equally many pictures. */
export function reliabilityDiagram(name: string, { reliability, n }: Report): string {
  return lineChart(
    `${name}: reliability, ${n} pictures`,
    { label: "confidence", from: 0, to: 1 },
    { label: "share right", from: 0, to: 1 },
    [
      {
        name: "perfectly calibrated",
        points: [
          [0, 0],
          [1, 1],
        ],
        colour: GREY,
        style: "dashed",
      },
      {
        name: "model",
        points: reliability.map(({ confidence, accuracy }) => [confidence, accuracy]),
        colour: BLUE,
        style: "dots",
      },
    ],
  );
}

/**
 * Accuracy among the cases of at least some confidence, how many these are, and what a case of that confidence pays its
 * readers: `1 - u (1 - floor)`, u = min(1, 2 (1 - confidence)), as in contracts/libraries/Bounty.sol.
 */
export function selectiveChart(name: string, { selective, n }: Report, floorShare = 0.4): string {
  const price = (confidence: number) => floorShare + (1 - floorShare) * Math.min(1, 2 * (1 - confidence));
  const from = selective[0]?.confidence ?? 0;
  return lineChart(
    `${name}: accuracy and bounty by confidence`,
    { label: "confidence, at least", from, to: 1 },
    { label: "share", from: 0, to: 1 },
    [
      { name: "accuracy", points: selective.map((p) => [p.confidence, p.accuracy]), colour: BLUE, style: "dots" },
      { name: "share of cases", points: selective.map((p) => [p.confidence, p.n / n]), colour: GREY },
      {
        name: `bounty, of its maximum (floor ${floorShare})`,
        points: selective.map((p) => [p.confidence, price(p.confidence)]),
        colour: RED,
        style: "dashed",
      },
    ],
  );
}
