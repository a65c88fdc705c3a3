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

/** Equal-width bins over the confidence (the largest probability); empty ones are left out. */
export function reliability(scored: readonly Scored[]): ReliabilityBin[] {
  const bins = Array.from({ length: BINS }, () => ({ n: 0, confidence: 0, right: 0 }));
  for (const { label, probabilities } of scored) {
    const choice = argmax(probabilities);
    const bin = bins[Math.min(BINS - 1, Math.floor(probabilities[choice] * BINS))];
    bin.n++;
    bin.confidence += probabilities[choice];
    bin.right += Number(choice === label);
  }
  return bins
    .filter(({ n }) => n > 0)
    .map(({ n, confidence, right }) => ({ n, confidence: confidence / n, accuracy: right / n }));
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
