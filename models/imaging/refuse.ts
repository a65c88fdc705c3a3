import { DoctorError } from "#errors";

/**
 * Every refusal of an uploaded file, in one place.
 *
 * @see DoctorError for what a message may hold: sizes and kinds, never contents
 */
const MB = 1024 * 1024;

export const refuse = {
  empty: () =>
    new DoctorError(
      "E101_EMPTY_FILE",
      "The file is empty.",
      "Choose a picture of a brain MRI slice: JPEG, PNG, DICOM or NIfTI.",
    ),
  notAPicture: () =>
    new DoctorError(
      "E102_NOT_A_PICTURE",
      "The file is no JPEG, PNG, DICOM or NIfTI picture.",
      "Export one slice or one series from the viewer. A changed file name does not change what is inside.",
    ),
  tooManyBytes: (bytes: number, max: number) =>
    new DoctorError(
      "E103_TOO_MANY_BYTES",
      `The file has ${Math.ceil(bytes / MB)} MB; at most ${Math.floor(max / MB)} MB are taken.`,
      "Export the slice at its own resolution, as JPEG or 8-bit PNG.",
    ),
  tooManyPixels: (width: number, height: number, max: number) =>
    new DoctorError(
      "E104_TOO_MANY_PIXELS",
      `The picture says it is ${width} x ${height} pixels; at most ${Math.floor(max / 1e6)} megapixels are taken.`,
      "Export the slice at its own resolution; MRI slices are rarely larger than 1024 x 1024.",
    ),
  truncated: (cause?: unknown) =>
    new DoctorError("E105_TRUNCATED", "The file ends before the picture does.", "Copy or export it again.", cause),
  damaged: (cause?: unknown) =>
    new DoctorError("E106_DAMAGED", "The file is damaged and cannot be decoded.", "Copy or export it again.", cause),
  unsupported: (what: string) =>
    new DoctorError(
      "E107_UNSUPPORTED_PICTURE",
      `The picture uses ${what}, which is not supported.`,
      "Export it as a plain baseline JPEG, an 8-bit PNG or an uncompressed DICOM file.",
    ),
  tooManyVoxels: (width: number, height: number, slices: number, max: number) =>
    new DoctorError(
      "E104_TOO_MANY_PIXELS",
      `The volume says it is ${width} x ${height} x ${slices}; at most ${Math.floor(max / 1e6)} million points are taken.`,
      "Send one series of one head, not a whole study.",
    ),
  severalPictures: () =>
    new DoctorError(
      "E156_SEVERAL_PICTURES",
      "Several files came at once, and they are not the DICOM files of one series.",
      "Send one picture, one volume, or the DICOM files of one series.",
    ),
  tooSmall: (width: number, height: number, min: number) =>
    new DoctorError(
      "E108_TOO_SMALL",
      `The picture is ${width} x ${height} pixels; each side needs at least ${min}.`,
      "Export the slice at its own resolution, not as a thumbnail.",
    ),
};
