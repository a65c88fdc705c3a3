import type { Deidentification } from "../deidentification.ts";
import { notHeadMr } from "../plausibility/gate.ts";
import { refuse } from "../refuse.ts";
import { MAX_VOXELS, type Volume } from "../volume.ts";
import type { Warning } from "../warning.ts";
import { code, type DataSet, isDicom } from "./dataset.ts";
import { deidentification } from "./deidentify.ts";
import type { LoadOpenJpeg } from "./jpeg2000.ts";
import { type DicomFile, readDicom } from "./read.ts";
import { seriesVolume } from "./series.ts";
import { READ } from "./whitelist.ts";

/** Body parts (PS3.16 Annex L, and what scanners write for them) that a head MR may name. */
const HEAD = /HEAD|BRAIN|SKULL|NEURO|CRANI|KOPF|SCHAEDEL|SCHÄDEL|CEREB|PITUIT|ORBIT|IAC|SELLA|TETE|CABEZA|CRANEO/;

/**
 * The files of one series: what they show, what of them was read, and what they say that forbids or calls for a warning.
 * @throws DoctorError E102, E104 to E107, E150, E153
 */
export async function readSeries(
  files: readonly Uint8Array[],
  openJpeg?: LoadOpenJpeg,
): Promise<{ volume: Volume; report: Deidentification; warnings: Warning[] }> {
  try {
    const read: DicomFile[] = [];
    let voxels = 0;
    for (const bytes of files) {
      if (!isDicom(bytes)) throw refuse.notAPicture();
      const file = await readDicom(bytes, requireHeadMr, openJpeg);
      read.push(file);
      // Counted on the way: a thousand small files may each inflate to what one may hold.
      voxels += file.width * file.height * file.slices.length;
      if (voxels > MAX_VOXELS) throw refuse.tooManyVoxels(file.width, file.height, read.length, MAX_VOXELS);
    }
    const sets = read.map(({ set }) => set);
    const burnt = sets.some((set) => code(set, READ.BurnedInAnnotation) === "YES");
    return { volume: seriesVolume(read), report: deidentification(sets), warnings: burnt ? [BURNT_IN] : [] };
  } catch (cause) {
    // dicom-parser looks at an element's length only when its value is read, and then throws a string.
    throw typeof cause === "string" ? refuse.damaged() : cause;
  }
}

/** What the file says of itself, before a pixel is decoded. The words found are not repeated. */
function requireHeadMr(set: DataSet): void {
  const modality = code(set, READ.Modality);
  if (modality !== "" && modality !== "MR") throw notHeadMr(["the file says that it is of another modality than MR"]);
  const part = code(set, READ.BodyPartExamined);
  if (part !== "" && !HEAD.test(part)) throw notHeadMr(["the file says that it shows another part of the body"]);
}

const BURNT_IN: Warning = {
  code: "W103_BURNT_IN_DECLARED",
  message: "The file says that its pixels hold an annotation. Nothing removes it: look whether it names a person.",
};
