import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type Model, parseModel } from "#models/zoo/model";

const ZOO = join(import.meta.dirname, "../models/zoo");

/** Where a model lies: a shipped one by its name, any other by its path. */
export const modelFolder = (nameOrFolder: string): string =>
  /[/\\]/.test(nameOrFolder) ? nameOrFolder : join(ZOO, nameOrFolder);

/** @throws DoctorError when the model is off in any way */
export function loadModel(nameOrFolder: string): Model {
  const folder = modelFolder(nameOrFolder);
  return parseModel(
    JSON.parse(readFileSync(join(folder, "model.json"), "utf8")),
    readFileSync(join(folder, "weights.bin")),
  );
}
