import { DoctorError } from "#errors";
import type { Picture } from "../picture.ts";
import { assess, type Plausibility } from "./assess.ts";

/**
 * The gate before anything is shared or paid.
 *
 * @param acceptUnsure the sender has seen the warning and wants the case all the same; no word opens it for a refusal
 * @throws DoctorError E153 for a picture that is no head MR, E154 for one that may be none
 */
export function requirePlausible(picture: Picture, acceptUnsure = false): Plausibility {
  const found = assess(picture);
  if (found.verdict === "implausible") throw notHeadMr(found.reasons);
  if (found.verdict === "unsure" && !acceptUnsure)
    throw new DoctorError(
      "E154_MAYBE_NOT_HEAD_MR",
      `The picture may not be a head MR: ${found.reasons.join("; ")}.`,
      "Look at it once more. If it is one, send it again and accept the warning (accept-unsure).",
    );
  return found;
}

export const notHeadMr = (reasons: readonly string[]): DoctorError =>
  new DoctorError(
    "E153_NOT_HEAD_MR",
    `This is not a head MR: ${reasons.join("; ")}.`,
    "Send an axial slice of an MRI of the head. The models know nothing else, and would guess.",
  );
