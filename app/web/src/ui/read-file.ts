import { DoctorError } from "#errors";

/** Bytes that a licence, a key or another file of a few lines may have. */
export const FEW_LINES = 64 * 1024;

/**
 * Looks at how large files are before a byte of them is read into memory.
 * @param most bytes of all together
 * @throws DoctorError E120_LARGE_FILE
 */
export function requireSmall<T extends readonly File[]>(files: T, most: number): T {
  const bytes = files.reduce((sum, { size }) => sum + size, 0);
  if (bytes > most)
    throw new DoctorError(
      "E120_LARGE_FILE",
      `${Math.ceil(bytes / 1024)} KiB were chosen; at most ${Math.floor(most / 1024)} KiB are read.`,
      "Look whether it is the right file, or choose fewer at once.",
    );
  return files;
}

/** The text of the file that was chosen, if one was. @throws DoctorError E120_LARGE_FILE */
export async function chosenText(files: FileList | null): Promise<string> {
  const [file] = requireSmall([...(files ?? [])].slice(0, 1), FEW_LINES);
  return (await file?.text()) ?? "";
}
