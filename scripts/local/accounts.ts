import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { HDNodeWallet, Mnemonic } from "ethers";

/**
 * The publicly known test mnemonic of every local chain. Its keys hold nothing anywhere else, and nothing here uses
 * them on another chain than 31337.
 */
const TEST_MNEMONIC = "test test test test test test test test test test test junk";

/** Roles of the local network, in the order of their accounts. */
export const ROLES = ["owner", "issuer", "node0", "node1", "patient", "curator", "researcher"] as const;
export type Role = (typeof ROLES)[number];
export const DEMO_DOCTORS = 12;
const FIRST_ACCOUNTS = 32;

const account = (index: number): HDNodeWallet =>
  HDNodeWallet.fromMnemonic(Mnemonic.fromPhrase(TEST_MNEMONIC), `m/44'/60'/0'/0/${index}`);

/** The faucet comes after the demo doctors: it pays newcomers only, so that its nonces are its own. */
export const roleAccount = (role: Role | "faucet"): HDNodeWallet =>
  account(role === "faucet" ? ROLES.length + DEMO_DOCTORS : ROLES.indexOf(role));
export const doctorAccounts = (): HDNodeWallet[] =>
  Array.from({ length: DEMO_DOCTORS }, (_, i) => account(ROLES.length + i));

let known: ReadonlySet<string> | undefined;

/** Whether an account is one of the mnemonic that everybody knows. */
export function isTestAccount(address: string): boolean {
  known ??= new Set(Array.from({ length: FIRST_ACCOUNTS }, (_, i) => account(i).address.toLowerCase()));
  return known.has(address.toLowerCase());
}

/** Writes a role's keys to a file that only its owner can read, one key a line, and returns the path. */
export function keyFile(folder: string, name: string, wallets: readonly HDNodeWallet[]): string {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const path = join(folder, `${name}.key`);
  if (!existsSync(path))
    writeFileSync(path, `${wallets.map((wallet) => wallet.privateKey).join("\n")}\n`, { mode: 0o600 });
  return path;
}
