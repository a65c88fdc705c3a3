/**
 * A network as other tools write it: what an importer reads, before it becomes a graph that the engine can run.
 * Beside the engine's own ops it knows batch normalisation and averages, and any order of relu and pooling.
 */
import { DoctorError } from "#errors";
import type { BatchNorm } from "../graph/fold.ts";

export type DraftNode = { id: string; inputs: readonly string[] } & (
  | { op: "input"; shape: readonly [number, number, number] }
  /** weight `[filters, c, kh, kw]`, bias `[filters]` */
  | {
      op: "conv";
      kernel: readonly [number, number];
      stride: number;
      pad: number;
      weight: Float32Array;
      bias: Float32Array;
    }
  /** weight `[units, n]`, bias `[units]` */
  | { op: "dense"; weight: Float32Array; bias: Float32Array }
  | { op: "norm"; norm: BatchNorm }
  | { op: "maxpool"; size: number; stride: number; pad: number }
  /** mean or sum over each channel, `[c, h, w]` to `[c]` */
  | { op: "average" | "sum" }
  | { op: "relu" | "flatten" | "add" }
);

type Without<N> = N extends DraftNode ? Omit<N, "id" | "inputs"> : never;
/** A node without its name and place. */
export type DraftBody = Without<DraftNode>;

export interface Draft {
  nodes: readonly DraftNode[];
  output: string;
}

/** @returns the error for a layer, or an option of one, that has no counterpart under encryption */
export function unsupported(
  what: string,
  hint = "Replace it by layers of the supported vocabulary and train again.",
): DoctorError {
  return new DoctorError("E144_UNSUPPORTED_OP", `the model uses ${what}, which cannot be imported`, hint);
}

/** @returns the error for a file that is not what it should be */
export function notAModel(what: string, cause?: unknown): DoctorError {
  return new DoctorError(
    "E145_BAD_IMPORT",
    `the file cannot be imported: ${what}`,
    "Export the model again from the tool that trained it.",
    cause,
  );
}

/** A `[rows, columns]` matrix as `[columns, rows]`. */
export function transposed(matrix: Float32Array, rows: number, columns: number): Float32Array {
  return Float32Array.from(matrix, (_, at) => matrix[(at % rows) * columns + Math.floor(at / rows)]);
}
