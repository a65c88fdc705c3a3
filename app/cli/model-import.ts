import { readFile } from "node:fs/promises";
import path from "node:path";
import { DoctorError } from "#errors";
import type { Transform } from "#models/imaging/transform";
import { calibrated } from "#models/import/calibrated";
import { importLayersModel } from "#models/import/layers-model";
import type { Imported } from "#models/import/lower";
import { importOnnx } from "#models/import/onnx";
import { readDataset } from "#models/train/dataset";
import { writeModelFolder } from "#models/train/export";
import { type Model, serialiseModel } from "#models/zoo/model";

/**
 * Makes a model folder of a network that another tool trained on inputs of the product's own transform.
 *
 * @param options.file an ONNX file, or the `model.json` of a tfjs LayersModel beside its weight files
 * @param options.pictures folder with one sub-folder per label: their ranges decide scales, and whether it fits
 * @param options.labels in the order of the network's outputs
 * @returns the model, and how much of its range the fullest value uses
 * @throws DoctorError E140, E141, E142, E144, E145 when it cannot run under encryption; E146 for another kind of input
 */
export async function importModel(options: {
  readonly file: string;
  readonly pictures: string;
  readonly labels: readonly string[];
  readonly name: string;
  readonly out: string;
}): Promise<{ model: Omit<Model, "digest">; digest: string; pictures: number; rangeUsed: number }> {
  const { file, pictures, labels, name, out } = options;
  const imported = file.endsWith(".onnx") ? importOnnx(await readFile(file)) : await layersModel(file);
  const transform: Transform = { id: "whole-head", version: 1, size: sideOf(imported) };
  const { examples } = await readDataset(pictures, transform, labels);
  const { graph, weights, ranges } = calibrated(
    imported,
    examples.map(({ x }) => x),
  );
  const bias = labels.map(() => 0);
  const calibration = { temperature: 1, bias, fittedOn: "nothing: imported as it was", n: 0 };
  const model = { name, labels, graph, weights, transform, calibration };
  const { json, bytes } = serialiseModel(model);
  const metrics = { importedFrom: path.basename(file), pictures: examples.length, ranges };
  const text = card(name, path.basename(file), examples.length);
  await writeModelFolder(out, { json, bytes }, metrics, { "card.md": text });
  return {
    model,
    digest: json.digest,
    pictures: examples.length,
    rangeUsed: Math.max(...ranges.map(({ used }) => used)),
  };
}

async function layersModel(file: string): Promise<Imported> {
  const json = JSON.parse(await readFile(file, "utf8")) as { weightsManifest?: { paths?: string[] }[] };
  const names = (json.weightsManifest ?? []).flatMap(({ paths }) => paths ?? []);
  // A manifest is a stranger's: it may name files beside it, and no others.
  const parts = await Promise.all(names.map((part) => readFile(path.join(path.dirname(file), path.basename(part)))));
  return importLayersModel(json, Buffer.concat(parts));
}

function sideOf({ graph }: Imported): number {
  const [input] = graph.nodes;
  const [channels, height, width] = input.op === "input" ? input.shape : [0, 0, 0];
  if (channels === 1 && height === width) return height;
  throw new DoctorError(
    "E146_ANOTHER_INPUT",
    `The network reads [${channels}, ${height}, ${width}], not one square grey picture.`,
    "Train it on inputs of the product's own transform: one channel, square, 0 to 1.",
  );
}

function card(name: string, file: string, pictures: number): string {
  return `# ${name}

**Research software. Not cleared or CE-marked. Not for diagnosis.**

Imported from ${file}. Its scales were chosen on ${pictures} pictures. It was neither scored nor calibrated here: until it is, its
confidence, which prices the bounty, means nothing. \`crypto-doctor model eval\` scores it.
`;
}
