import type { Consent, SignedConsent } from "#client/consent";

/** One upload in the patient's privacy ledger: what left this device, to whom, and how much. */
export interface LedgerEntry {
  readonly what: string;
  readonly cid: string;
  readonly bytes: number;
  readonly to: string;
  /** ISO 8601 */
  readonly at: string;
}

/**
 * What this device keeps of a case in the clear: nothing that says what the picture shows. Picture and secrets lie in the
 * vault, under `case/<id>/picture` and `case/<id>/secrets`.
 */
export interface StoredCase {
  readonly id: string;
  /** ISO 8601 */
  readonly createdAt: string;
  /** Greatest bounty, in the token's smallest unit. */
  readonly maximum: string;
  readonly hasPicture: boolean;
  readonly consent: Consent;
  /** Set when the case is sealed: it can be opened by this account only. */
  readonly account?: string;
  readonly caseCommit?: string;
  readonly manifest?: string;
  readonly nonce?: string;
  /** Ciphertext that has not been sent yet. */
  readonly outbox: readonly { what: string; cid: string; bytes: Uint8Array }[];
  readonly ledger: readonly LedgerEntry[];
  readonly signedConsent?: SignedConsent;
  /** The number on chain. */
  readonly caseId?: string;
}

export const pictureOf = (id: string): string => `case/${id}/picture`;
/** What became of the files that the picture was made of: `StudyFacts`. */
export const factsOf = (id: string): string => `case/${id}/facts`;
export const secretsOf = (id: string): string => `case/${id}/secrets`;

export const newCase = (id: string, createdAt: string, maximum: string): StoredCase => ({
  id,
  createdAt,
  maximum,
  hasPicture: false,
  consent: { reading: false, panel: false, row: false },
  outbox: [],
  ledger: [],
});
