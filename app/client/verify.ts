import { encodeBlob } from "#models/imaging/blob";
import type { Picture } from "#models/imaging/picture";
import { runFixed } from "#models/reference/fixed";
import { quantise } from "#models/reference/quantise";
import { toGrid } from "#models/reference/release";
import { readingGraph, readOff } from "#models/zoo/description";
import { type Model, readingWeights } from "#models/zoo/model";
import type { Prediction } from "./patient.ts";
import { modelInputOf } from "./prepare.ts";

export interface Verdict {
  /** What the fixed-point twin reads in the picture. */
  readonly recomputed: Prediction;
  /** Whether the reported reading is one that an honest run can have given. */
  readonly agrees: boolean;
}

/**
 * Reads the picture once more, in the clear, by the fixed-point twin of the encrypted network, and holds the report
 * against it. Every truncation under encryption gives floor or one more, so each released number may stand one cell of the
 * grid beside the twin's: a report agrees if some choice of these neighbours gives exactly its class and confidence.
 * @throws DoctorError E142_OUT_OF_RANGE for a picture that the encrypted network could not read right
 */
export function verifyReading(model: Model, picture: Picture, reported: Prediction): Verdict {
  const fixed = quantise(readingGraph(model), readingWeights(model));
  const outputs = runFixed(fixed, modelInputOf(encodeBlob(picture), model));
  const grid = toGrid(outputs, fixed.facts.get(fixed.graph.output)!.scale);
  const read = (released: Int32Array): Prediction => {
    const { maskedClass, confidence } = readOff(released, model);
    return { label: model.labels[maskedClass]!, confidence };
  };
  const agrees = neighbours(grid).some((released) => {
    const { label, confidence } = read(released);
    return label === reported.label && Math.abs(confidence - reported.confidence) < 1e-9;
  });
  return { recomputed: read(grid), agrees };
}

/** Every vector whose elements differ from `grid`'s by at most one. */
function neighbours(grid: Int32Array): Int32Array[] {
  const count = 3 ** grid.length;
  return Array.from({ length: count }, (_, code) =>
    grid.map((value, i) => value + (Math.floor(code / 3 ** i) % 3) - 1),
  );
}
