import { createContext, type ReactNode, useCallback, useContext } from "react";
import { useLanguage } from "../i18n/language.tsx";
import type { Network } from "./network.ts";
import type { Vault } from "./vault.ts";
import type { Wallet } from "./wallets.ts";

interface SessionState {
  readonly network: Network;
  readonly vault: Vault | undefined;
  readonly setVault: (vault: Vault) => void;
  readonly wallet: Wallet | undefined;
  readonly setWallet: (wallet: Wallet | undefined) => void;
}
export const SessionContext = createContext<SessionState | undefined>(undefined);

export function useSession(): SessionState {
  const state = useContext(SessionContext);
  if (!state) throw new Error("no session around this component");
  return state;
}

/** An amount of the pay token as people of this language read it, with its symbol. */
export function useMoney(): (amount: bigint | string) => string {
  const { currency } = useSession().network.contracts;
  const { number } = useLanguage();
  // A space that does not break: an amount and its symbol stay on one line.
  return useCallback(
    (amount) => `${number(Number(amount) / 10 ** currency.decimals, 2)}\u00a0${currency.symbol}`,
    [currency, number],
  );
}

/** Who acts in a flow: network and wallet together. */
export function useActor() {
  const { network, wallet } = useSession();
  return useCallback(() => {
    if (!wallet) throw new Error("no wallet is connected");
    return { contracts: network.contracts, signer: wallet.signer, toNetwork: wallet.toNetwork, batch: wallet.batch };
  }, [network, wallet]);
}

/** Shows its children to those who have connected a wallet, and the way there to all others. */
export function NeedsWallet({ children }: { children: ReactNode }) {
  const { t } = useLanguage();
  const { wallet } = useSession();
  return wallet ? children : <p className="hint">{t("wallet.needed")}</p>;
}
