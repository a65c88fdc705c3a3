import { type Provider, type Wallet, ZeroAddress } from "ethers";
import { DoctorError } from "#errors";
import { walletFromFile } from "#service/config";
import { isTestAccount } from "../local/accounts.ts";
import type { AccountName, TestnetConfig } from "./config.ts";

export type Accounts = Readonly<Record<AccountName, Wallet>>;

/**
 * The accounts of a testnet, unlocked. Accounts of the local chain's public mnemonic are refused: everybody has their
 * keys. So are two nodes with one account.
 * @throws DoctorError E141_KEY_FILE, E219_TEST_KEY
 */
export function openAccounts({ keys, issuer }: Pick<TestnetConfig, "keys" | "issuer">): Accounts {
  const open = ({ file, passphraseFile }: TestnetConfig["keys"]["deployer"]) => walletFromFile(file, passphraseFile);
  const accounts = {
    deployer: open(keys.deployer),
    node0: open(keys.node0),
    node1: open(keys.node1),
    curator: open(keys.curator),
  };
  const named = [...Object.entries(accounts).map(([name, { address }]) => [name, address]), ["issuer", issuer]];
  for (const [name, address] of named)
    if (isTestAccount(address!) || address === ZeroAddress)
      throw new DoctorError(
        "E219_TEST_KEY",
        `The account of the ${name} is one whose key everybody knows.`,
        "Make a key of its own: docs/testnet.md says how.",
      );
  if (accounts.node0.address === accounts.node1.address)
    throw new DoctorError("E219_TEST_KEY", "Both nodes have one account.", "Two operators have two keys.");
  return accounts;
}

/** @throws DoctorError E521_GAS with the accounts that cannot pay for a transaction */
export async function requireGas(provider: Provider, accounts: Accounts): Promise<void> {
  const held = await Promise.all(
    Object.entries(accounts).map(async ([name, { address }]) => ({
      name,
      address,
      gas: await provider.getBalance(address),
    })),
  );
  const empty = held.filter(({ gas }) => gas === 0n);
  if (empty.length > 0)
    throw new DoctorError(
      "E521_GAS",
      `Without gas: ${empty.map(({ name, address }) => `${name} ${address}`).join(", ")}.`,
      "Send each a little of the chain's own coin, from a faucet.",
    );
}
