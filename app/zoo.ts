import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type Model, parseModel } from "#models/zoo/model";

const ZOO = join(import.meta.dirname, "../models/zoo");

/** Names of the shipped models. */
export const zooNames = (): string[] =>
  readdirSync(ZOO, { withFileTypes: true }).flatMap((entry) => (entry.isDirectory() ? [entry.name] : []));

const folderOf = (nameOrFolder: string): string =>
  /[/\\]/.test(nameOrFolder) ? nameOrFolder : join(ZOO, nameOrFolder);

export const cardPath = (nameOrFolder: string): string => join(folderOf(nameOrFolder), "card.md");

/** A shipped model by its name, or any model folder by its path. @throws DoctorError when it is off in any way */
export function loadModel(nameOrFolder: string): Model {
  const folder = folderOf(nameOrFolder);
  return parseModel(
    JSON.parse(readFileSync(join(folder, "model.json"), "utf8")),
    readFileSync(join(folder, "weights.bin")),
  );
}

const shipped = new Map<string, Model>();

/** The shipped model of a digest, read once. */
export function shippedModel(digest: string): Model | undefined {
  if (shipped.size === 0) for (const model of zooNames().map(loadModel)) shipped.set(model.digest, model);
  return shipped.get(digest);
}
