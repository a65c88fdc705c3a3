/** A decoded picture: pixels only. Everything else that the file said stays behind. */
export interface Picture {
  readonly width: number;
  readonly height: number;
  /** `width * height` luma values, row-major, 0 black to 255 white. */
  readonly grey: Uint8Array;
  /** Kinds of things the file held besides grey pixels (`EXIF`, `ICC`, `text`, …), never their contents. */
  readonly removed: readonly string[];
}

export interface PictureLimits {
  /** Largest file taken, in bytes. */
  readonly maxBytes: number;
  /** Largest `width * height` taken, in pixels; checked against the header before any decoding. */
  readonly maxPixels: number;
}

export const DEFAULT_LIMITS: PictureLimits = { maxBytes: 20 * 1024 * 1024, maxPixels: 40_000_000 };

/** Smallest side in pixels: below it the models would be shown pixels that were never measured. */
export const MIN_SIDE = 64;

/** What a file's header says, read without decoding a single pixel. */
export interface Header {
  readonly width: number;
  readonly height: number;
  readonly removed: readonly string[];
}
