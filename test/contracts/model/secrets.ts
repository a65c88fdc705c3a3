import { getBytes, id, toBeHex, ZeroHash } from "ethers";
import { caseCommit, caseRest } from "#chain/case-commit";
import { codebookProof, codebookRoot } from "#chain/codebook-tree";

/** What a patient's device and a doctor's keep to themselves, derived from the case's number. */

export const tagsOf = (caseId: number, wave: number): bigint[] =>
  Array.from({ length: 8 }, (_, i) => BigInt(id(`tag ${caseId} ${wave} ${i}`)) >> 128n);

export const INPUT_HASHES = [id("h0"), id("h1")] as const;

export function codebookOf(caseId: number, wave: number) {
  const tags = tagsOf(caseId, wave);
  const root = codebookRoot(tags);
  const secret = {
    inputHashes: [getBytes(INPUT_HASHES[0]), getBytes(INPUT_HASHES[1])] as const,
    consent: true,
    nonce: getBytes(id(`nonce ${caseId} ${wave}`)),
    manifest: id("manifest"),
  };
  return {
    root,
    rest: caseRest(secret),
    commit: caseCommit({ ...secret, codebookRoot: getBytes(root) }),
    manifest: secret.manifest,
    nonce: secret.nonce,
    proof: (tag: bigint): [string, string, string] =>
      tags.includes(tag) ? codebookProof(tags, tag) : [ZeroHash, ZeroHash, ZeroHash],
  };
}

export const saltText = (salt: number): string => toBeHex(salt, 32);
