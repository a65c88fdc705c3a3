import { DoctorError } from "#errors";

/**
 * Every refusal of an uploaded file, in one place.
 *
 * @see DoctorError for what a message may hold: sizes and kinds, never contents
 */
const MB = 1024 * 1024;

export const refuse = {
  empty: () =>
    new DoctorError("E101_EMPTY_FILE", "The file is empty.", "Choose a JPEG or PNG picture of a brain MRI slice."),
  notAPicture: () =>
    new DoctorError(
      "E102_NOT_A_PICTURE",
      "The file is neither a JPEG nor a PNG picture.",
      "Export one slice from the viewer as JPEG or PNG. A changed file name does not change what is inside.",
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
      "Export it as a plain baseline JPEG or as an 8-bit PNG.",
    ),
  tooSmall: (width: number, height: number, min: number) =>
    new DoctorError(
      "E108_TOO_SMALL",
      `The picture is ${width} x ${height} pixels; each side needs at least ${min}.`,
      "Export the slice at its own resolution, not as a thumbnail.",
    ),
};
