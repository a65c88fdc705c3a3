import { type AxialView, axialView } from "./axial.ts";
import { looksBurntIn } from "./burnt-in.ts";
import { decodePicture } from "./decode.ts";
import type { Deidentification } from "./deidentification.ts";
import { isDicom } from "./dicom/dataset.ts";
import type { LoadOpenJpeg } from "./dicom/jpeg2000.ts";
import { readSeries } from "./dicom/study.ts";
import { MAX_FILES, MAX_TOTAL } from "./limits.ts";
import { looksNifti, readNifti } from "./nifti/read.ts";
import { DEFAULT_LIMITS, MIN_SIDE, type Picture } from "./picture.ts";
import { isPng } from "./png.ts";
import { refuse } from "./refuse.ts";
import { type ChosenSlice, chooseSlice } from "./slice.ts";
import { squarePixels } from "./square-pixels.ts";
import { isZip, tooManyFiles, unzipBounded } from "./unzip.ts";
import type { Volume } from "./volume.ts";
import type { Warning } from "./warning.ts";
import { toGrey } from "./window.ts";

/** A file, or a series of files, come down to the one picture that goes on. */
export interface Study {
  readonly source: "JPEG" | "PNG" | "DICOM" | "NIfTI";
  readonly files: number;
  readonly picture: Picture;
  readonly slice: ChosenSlice;
  readonly deidentification: Deidentification;
  readonly warnings: readonly Warning[];
}

export interface StudyOptions {
  /** Axial slice wanted, from 1, counted from the feet upward; without it the one with the most brain. */
  readonly slice?: number;
  /** `robust` stretches between percentiles; `stored` takes the window that a DICOM file asks for. */
  readonly window?: "robust" | "stored";
  /** Loads the JPEG 2000 decoder; without it such files are refused. */
  readonly openJpeg?: LoadOpenJpeg;
}

/** A file, or a series of files, that has been read: any of its axial slices can be had without reading it again. */
export interface OpenStudy {
  /** Axial slices. */
  readonly slices: number;
  /**
   * @param slice from 1, counted from the feet upward; without it the one with the most brain
   * @throws DoctorError E151 for a number that there is not
   */
  readonly at: (slice?: number, stretch?: StudyOptions["window"]) => Study;
  /** All of its points, where there are more than one picture's. */
  readonly volume?: Volume;
}

/**
 * Reads what a person has: a JPEG or PNG, a DICOM file, the files of one DICOM series, a zip of these, or a NIfTI
 * volume. Kinds are told by content, never by name. Pure arithmetic: the same pixels in Node and in every browser.
 *
 * @param given their bytes; a zip counts as the files in it
 * @throws DoctorError E101 to E108, E150 to E155
 */
export async function readStudy(given: readonly Uint8Array[], options: StudyOptions = {}): Promise<Study> {
  return (await openStudy(given, options)).at(options.slice, options.window);
}

/** As `readStudy`, for who looks at several slices before choosing one. @throws DoctorError E101 to E108, E150 to E155 */
export async function openStudy(
  given: readonly Uint8Array[],
  { openJpeg }: Pick<StudyOptions, "openJpeg"> = {},
): Promise<OpenStudy> {
  const sent = given.reduce((sum, { length }) => sum + length, 0);
  if (sent === 0) throw refuse.empty();
  if (sent > MAX_TOTAL) throw refuse.tooManyBytes(sent, MAX_TOTAL);
  // A Node Buffer's own `slice` shares memory where a Uint8Array's copies: decoders are to meet one kind only.
  const files = given.map(({ buffer, byteOffset, byteLength }) => new Uint8Array(buffer, byteOffset, byteLength));
  const all = files.length === 1 && isZip(files[0]) ? seriesIn(unzipBounded(files[0], MAX_TOTAL)) : files;
  if (all.length > MAX_FILES) throw tooManyFiles();
  const [first] = all;
  if (first === undefined || first.length === 0) throw refuse.empty();
  if (isDicom(first)) {
    const { volume, report, warnings } = await readSeries(all, openJpeg);
    return ofVolume("DICOM", all.length, volume, report, warnings);
  }
  if (all.length > 1) throw refuse.severalPictures();
  if (looksNifti(first)) {
    const { volume, report } = readNifti(first);
    return ofVolume("NIfTI", 1, volume, report, []);
  }
  const study = fromPicture(first);
  return { slices: 1, at: () => study };
}

