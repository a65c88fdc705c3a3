import { readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { encode } from "fast-png";
import { DoctorError } from "#errors";
import { encodeBlob } from "#models/imaging/blob";
import type { Item } from "#models/imaging/deidentification";
import { assess, type Plausibility } from "#models/imaging/plausibility/assess";
import { readStudy, type Study, type StudyOptions } from "#models/imaging/study";
import { modelInput } from "#models/imaging/transform";
import { openJpeg } from "../openjpeg.ts";
import { loadModel } from "../zoo.ts";

export interface InspectOptions extends Pick<StudyOptions, "slice" | "window"> {
  readonly model: string;
  /** Where the model's input goes, `[size, size]`, 16-bit grey: more steps than a ring element keeps of it. */
  readonly out?: string;
  /** Where the doctors' picture goes. */
  readonly picture?: string;
}

export interface ImageReport extends Omit<Study, "picture"> {
  readonly width: number;
  readonly height: number;
  readonly plausibility: Plausibility;
  readonly modelInput: { readonly size: number; readonly transform: string };
}

/** What a picture comes down to, before anything is sent. @throws DoctorError E100 to E108, E150 to E156 */
export async function inspectImage(paths: readonly string[], options: InspectOptions): Promise<ImageReport> {
  const { slice, window } = options;
  const { transform } = loadModel(options.model);
  const { picture, ...study } = await readStudy(paths.flatMap(contents), { slice, window, openJpeg });
  const { verdict, strangeness, ctLikeness, reasons } = assess(picture);
  const input = modelInput(picture, transform);
  if (options.out) {
    const data = Uint16Array.from(input, (v) => Math.round(v * 65535));
    writeFileSync(options.out, encode({ width: transform.size, height: transform.size, data, channels: 1, depth: 16 }));
  }
  if (options.picture) writeFileSync(options.picture, encodeBlob(picture));
  return {
    ...study,
    width: picture.width,
    height: picture.height,
    plausibility: { verdict, strangeness: hundredths(strangeness), ctLikeness: hundredths(ctLikeness), reasons },
    modelInput: { size: transform.size, transform: `${transform.id}@${transform.version}` },
  };
}

/** The bytes of a file, or of the pictures in a folder. @throws DoctorError E100_NO_FILE */
export function contents(path: string): Uint8Array[] {
  try {
    if (!statSync(path).isDirectory()) return [readFileSync(path)];
    const files = readdirSync(path, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
    return files
      .map(({ parentPath, name }) => join(parentPath, name))
      .sort()
      .map((file) => readFileSync(file))
      .filter((bytes, _, all) => all.length === 1 || isDicomFile(bytes)); // licences and indices lie beside series
  } catch (cause) {
    throw new DoctorError("E100_NO_FILE", "A file or folder cannot be read.", "Check the path.", cause);
  }
}

const isDicomFile = (bytes: Uint8Array): boolean => String.fromCharCode(...bytes.subarray(128, 132)) === "DICM";

const hundredths = (v: number): number => Math.round(v * 100) / 100;

/** The same for a person. */
export function inWords({
  source,
  files,
  slice,
  width,
  height,
  deidentification,
  plausibility,
  warnings,
  modelInput,
}: ImageReport) {
  const list = (items: readonly Item[]) =>
    items
      .map(({ what, tag, profile, count }) =>
        [`  ${what}`, tag, profile && `profile ${profile}`, count > 1 && `${count} times`].filter(Boolean).join("  "),
      )
      .join("\n");
  const ofVolume = slice.of > 1 ? `, axial slice ${slice.number} of ${slice.of} (${slice.by})` : "";
  const lines = [
    `${source}, ${files === 1 ? "one file" : `${files} files`}: ${width} x ${height} pixels${ofVolume}`,
    `plausibility: ${plausibility.verdict}${plausibility.reasons.map((reason) => `\n  ${reason}`).join("")}`,
    ...warnings.map(({ code, message }) => `warning ${code}: ${message}`),
    `model input: ${modelInput.size} x ${modelInput.size}, ${modelInput.transform}`,
    `changed:\n${deidentification.changed.map(({ what, how }) => `  ${what}: ${how}`).join("\n")}`,
    `read here, not sent (${deidentification.kept.length}):\n${list(deidentification.kept)}`,
    `removed (${deidentification.removed.length}):\n${list(deidentification.removed)}`,
  ];
  return `${lines.join("\n")}\n`;
}
