import { DoctorError } from "#errors";
import type { Graph } from "#models/graph/graph";
import { lenet } from "#models/graph/lenet";
import { lenetWide } from "#models/graph/lenet-wide";
import { resnet18 } from "#models/graph/resnet18";

type Backbone = (options: { size: number; classes: number }) => Graph;

/** Each with the side it was made for. */
const BACKBONES: Readonly<Record<string, { readonly build: Backbone; readonly size: number }>> = {
  lenet: { build: lenet, size: 64 },
  "lenet-wide": { build: lenetWide, size: 64 },
  resnet18: { build: resnet18, size: 96 },
};

export const BACKBONE_NAMES = Object.keys(BACKBONES);

/** @throws DoctorError E132 for a network this release cannot train */
export function backbone(name: string): { readonly build: Backbone; readonly size: number } {
  if (!Object.hasOwn(BACKBONES, name)) {
    throw new DoctorError(
      "E132_UNKNOWN_BACKBONE",
      `There is no backbone called "${name}".`,
      `Choose one of: ${BACKBONE_NAMES.join(", ")}.`,
    );
  }
  return BACKBONES[name];
}
