import { useQuery } from "@tanstack/react-query";
import { createContext, type ReactNode, useCallback, useContext, useMemo, useState } from "react";
import { Outlet } from "react-router";
import { doctorErrorOf } from "#client/steps";
import { useLanguage } from "../i18n/language.tsx";
import { Problem } from "../ui/problem.tsx";
import { loadNetwork, type Network } from "./network.ts";
import type { Vault } from "./vault.ts";
import type { Wallet } from "./wallets.ts";
import { WalletBar } from "./wallet-bar.tsx";

interface SessionState {
  readonly network: Network;
  readonly vault: Vault | undefined;
  readonly setVault: (vault: Vault) => void;
  readonly wallet: Wallet | undefined;
  readonly setWallet: (wallet: Wallet | undefined) => void;
}
const Context = createContext<SessionState | undefined>(undefined);

/** The network, the person's wallet, and the vault of this device: what every role's pages stand on. */
export function Session() {
  const { t } = useLanguage();
  const { data: network, error, refetch } = useQuery({ queryKey: ["network"], queryFn: loadNetwork, staleTime: Infinity });
  if (error)
    return (
      <main className="page narrow">
        <h1>{t("session.unreachable")}</h1>
        <Problem error={doctorErrorOf(error) ?? error} onRetry={() => void refetch()} />
      </main>
    );
  if (!network) return <p className="page quiet">{t("session.connecting")}</p>;
  return <Connected network={network} />;
}

function Connected({ network }: { network: Network }) {
  const [vault, setVault] = useState<Vault>();
  const [wallet, setWallet] = useState<Wallet>();
  const state = useMemo(() => ({ network, vault, setVault, wallet, setWallet }), [network, vault, wallet]);
  return (
    <Context value={state}>
      <WalletBar />
      <Outlet />
    </Context>
  );
}

export function useSession(): SessionState {
  const state = useContext(Context);
  if (!state) throw new Error("no session around this component");
  return state;
}

/** Who acts in a flow: network and wallet together. */
export function useActor() {
  const { network, wallet } = useSession();
  return useCallback(() => {
    if (!wallet) throw new Error("no wallet is connected");
    return { contracts: network.contracts, signer: wallet.signer, toNetwork: wallet.toNetwork };
  }, [network, wallet]);
}

/** Shows its children to those who have connected a wallet, and the way there to all others. */
export function NeedsWallet({ children }: { children: ReactNode }) {
  const { t } = useLanguage();
  const { wallet } = useSession();
  return wallet ? children : <p className="hint">{t("wallet.needed")}</p>;
}
