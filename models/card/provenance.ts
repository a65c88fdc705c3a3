/** What is known of the data sets that shipped models were trained on, by the hash of what the trainer read. */
export interface Provenance {
  readonly title: string;
  readonly licence: string;
  readonly duplicates: string;
}

const NAVONEEL: Provenance = {
  title: "Brain MRI Images for Brain Tumor Detection (N. Chakrabarty, Kaggle, 253 pictures)",
  licence: "none stated by its publisher",
  duplicates:
    "exact duplicates and two CTs removed; 42 clusters of near-duplicates, covering 109 files, kept on one side of every split",
};

const FOUR: Provenance = {
  title:
    "tumours from Cheng's figshare set 1512427, by the author's own patient folds; pictures without a tumour from the web",
  licence: "CC BY 4.0 (Cheng); none stated for the web pictures",
  duplicates:
    "near-duplicates among the web pictures clustered and kept on one side; about 50 of the training pictures are near-copies of training pictures of the two-label set, none of its validation pictures",
};

const BY_HASH: ReadonlyMap<string, Provenance> = new Map([
  // navoneel, training and validation
  ["233917b7970116ab995e5000990dc85644dda9fb8ab3de7ddeaa5e322063e8bb", NAVONEEL],
  ["c6bdf2323a8d41fb158b4d04ecf86b1bfbeeb66b80a1408c4738082e21e6dae6", NAVONEEL],
  // four, training and validation
  ["35c04a473c7bff67537f82dd31de133c30d957eccfba9346c3ff12a1a5affa34", FOUR],
  ["6b2ef8287e68d8a615123b7140883b57bf1c89d44d745f974c7fc511a95c2cf4", FOUR],
]);

const UNKNOWN: Provenance = {
  title: "a folder of the trainer's own",
  licence: "not recorded",
  duplicates: "not recorded",
};

export function provenanceOf(sha256: string): Provenance {
  return BY_HASH.get(sha256) ?? UNKNOWN;
}
