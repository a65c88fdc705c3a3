import { argmax, type Scored } from "./scored.ts";

/** One bar of a reliability diagram. */
export interface ReliabilityBin {
  readonly n: number;
  /** Mean confidence of the examples in the bin. */
  readonly confidence: number;
  /** Share of them that were right. */
  readonly accuracy: number;
}

const BINS = 10;

/**
 * Bins of (nearly) equal numbers of examples, by confidence (the largest probability): equal-width bins would rest some
 * of their bars on one or two examples.
 */
export function reliability(scored: readonly Scored[]): ReliabilityBin[] {
  const sorted = scored
    .map(({ label, probabilities }) => {
      const choice = argmax(probabilities);
      return { confidence: probabilities[choice], right: Number(choice === label) };
    })
    .sort((a, b) => a.confidence - b.confidence);
  const bins = Math.min(BINS, sorted.length);
  return Array.from({ length: bins }, (_, bin) => {
    const part = sorted.slice(cut(bin, sorted.length, bins), cut(bin + 1, sorted.length, bins));
    const mean = (value: (one: (typeof part)[number]) => number) =>
      part.reduce((sum, one) => sum + value(one), 0) / part.length;
    return { n: part.length, confidence: mean(({ confidence }) => confidence), accuracy: mean(({ right }) => right) };
  });
}

function cut(bin: number, length: number, bins: number): number {
  return Math.round((bin * length) / bins);
}

/** Expected calibration error (Guo et al. 2017): the bins' mean |accuracy - confidence|, weighted by their size. */
export function expectedCalibrationError(scored: readonly Scored[]): number | null {
  if (scored.length === 0) return null;
  return (
    reliability(scored).reduce((sum, bin) => sum + bin.n * Math.abs(bin.accuracy - bin.confidence), 0) / scored.length
  );
}

/** Brier score: mean squared distance between the probabilities and the truth, 0 best, 2 worst. */
export function brier(scored: readonly Scored[]): number | null {
  if (scored.length === 0) return null;
  const distance = ({ label, probabilities }: Scored) =>
    probabilities.reduce((sum, p, i) => sum + (p - Number(i === label)) ** 2, 0);
  return scored.reduce((sum, one) => sum + distance(one), 0) / scored.length;
}
