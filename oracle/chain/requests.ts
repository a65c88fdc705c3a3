import {
  Interface,
  isError,
  type Signer,
  type TypedDataDomain,
  TypedDataEncoder,
  type TypedDataField,
  verifyTypedData,
} from "ethers";
import type { Contracts } from "./contracts.ts";
import { type AcceptanceMessage, acceptanceTypes } from "./typed-data.ts";

/** What nodes are asked for and what they answer, signed by EIP-712 and checked off chain. */
const recordRequestTypes = {
  RecordRequest: [
    { name: "caseId", type: "uint256" },
    { name: "recipient", type: "bytes32" },
    { name: "expiry", type: "uint40" },
  ],
};
const releaseTypes = {
  Release: [
    { name: "caseId", type: "uint256" },
    { name: "party", type: "uint8" },
    { name: "cid", type: "string" },
  ],
};
const downloadTypes = {
  Download: [
    { name: "batch", type: "uint256" },
    { name: "account", type: "address" },
    { name: "expiry", type: "uint40" },
  ],
};

export interface RecordRequestMessage {
  caseId: string;
  recipient: string;
  expiry: number;
}
export interface ReleaseMessage {
  caseId: string;
  party: number;
  cid: string;
}
export interface DownloadMessage {
  batch: number;
  account: string;
  expiry: number;
}

export const signRecordRequest = (
  signer: Signer,
  domain: TypedDataDomain,
  message: RecordRequestMessage,
): Promise<string> => signer.signTypedData(domain, recordRequestTypes, message);
export const signRelease = (signer: Signer, domain: TypedDataDomain, message: ReleaseMessage): Promise<string> =>
  signer.signTypedData(domain, releaseTypes, message);
export const signDownload = (signer: Signer, domain: TypedDataDomain, message: DownloadMessage): Promise<string> =>
  signer.signTypedData(domain, downloadTypes, message);

const ERC1271 = new Interface(["function isValidSignature(bytes32 digest, bytes signature) view returns (bytes4)"]);
const VALID = "0x1626ba7e".padEnd(66, "0");

type Chain = Pick<Contracts, "domain" | "provider">;

/** Whether `account` signed it: by its key, or as a contract that says so itself (ERC-1271). */
async function isSigned(
  { domain, provider }: Chain,
  account: string,
  types: Record<string, TypedDataField[]>,
  message: object,
  signature: string,
): Promise<boolean> {
  try {
    if (verifyTypedData(domain, types, message, signature).toLowerCase() === account.toLowerCase()) return true;
  } catch {
    // No signature of a key; a contract may take it all the same.
  }
  if ((await provider.getCode(account)) === "0x") return false;
  const digest = TypedDataEncoder.hash(domain, types, message);
  try {
    const data = ERC1271.encodeFunctionData("isValidSignature", [digest, signature]);
    return (await provider.call({ to: account, data })) === VALID;
  } catch (error) {
    // That the contract refuses is an answer; that the chain is away is none.
    if (isError(error, "CALL_EXCEPTION") || isError(error, "INVALID_ARGUMENT")) return false;
    throw error;
  }
}

export const isAcceptance = (chain: Chain, message: AcceptanceMessage, signature: string): Promise<boolean> =>
  isSigned(chain, message.doctor, acceptanceTypes, message, signature);
export const isRecordRequest = (
  chain: Chain,
  curator: string,
  message: RecordRequestMessage,
  signature: string,
): Promise<boolean> => isSigned(chain, curator, recordRequestTypes, message, signature);
export const isRelease = (chain: Chain, node: string, message: ReleaseMessage, signature: string): Promise<boolean> =>
  isSigned(chain, node, releaseTypes, message, signature);
export const isDownload = (chain: Chain, message: DownloadMessage, signature: string): Promise<boolean> =>
  isSigned(chain, message.account, downloadTypes, message, signature);
