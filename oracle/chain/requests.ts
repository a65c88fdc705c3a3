import { type Signer, type TypedDataDomain, verifyTypedData } from "ethers";
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

/** The lower-case address that signed, or `""` when the signature is none. */
const recovered = (recover: () => string): string => {
  try {
    return recover().toLowerCase();
  } catch {
    return "";
  }
};
export const recoverAcceptance = (domain: TypedDataDomain, message: AcceptanceMessage, signature: string): string =>
  recovered(() => verifyTypedData(domain, acceptanceTypes, message, signature));
export const recoverRecordRequest = (
  domain: TypedDataDomain,
  message: RecordRequestMessage,
  signature: string,
): string => recovered(() => verifyTypedData(domain, recordRequestTypes, message, signature));
export const recoverRelease = (domain: TypedDataDomain, message: ReleaseMessage, signature: string): string =>
  recovered(() => verifyTypedData(domain, releaseTypes, message, signature));
export const recoverDownload = (domain: TypedDataDomain, message: DownloadMessage, signature: string): string =>
  recovered(() => verifyTypedData(domain, downloadTypes, message, signature));
