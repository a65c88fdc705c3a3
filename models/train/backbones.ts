import { DoctorError } from "#errors";
import type { Graph } from "#models/graph/graph";
import { lenet } from "#models/graph/lenet";

type Backbone = (options: { size: number; classes: number }) => Graph;

const BACKBONES: Readonly<Record<string, Backbone>> = { lenet };

/** @throws DoctorError E132 for a network this release cannot train */
export function backbone(name: string, size: number, classes: number): Graph {
  if (!Object.hasOwn(BACKBONES, name)) {
    throw new DoctorError(
      "E132_UNKNOWN_BACKBONE",
      `There is no backbone called "${name}".`,
      `Choose one of: ${Object.keys(BACKBONES).join(", ")}.`,
    );
  }
  return BACKBONES[name]({ size, classes });
}
