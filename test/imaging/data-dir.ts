import { existsSync } from "node:fs";
import path from "node:path";

/** Folder of real pictures, by `DATA_DIR` or beside the project; undefined on a machine that has none. */
export function dataDir(): string | undefined {
  const root = path.resolve(import.meta.dirname, "../..");
  const candidates = [process.env.DATA_DIR, path.join(root, "../shared/data")];
  return candidates.find((dir): dir is string => dir !== undefined && existsSync(dir));
}