/** What a burnt disc holds beside a series (licences, viewers, indices) is passed over. */
function seriesIn(files: readonly Uint8Array[]): readonly Uint8Array[] {
  const series = files.filter(isDicom);
  return series.length > 0 ? series : files;
}

function fromPicture(bytes: Uint8Array): Study {
  const picture = decodePicture(bytes);
  return {
    source: isPng(bytes) ? "PNG" : "JPEG",
    files: 1,
    picture,
    slice: { number: 1, of: 1, by: "only one" },
    deidentification: {
      removed: picture.removed.map((what) => ({ what, count: 1 })),
      kept: [],
      changed: [{ what: "pixels", how: "upright, 8-bit grey, as a PNG of three chunks" }],
    },
    warnings: pixelWarnings(picture),
  };
}

function ofVolume(
  source: "DICOM" | "NIfTI",
  files: number,
  volume: Volume,
  deidentification: Deidentification,
  warnings: readonly Warning[],
): OpenStudy {
  const view = axialView(volume);
  const at: OpenStudy["at"] = (wanted, stretch) => {
    const slice = chooseSlice(view, wanted);
    return { source, files, deidentification, ...pictureAt(view, volume, slice, stretch, deidentification, warnings) };
  };
  return { slices: view.count, at, volume };
}

function pictureAt(
  view: AxialView,
  volume: Volume,
  slice: ChosenSlice,
  stretch: StudyOptions["window"],
  deidentification: Deidentification,
  warnings: readonly Warning[],
): Pick<Study, "picture" | "slice" | "warnings"> {
  const { width, height, values } = planeOf(view, slice.number);
  const grey = toGrey(values, stretch === "stored" ? volume.window : undefined);
  const removed = deidentification.removed.map(({ what }) => what);
  const picture = { width, height, grey, removed: [...new Set(removed)] };
  return {
    picture,
    slice,
    warnings: [
      ...warnings,
      ...(slice.by === "most brain" ? [ONE_OF_MANY] : []),
      ...(volume.assumed || !volume.axes ? [ORIENTATION] : []),
      ...pixelWarnings(picture),
    ],
  };
}

function planeOf(view: AxialView, number: number) {
  const { width, height, spacing } = view;
  const plane = squarePixels({ width, height, values: view.slice(number - 1) }, [spacing[0], spacing[1]]);
  if (plane.width * plane.height > DEFAULT_LIMITS.maxPixels)
    throw refuse.tooManyPixels(plane.width, plane.height, DEFAULT_LIMITS.maxPixels);
  if (plane.width < MIN_SIDE || plane.height < MIN_SIDE) throw refuse.tooSmall(plane.width, plane.height, MIN_SIDE);
  return plane;
}

const pixelWarnings = (picture: Picture): Warning[] => (looksBurntIn(picture) ? [BURNT_IN] : []);

const BURNT_IN: Warning = {
  code: "W101_BURNT_IN_TEXT",
  message:
    "Something like a line of letters stands in the picture. Nothing removes it: look whether it names a person.",
};

const ONE_OF_MANY: Warning = {
  code: "W104_ONE_OF_MANY",
  message:
    "One slice was chosen by how much brain it shows, not by what is wrong there; what lies in others, nobody will see.",
};

const ORIENTATION: Warning = {
  code: "W102_ORIENTATION_UNKNOWN",
  message: "The file does not say how the patient lies in it; left and right may be exchanged.",
};
