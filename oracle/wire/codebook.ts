import { hkdf } from "@noble/hashes/hkdf.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { concatBytes, utf8ToBytes } from "@noble/hashes/utils.js";

/** The public answers that are no class: they count as present and never toward the quorum. */
export const CONSTANT_TAGS = { "cannot-decide": 1n, "unusable-picture": 2n } as const;
const LEAVES = 8;

/** One wave's ballot tags: `tags[class]` is what a vote for that class shows to the chain. */
export interface Codebook {
  /** 128-bit tag of each class. */
  readonly tags: readonly bigint[];
  /** The tags and dummies in the shuffled order in which they stand in the tree; 8 leaves. */
  readonly leaves: readonly bigint[];
}

/**
 * tag(class) = HKDF-SHA-256(seed, SHA-256(picture blob), class), 128 bits: unguessable without the whole package, and
 * without meaning to anyone who lacks it. Dummies fill the tree, and the order is drawn from the same seed.
 */
export function codebook(seed: Uint8Array, blobHash: Uint8Array, classes: number): Codebook {
  const draw = (purpose: string, index: number, bytes: number) =>
    hkdf(
      sha256,
      seed,
      blobHash,
      concatBytes(utf8ToBytes(`crypto-doctor/codebook/v1/${purpose}`), Uint8Array.of(index)),
      bytes,
    );
  const all = Array.from({ length: LEAVES }, (_, i) => toBigInt(draw("tag", i, 16)));
  const rank = all.map((_, i) => toBigInt(draw("order", i, 16)));
  const leaves = all.map((tag, i) => ({ tag, rank: rank[i]! })).sort((a, b) => (a.rank < b.rank ? -1 : 1));
  return { tags: all.slice(0, classes), leaves: leaves.map(({ tag }) => tag) };
}

/** What a tag on chain means to someone who holds the tags: a label, a constant answer, or nothing known. */
export function meaning(tag: bigint, labels: readonly string[], tags: readonly bigint[]): string | undefined {
  const constant = Object.entries(CONSTANT_TAGS).find(([, value]) => value === tag);
  return constant?.[0] ?? labels[tags.indexOf(tag)];
}

const toBigInt = (bytes: Uint8Array): bigint => bytes.reduce((sum, byte) => (sum << 8n) | BigInt(byte), 0n);
