import type { CaseSecrets } from "#client/prepare";

/** What the page asks of the worker that holds the picture, and what it answers. */
export type Ask =
  | { readonly kind: "start"; readonly kernels: ArrayBuffer; readonly model: unknown; readonly weights: ArrayBuffer }
  | { readonly kind: "look"; readonly file: Uint8Array }
  | {
      readonly kind: "seal";
      readonly picture: Uint8Array;
      readonly patient: string;
      readonly row: boolean;
      readonly recipients: readonly [string, string];
    };

export interface Looked {
  /** Pixels only, as the doctors will get them: an 8-bit grey PNG. */
  readonly picture: Uint8Array;
  readonly width: number;
  readonly height: number;
  readonly grey: Uint8Array;
  readonly removed: readonly string[];
  /** Exactly what the model is given, as grey values 0 to 255 of a square with this side. */
  readonly input: Uint8Array;
  readonly side: number;
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
  | { readonly done: Looked | Sealed | null }
  | { readonly failed: { code: string; message: string; hint: string } };
