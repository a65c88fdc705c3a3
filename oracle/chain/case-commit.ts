import { AbiCoder, hexlify, keccak256 } from "ethers";

/** What stands under a case's commitment on chain. */
export interface CommittedCase {
  readonly codebookRoot: Uint8Array;
  readonly inputHashes: readonly [Uint8Array, Uint8Array];
  readonly consent: boolean;
  readonly nonce: Uint8Array;
  /** SHA-256 digest of the manifest, `0x` hex. */
  readonly manifest: string;
}

const coder = AbiCoder.defaultAbiCoder();

/** The half of the preimage that a reveal shows as it is. */
export const caseRest = ({ manifest, inputHashes, consent, nonce }: Omit<CommittedCase, "codebookRoot">): string =>
  keccak256(
    coder.encode(
      ["bytes32", "bytes32", "bytes32", "bool", "bytes32"],
      [manifest, inputHashes[0], inputHashes[1], consent, nonce],
    ),
  );

/** caseCommit = keccak256(abi.encode(codebookRoot, rest)), as `reveal` recomputes it. */
export const caseCommit = (committed: CommittedCase): string =>
  keccak256(coder.encode(["bytes32", "bytes32"], [hexlify(committed.codebookRoot), caseRest(committed)]));
