import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { DoctorError } from "#errors";
import { type Model, parseModel } from "#models/zoo/model";

const ZOO = join(import.meta.dirname, "../models/zoo");

/** Names of the shipped models. */
export const zooNames = (): string[] =>
  readdirSync(ZOO, { withFileTypes: true }).flatMap((entry) => (entry.isDirectory() ? [entry.name] : []));

/** Where a model lies: a shipped one by its name, any other by its path. */
export const modelFolder = (nameOrFolder: string): string =>
  /[/\\]/.test(nameOrFolder) ? nameOrFolder : join(ZOO, nameOrFolder);

/** A shipped model by its name, or any model folder by its path. @throws DoctorError when it is off in any way */
export function loadModel(nameOrFolder: string): Model {
  return parseModel(JSON.parse(read(nameOrFolder, "model.json").toString()), read(nameOrFolder, "weights.bin"));
}

/** A model's card, Markdown. @throws DoctorError E125 when there is no such model */
export const readCard = (nameOrFolder: string): Buffer => read(nameOrFolder, "card.md");

/** The figures that a card was made from. @throws DoctorError E125 */
export const readMetrics = (nameOrFolder: string): unknown => JSON.parse(read(nameOrFolder, "metrics.json").toString());

function read(nameOrFolder: string, file: string): Buffer {
  try {
    return readFileSync(join(modelFolder(nameOrFolder), file));
  } catch (cause) {
    throw new DoctorError(
      "E125_NO_MODEL",
      `There is no model "${nameOrFolder}" here, or its folder has no ${file}.`,
      `Shipped models: ${zooNames().join(", ")}. Or give the path of a model folder.`,
      cause as Error,
    );
  }
}

const shipped = new Map<string, Model>();

/** The shipped model of a digest, read once. */
export function shippedModel(digest: string): Model | undefined {
  if (shipped.size === 0) for (const model of zooNames().map(loadModel)) shipped.set(model.digest, model);
  return shipped.get(digest);
}
