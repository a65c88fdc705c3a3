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

/** What is made afresh for each panel that a case asks. */
export interface StoredWave {
  /** Greatest bounty, in the token's smallest unit. */
  readonly maximum: string;
  /** Set when the wave is sealed: it can be sent by this account only. */
  readonly account?: string;
  readonly caseCommit?: string;
  readonly manifest?: string;
  readonly nonce?: string;
  /** The nodes' keys that it was sealed to. */
  readonly recipients?: readonly [string, string];
  /** Ciphertext that has not been sent yet. */
  readonly outbox: readonly { what: string; cid: string; bytes: Uint8Array }[];
  readonly signedConsent?: SignedConsent;
}

/**
 * What this device keeps of a case in the clear: nothing that says what the picture shows. Picture and secrets lie in the
 * vault, under `case/<id>/picture` and `case/<id>/secrets`. The first wave's facts are the case's own.
 */
export interface StoredCase extends StoredWave {
  readonly id: string;
  /** ISO 8601 */
  readonly createdAt: string;
  readonly hasPicture: boolean;
  readonly consent: Consent;
  readonly ledger: readonly LedgerEntry[];
  /** The number on chain. */
  readonly caseId?: string;
  /** The second wave and the third, as far as they were begun. */
  readonly later?: readonly StoredWave[];
}

export const pictureOf = (id: string): string => `case/${id}/picture`;
/** What became of the files that the picture was made of: `StudyFacts`. */
export const factsOf = (id: string): string => `case/${id}/facts`;
/** @param wave counts from 1 */
export const secretsOf = (id: string, wave = 1): string => `case/${id}/secrets${wave > 1 ? `/${wave}` : ""}`;

/** The case as one of its waves has it: a later one starts with nothing but the case's own facts. */
export function atWave(stored: StoredCase, wave: number): StoredCase {
  if (wave === 1) return stored;
  const { id, createdAt, hasPicture, consent, ledger, caseId, later, maximum } = stored;
  const own = later?.[wave - 2] ?? { maximum, outbox: [] };
  return { id, createdAt, hasPicture, consent, ledger, caseId, later, ...own };
}

/** What a change of a wave is to the case: the ledger is one for all of them. */
export function changeAtWave(stored: StoredCase, wave: number, part: Partial<StoredCase>): Partial<StoredCase> {
  if (wave === 1) return part;
  const { ledger = stored.ledger, ...own } = part;
  const { maximum, account, caseCommit, manifest, nonce, recipients, outbox, signedConsent } = {
    ...atWave(stored, wave),
    ...own,
  };
  const later = [...(stored.later ?? [])];
  later[wave - 2] = { maximum, account, caseCommit, manifest, nonce, recipients, outbox, signedConsent };
  return { ledger, later };
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Whether what a case file holds is a case that the pages can draw, under a name that leads nowhere else in the vault. */
export function isStoredCase(given: Partial<StoredCase> | null | undefined): boolean {
  const { id, caseId = "0", outbox, ledger, consent, createdAt, maximum, later = [] } = given ?? {};
  return (
    typeof id === "string" &&
    UUID.test(id) &&
    /^\d{1,40}$/.test(caseId) &&
    [outbox, ledger, later].every(Array.isArray) &&
    ledger!.every(({ to, at }) => URL.canParse(to) && !Number.isNaN(Date.parse(at))) &&
    typeof consent?.reading === "boolean" &&
    !Number.isNaN(Date.parse(String(createdAt))) &&
    /^\d{1,40}$/.test(String(maximum))
  );
}

export const newCase = (id: string, createdAt: string, maximum: string): StoredCase => ({
  id,
  createdAt,
  maximum,
  hasPicture: false,
  consent: { reading: false, panel: false, row: false },
  outbox: [],
  ledger: [],
});
