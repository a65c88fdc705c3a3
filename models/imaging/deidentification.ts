/** What became of a file's contents. It names kinds and elements; it never holds a value. */
export interface Deidentification {
  /** Left behind on this device. */
  readonly removed: readonly Item[];
  /** Read, to make the picture and to check it; left behind afterwards as well. */
  readonly kept: readonly Item[];
  /** Goes on in another form. */
  readonly changed: readonly Change[];
}

export interface Item {
  /** DICOM keyword, or a kind such as `EXIF`; `private` or `unlisted` for elements without a public name. */
  readonly what: string;
  /** `(GGGG,EEEE)`. */
  readonly tag?: string;
  /** Action code of the basic profile for it, DICOM PS3.15 Annex E, Table E.1-1: X, Z, D, U or a choice of these. */
  readonly profile?: string;
  /** How many times, over all files. */
  readonly count: number;
}

export interface Change {
  readonly what: string;
  readonly how: string;
}

export const CHANGED_PIXELS: Change = {
  what: "PixelData",
  how: "one slice, upright, 8-bit grey between two percentiles, as a PNG of three chunks",
};
