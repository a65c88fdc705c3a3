import { percentileInterval, resamples } from "./bootstrap.ts";
import { type ReliabilityBin, reliability } from "./calibration.ts";
import type { Interval } from "./interval.ts";
import type { Scored } from "./scored.ts";
import { type SelectivePoint, selective } from "./selective.ts";
import { type Summary, summarise } from "./summary.ts";

/** A summary with what a model card says beside it. */
export interface Report extends Summary {
  /** 95 %, bootstrapped over groups. */
  readonly intervals: Readonly<Record<"balancedAccuracy" | "auroc" | "ece" | "brier", Interval | null>>;
  readonly reliability: readonly ReliabilityBin[];
  readonly selective: readonly SelectivePoint[];
}

/**
 * @param groupOf which examples belong together, by index (near-duplicates, one patient)
 * @param uniform numbers in [0, 1) for the bootstrap
 */
export function report(
  scored: readonly Scored[],
  classes: number,
  groupOf: (index: number) => string,
  uniform: () => number,
): Report {
  const groups = [...Map.groupBy(scored, (_, i) => groupOf(i)).values()];
  const draws = [...resamples(groups, uniform)].map((drawn) => summarise(drawn, classes));
  return {
    ...summarise(scored, classes),
    intervals: {
      balancedAccuracy: percentileInterval(draws.map((draw) => draw.balancedAccuracy)),
      auroc: percentileInterval(draws.map((draw) => draw.auroc)),
      ece: percentileInterval(draws.map((draw) => draw.ece)),
      brier: percentileInterval(draws.map((draw) => draw.brier)),
    },
    reliability: reliability(scored),
    selective: selective(scored, classes),
  };
}
