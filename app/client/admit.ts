import type { Plausibility } from "#models/imaging/plausibility/assess";
import { requirePlausible } from "#models/imaging/plausibility/gate";
import { readStudy, type Study, type StudyOptions } from "#models/imaging/study";

export interface Admitted extends Study {
  readonly plausibility: Plausibility;
}

/**
 * The only way from a person's files to a case: one picture is made of them, everything else is left behind, and what
 * is no head MR is refused before anything is shared or paid.
 *
 * @param acceptUnsure the sender has seen the warning that this may be no head MR, and goes on
 * @throws DoctorError E101 to E108, E150 to E156
 */
export async function admit(
  files: readonly Uint8Array[],
  { acceptUnsure = false, ...options }: StudyOptions & { readonly acceptUnsure?: boolean } = {},
): Promise<Admitted> {
  return admitStudy(await readStudy(files, options), acceptUnsure);
}

/** The same for a study that has been read: the gate alone. @throws DoctorError E153, E154 */
export const admitStudy = (study: Study, acceptUnsure: boolean): Admitted => ({
  ...study,
  plausibility: requirePlausible(study.picture, acceptUnsure),
});
