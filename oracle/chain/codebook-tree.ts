import { AbiCoder, concat, keccak256 } from "ethers";

/** Siblings of a leaf from the bottom up: the tree has eight leaves. */
export type CodebookProof = [string, string, string];

const leafHash = (tag: bigint): string => keccak256(AbiCoder.defaultAbiCoder().encode(["bytes16"], [tagText(tag)]));
const nodeHash = (a: string, b: string): string => keccak256(a < b ? concat([a, b]) : concat([b, a]));

/** A tag as the contract's `bytes16`. */
export const tagText = (tag: bigint): string => `0x${tag.toString(16).padStart(32, "0")}`;

/** Merkle root over eight tags, as `Ballot.inCodebook` verifies it: sorted pairs, keccak-256. */
export const codebookRoot = (leaves: readonly bigint[]): string => levels(leaves).at(-1)![0]!;

/** @throws RangeError when the tag is no leaf */
export function codebookProof(leaves: readonly bigint[], tag: bigint): CodebookProof {
  const at = leaves.indexOf(tag);
  if (at < 0) throw new RangeError("the tag is not in this codebook");
  const siblings = levels(leaves)
    .slice(0, 3)
    .map((level, depth) => level[(at >> depth) ^ 1]!);
  return siblings as CodebookProof;
}

function levels(leaves: readonly bigint[]): string[][] {
  if (leaves.length !== 8) throw new RangeError("a codebook tree has eight leaves");
  const all = [leaves.map(leafHash)];
  while (all.at(-1)!.length > 1) {
    const below = all.at(-1)!;
    all.push(Array.from({ length: below.length / 2 }, (_, i) => nodeHash(below[2 * i]!, below[2 * i + 1]!)));
  }
  return all;
}
