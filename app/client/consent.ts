import type { Signer, TypedDataDomain } from "ethers";

/** What a patient agrees to, item by item. The first two are what a case is; the third is free. */
export interface Consent {
  readonly reading: boolean;
  readonly panel: boolean;
  readonly row: boolean;
}

const consentTypes = {
  Consent: [
    { name: "caseCommit", type: "bytes32" },
    { name: "reading", type: "bool" },
    { name: "panel", type: "bool" },
    { name: "row", type: "bool" },
    { name: "signedAt", type: "uint40" },
  ],
};

/** Consent as the patient keeps it: typed data that a wallet shows readably, bound to one case, never sent anywhere. */
export interface SignedConsent extends Consent {
  readonly caseCommit: string;
  /** seconds */
  readonly signedAt: number;
  readonly signature: string;
}

export async function signConsent(
  signer: Signer,
  domain: TypedDataDomain,
  caseCommit: string,
  consent: Consent,
  signedAt: number,
): Promise<SignedConsent> {
  const message = { caseCommit, ...consent, signedAt };
  return { ...message, signature: await signer.signTypedData(domain, consentTypes, message) };
}
