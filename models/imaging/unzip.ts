import { Unzip, UnzipInflate } from "fflate";
import { DoctorError } from "#errors";
import { MAX_FILES } from "./limits.ts";
import { refuse } from "./refuse.ts";

const STEP = 64 * 1024;

export const isZip = (bytes: Uint8Array): boolean =>
  bytes[0] === 0x50 && bytes[1] === 0x4b && bytes[2] === 3 && bytes[3] === 4;

/**
 * The files of a zip, without their names. Folders and what macOS adds beside files are passed over.
 * @param limit bytes that all of it may inflate to
 * @throws DoctorError E103, E105, E106, E155
 */
export function unzipBounded(bytes: Uint8Array, limit: number): Uint8Array[] {
  const files: Uint8Array[][] = [];
  let total = 0;
  let open = 0;
  const zip = new Unzip((file) => {
    if (file.name.endsWith("/") || /(^|\/)(__MACOSX\/|\._|\.DS_Store$|DICOMDIR$)/.test(file.name)) return;
    const parts: Uint8Array[] = [];
    if (files.push(parts) > MAX_FILES) throw tooManyFiles();
    open++;
    file.ondata = (error, part, final) => {
      if (error) throw error instanceof DoctorError ? error : refuse.damaged(error);
      parts.push(new Uint8Array(part));
      total += part.length;
      if (total > limit) throw refuse.tooManyBytes(total, limit);
      if (final) open--;
    };
    file.start();
  });
  zip.register(UnzipInflate);
  try {
    for (let at = 0; at < bytes.length; at += STEP) zip.push(bytes.subarray(at, at + STEP), at + STEP >= bytes.length);
  } catch (cause) {
    if (cause instanceof DoctorError) throw cause;
    throw refuse.damaged(cause);
  }
  if (open > 0) throw refuse.truncated();
  return files.map(joined);
}

export const tooManyFiles = (): DoctorError =>
  new DoctorError(
    "E155_TOO_MANY_FILES",
    `More than ${MAX_FILES} files came at once.`,
    "Send the files of one series, not a whole study.",
  );

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const out = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}
