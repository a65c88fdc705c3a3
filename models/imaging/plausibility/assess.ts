import { percentile } from "../head.ts";
import type { Picture } from "../picture.ts";
import { FEATURE_NAMES, features } from "./features.ts";
import weights from "./weights.json" with { type: "json" };

export interface Plausibility {
  /** `implausible` is refused; `unsure` goes on only if the sender says so. */
  readonly verdict: "plausible" | "unsure" | "implausible";
  /** Mahalanobis distance from the training pictures, over the largest that counts as plausible. */
  readonly strangeness: number;
  /** Score on the direction that tells the CTs, over the largest that counts as plausible. */
  readonly ctLikeness: number;
  /** What is unusual about it, in words; empty if plausible. */
  readonly reasons: readonly string[];
}

const BLANK = 8; // grey levels between the 1st and the 99th percentile
const NAMED = 3;

/**
 * Does this look like a slice of a head MR? A Gaussian over {@link features} of the training pictures says how strange
 * a picture is, and a linear discriminant in the same space how much it is like a CT of a head. `scripts/plausibility.ts`
 * made the numbers from the pictures; docs/imaging.md has both error rates.
 *
 * It judges pixels only: it cannot tell an axial slice from a sagittal one, since the public sets hold all three planes.
 */
export function assess(picture: Picture): Plausibility {
  if (percentile(picture.grey, 0.99) - percentile(picture.grey, 0.01) < BLANK)
    return { verdict: "implausible", strangeness: 99, ctLikeness: 0, reasons: ["there is nothing to see"] };
  return judge(standardised(features(picture)));
}

/** Features in standard deviations from the training pictures' mean. */
export const standardised = (values: ArrayLike<number>): number[] =>
  Array.from(values, (v, i) => (v - weights.mean[i]) / weights.scale[i]);

function judge(z: readonly number[]): Plausibility {
  const { whiten, ct, limits } = weights;
  let squares = 0;
  for (const row of whiten) {
    const y = row.reduce((sum, w, i) => sum + w * z[i], 0);
    squares += y * y;
  }
  const distance = Math.sqrt(squares);
  const ctScore = ct.reduce((sum, w, i) => sum + w * z[i], 0);
  const beyond = (level: { distance: number; ct: number }) => distance > level.distance || ctScore > level.ct;
  const verdict = beyond(limits.refuse) ? "implausible" : beyond(limits.warn) ? "unsure" : "plausible";
  return {
    verdict,
    strangeness: distance / limits.warn.distance,
    ctLikeness: ctScore / limits.warn.ct,
    reasons: verdict === "plausible" ? [] : reasons(z, ctScore > limits.warn.ct),
  };
}

function reasons(z: readonly number[], likeCt: boolean): string[] {
  const order = z.map((_, i) => i).sort((a, b) => Math.abs(z[b]) - Math.abs(z[a]));
  const said = order.slice(0, NAMED).map((i) => `${FEATURE_NAMES[i]} is unusually ${z[i] > 0 ? "high" : "low"}`);
  return likeCt ? ["it looks like a CT: a bright ring of bone around flat grey", ...said] : said;
}
