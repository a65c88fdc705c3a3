import { toFixed } from "../imaging/fixed.ts";
import { calibrateScales } from "../reference/calibrate.ts";
import { quantise } from "../reference/quantise.ts";
import { type NodeRange, rangeReport, requireRange } from "../reference/range.ts";
import type { Imported } from "./lower.ts";

/**
 * Gives an imported network its scales, and refuses it where its values would leave the ring.
 * @param pictures inputs `[c, h, w]` as the network reads them: all that there are of training and validation
 * @throws E141_BAD_WEIGHTS E142_OUT_OF_RANGE
 */
export function calibrated(
  { graph, weights }: Imported,
  pictures: readonly Float32Array[],
): Imported & { ranges: readonly NodeRange[] } {
  const scaled = calibrateScales(graph, weights, pictures);
  const ranges = rangeReport(
    quantise(scaled, weights),
    pictures.map((x) => toFixed(x, scaled.activationBits)),
  );
  requireRange(ranges);
  return { graph: scaled, weights, ranges };
}
