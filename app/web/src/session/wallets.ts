import { BaseWallet, BrowserProvider, type Eip1193Provider, type Signer, SigningKey, toBeHex } from "ethers";
import type { Actor } from "#client/actor";
import { batchesOf } from "./batches.ts";
import type { Network } from "./network.ts";

/** A wallet as it announces itself (EIP-6963). */
export interface Announced {
  readonly info: { readonly uuid: string; readonly name: string; readonly icon: string; readonly rdns: string };
  readonly provider: Eip1193Provider;
}

export interface Wallet {
  readonly name: string;
  readonly account: string;
  readonly signer: Signer;
  readonly toNetwork: Actor["toNetwork"];
  readonly batch?: Actor["batch"];
}

const NO_ICON = "/icon.svg";

/** Asks the wallets in this browser to announce themselves. @returns how to stop listening */
export function discover(onFound: (wallet: Announced) => void): () => void {
  // An icon from elsewhere would tell its server who is here: it is shown only if the wallet brought it along.
  const listen = (event: Event) => {
    const { info, provider } = (event as CustomEvent<Announced>).detail;
    onFound({ info: { ...info, icon: info.icon.startsWith("data:image/") ? info.icon : NO_ICON }, provider });
  };
  addEventListener("eip6963:announceProvider", listen);
  dispatchEvent(new Event("eip6963:requestProvider"));
  return () => removeEventListener("eip6963:announceProvider", listen);
}

/** Tells when the person chooses another account in the wallet. @returns how to stop listening */
export function onAccounts({ provider }: Announced, changed: () => void): () => void {
  const events = provider as Partial<Record<"on" | "removeListener", (event: string, listener: () => void) => void>>;
  events.on?.("accountsChanged", changed);
  return () => events.removeListener?.("accountsChanged", changed);
}

const UNKNOWN_CHAIN = 4902;

/** Connects an announced wallet. @param ask false for one that was connected before: then it shows no dialog */
export async function connectAnnounced(
  { info, provider }: Announced,
  { config }: Network,
  ask: boolean,
): Promise<Wallet | undefined> {
  const accounts: string[] = await provider.request({ method: ask ? "eth_requestAccounts" : "eth_accounts" });
  if (accounts.length === 0) return undefined;
  const browser = new BrowserProvider(provider, "any", { cacheTimeout: -1 });
  browser.pollingInterval = config.local ? 300 : 4_000;
  const signer = await browser.getSigner(accounts[0]);
  const chainId = toBeHex(config.deployment.chainId).replace(/^0x0+/, "0x");
  const toNetwork = async () => {
    if ((await provider.request({ method: "eth_chainId" })) === chainId) return;
    try {
      await provider.request({ method: "wallet_switchEthereumChain", params: [{ chainId }] });
    } catch (error) {
      if ((error as { code?: number }).code !== UNKNOWN_CHAIN) throw error;
      const currency = { name: "Ether", symbol: "ETH", decimals: 18 };
      const chain = { chainId, chainName: "crypto-doctor", rpcUrls: [config.rpcUrl], nativeCurrency: currency };
      await provider.request({ method: "wallet_addEthereumChain", params: [chain] });
    }
  };
  const account = await signer.getAddress();
  return { name: info.name, account, signer, toNetwork, batch: await batchesOf(provider, account, chainId) };
}

/** A test wallet made in this browser, for the local network only: its key is worth nothing anywhere else. */
export function testWallet(key: Uint8Array, { contracts }: Network): Wallet {
  const signer = new BaseWallet(new SigningKey(key), contracts.provider);
  return { name: "Test wallet", account: signer.address, signer, toNetwork: async () => {} };
}
