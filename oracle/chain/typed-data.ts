import { Signature, type Signer, type TypedDataDomain, TypedDataEncoder } from "ethers";
import type { TestUSD } from "./contracts.ts";

const field = (type: string, name: string) => ({ name, type });

/** EIP-712 types, field for field as the contracts hash them. */
export const reportTypes = {
  Report: [
    field("uint256", "caseId"),
    field("uint8", "wave"),
    field("uint16", "pair"),
    field("bytes32", "model"),
    field("uint8", "set"),
    field("uint8", "maskedClass"),
    field("uint16", "confidence"),
    field("bytes32", "h0"),
    field("bytes32", "h1"),
  ],
};
export const rejectionTypes = {
  Rejection: [
    field("uint256", "caseId"),
    field("uint8", "wave"),
    field("uint16", "pair"),
    field("uint8", "set"),
    field("bytes32", "evidence"),
  ],
};
export const acceptanceTypes = {
  Acceptance: [
    field("uint256", "caseId"),
    field("uint8", "wave"),
    field("uint8", "seat"),
    field("address", "doctor"),
    field("bytes32", "recipient"),
    field("uint40", "expiry"),
  ],
};
export const ballotTypes = {
  Ballot: [
    field("uint256", "caseId"),
    field("uint8", "wave"),
    field("address", "doctor"),
    field("bytes16", "tag"),
    field("bytes32", "salt"),
  ],
};
export const commitTypes = {
  Commit: [
    field("uint256", "caseId"),
    field("uint8", "wave"),
    field("uint8", "seat"),
    field("bytes32", "commitment"),
    field("bytes32", "backupHash"),
  ],
};
export const openCaseTypes = {
  OpenCase: [
    field("address", "patient"),
    field("uint16", "pair"),
    field("uint16", "model"),
    field("uint8", "seats"),
    field("uint96", "maximum"),
    field("bytes32", "caseCommit"),
    field("bytes32", "manifest"),
    field("bytes32", "nonce"),
    field("uint256", "index"),
    field("uint40", "expiry"),
  ],
};
export const licenceTypes = {
  Licence: [
    field("address", "doctor"),
    field("bytes32", "person"),
    field("uint32", "institution"),
    field("uint40", "expiry"),
  ],
};
const permitTypes = {
  Permit: [
    field("address", "owner"),
    field("address", "spender"),
    field("uint256", "value"),
    field("uint256", "nonce"),
    field("uint256", "deadline"),
  ],
};

export interface ReportMessage {
  caseId: string;
  wave: number;
  pair: number;
  model: string;
  set: number;
  maskedClass: number;
  /** basis points */
  confidence: number;
  h0: string;
  h1: string;
}
export interface RejectionMessage {
  caseId: string;
  wave: number;
  pair: number;
  set: number;
  /** SHA-256 digest inside the evidence's CID */
  evidence: string;
}
export interface AcceptanceMessage {
  caseId: string;
  wave: number;
  seat: number;
  doctor: string;
  /** age recipient that the key half is to be sealed to, bytes32 */
  recipient: string;
  /** seconds */
  expiry: number;
}
export interface BallotMessage {
  caseId: string;
  wave: number;
  doctor: string;
  tag: string;
  salt: string;
}

/** What a commit holds: the EIP-712 digest of the ballot. */
export const ballotDigest = (domain: TypedDataDomain, ballot: BallotMessage): string =>
  TypedDataEncoder.hash(domain, ballotTypes, ballot);

const HOUR = 3600n;

/** An EIP-2612 permit for `value`, good for an hour of the chain's own time. */
export async function permitFor(token: TestUSD, signer: Signer, spender: string, value: bigint) {
  const owner = await signer.getAddress();
  const [, name, version, chainId, verifyingContract] = await token.eip712Domain();
  const [nonce, block] = await Promise.all([token.nonces(owner), signer.provider!.getBlock("latest")]);
  const deadline = BigInt(block!.timestamp) + HOUR;
  const { v, r, s } = Signature.from(
    await signer.signTypedData({ name, version, chainId, verifyingContract }, permitTypes, {
      owner,
      spender,
      value,
      nonce,
      deadline,
    }),
  );
  return { value, deadline, v, r, s };
}
