import { DoctorError } from "#errors";
import { headBox, percentile, squared } from "./head.ts";
import type { Picture } from "./picture.ts";
import { areaResize } from "./resize.ts";

/** How a picture becomes a model's input. Part of the model: another transform is another model. */
export interface Transform {
  readonly id: "whole-head";
  readonly version: 1;
  /** Side of the square input, in pixels. */
  readonly size: number;
}

/**
 * The model's input, by the one transform that training, the services and the doctors' check all use: the head's box,
 * padded to a square, area-resized, and stretched so that the 1st percentile is 0 and the 99th is 1.
 *
 * @returns `[1, size, size]`, row-major, values 0 to 1
 * @throws DoctorError E123 for a transform this release does not know
 */
export function modelInput(picture: Picture, transform: Transform): Float32Array {
  if (transform.id !== "whole-head" || transform.version !== 1) {
    throw new DoctorError(
      "E123_UNKNOWN_TRANSFORM",
      `The model asks for the input transform ${transform.id} ${transform.version}, which this release does not have.`,
      "Update crypto-doctor, or use a model of this release.",
    );
  }
  const low = percentile(picture.grey, 0.01);
  const range = Math.max(1, percentile(picture.grey, 0.99) - low);
  const resized = areaResize(picture, squared(headBox(picture)), transform.size);
  return Float32Array.from(resized, (v) => Math.min(1, Math.max(0, (v - low) / range)));
}
