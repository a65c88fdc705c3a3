import { readFileSync } from "node:fs";
import { Wallet } from "ethers";
import { DoctorError } from "#errors";

/** The variable `CRYPTO_DOCTOR_<name>`. @throws DoctorError E140_CONFIG when it is missing and has no default */
export function setting(name: string, fallback?: string): string {
  const value = process.env[`CRYPTO_DOCTOR_${name}`] ?? fallback;
  if (value === undefined)
    throw new DoctorError(
      "E140_CONFIG",
      `CRYPTO_DOCTOR_${name} is not set.`,
      "npm start sets it; a role that is started alone needs it in its environment.",
    );
  return value;
}

/** @throws DoctorError E140_CONFIG unless it is a whole number in the range, both ends included */
export function wholeSetting(name: string, [from, to]: readonly [number, number], fallback?: string): number {
  const value = Number(setting(name, fallback));
  if (!Number.isInteger(value) || value < from || value > to)
    throw new DoctorError(
      "E140_CONFIG",
      `CRYPTO_DOCTOR_${name} is no whole number in its range.`,
      `Give a number from ${from} to ${to}.`,
    );
  return value;
}

export const portSetting = (name: string, fallback?: string): number => wholeSetting(name, [0, 65535], fallback);

/** A list by commas; empty when it is not set. */
export const listSetting = (name: string): string[] =>
  setting(name, "")
    .split(",")
    .map((item) => item.trim())
    .filter((item) => item !== "");

/**
 * The account of this role, from a file that only its owner can read: keys are never flags or variables. The file holds a
 * private key, or an encrypted keystore (Web3 Secret Storage) whose passphrase stands in another file.
 * @param passphraseFile CRYPTO_DOCTOR_KEY_PASSPHRASE_FILE unless given
 * @throws DoctorError E141_KEY_FILE
 */
export function walletFromFile(path: string, passphraseFile = setting("KEY_PASSPHRASE_FILE", "")): Wallet {
  try {
    const text = readFileSync(path, "utf8").trim();
    if (!text.startsWith("{")) return new Wallet(text);
    return new Wallet(Wallet.fromEncryptedJsonSync(text, readFileSync(passphraseFile, "utf8").trim()).privateKey);
  } catch {
    throw new DoctorError(
      "E141_KEY_FILE",
      `The key file ${path} cannot be read as a private key, or not with its passphrase.`,
      "It holds one line, 0x and 64 hex digits, or an encrypted keystore, and belongs to this role alone.",
    );
  }
}
