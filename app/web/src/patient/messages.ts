import type { Admitted } from "#client/admit";
import type { CaseSecrets } from "#client/prepare";

/** What the page asks of the worker that holds the picture, and what it answers. */
export type Ask =
  | { readonly kind: "start"; readonly kernels: ArrayBuffer; readonly model: unknown; readonly weights: ArrayBuffer }
  /** Files of one study: they are read, and kept for `slice`. */
  | { readonly kind: "look"; readonly files: readonly Uint8Array[] }
  /** Another slice of the study that was looked at last, from 1. */
  | { readonly kind: "slice"; readonly number: number }
  /** All slices of the study that was looked at last. */
  | { readonly kind: "volume" }
  /** A picture that has been admitted before. */
  | { readonly kind: "show"; readonly picture: Uint8Array }
  | {
      readonly kind: "seal";
      readonly picture: Uint8Array;
      readonly patient: string;
      readonly row: boolean;
      readonly recipients: readonly [string, string];
    };

/** A picture beside what the model makes of it. */
export interface Shown {
  readonly width: number;
  readonly height: number;
  readonly grey: Uint8Array;
  /** Exactly what the model is given, as grey values 0 to 255 of a square with this side. */
  readonly input: Uint8Array;
  readonly side: number;
}

/** A volume as it is looked at: 8-bit grey. */
export interface GreyVolume {
  /** Points across, down and deep. */
  readonly size: readonly [number, number, number];
  /** `[deep, down, across]`. */
  readonly grey: Uint8Array<ArrayBuffer>;
  /** See `affineOf`. */
  readonly affine: readonly number[];
}

/** What became of the files, for the person to read: names of kinds and elements, never a value. */
export type StudyFacts = Omit<Admitted, "picture">;

export interface Looked extends Shown {
  /** Pixels only, as the doctors will get them: an 8-bit grey PNG. */
  readonly picture: Uint8Array;
  /** Its plausibility may be `unsure`: whether it goes on is then for the person to say. */
  readonly facts: StudyFacts;
}

export interface Sealed {
  readonly caseCommit: string;
  readonly manifest: string;
  readonly nonce: string;
  readonly secrets: CaseSecrets;
  readonly outbox: readonly { what: string; cid: string; bytes: Uint8Array }[];
}

export interface SealProgress {
  readonly bytes: number;
  readonly seconds: number;
}

export type Answer =
  | { readonly progress: SealProgress }
  | { readonly done: Looked | Shown | GreyVolume | Sealed | null }
  | { readonly failed: { code: string; message: string; hint: string } };
