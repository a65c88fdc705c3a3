import { useQuery } from "@tanstack/react-query";
import { useMemo, useState } from "react";
import { Outlet } from "react-router";
import { doctorErrorOf } from "#client/steps";
import { useLanguage } from "../i18n/language.tsx";
import { Problem } from "../ui/problem.tsx";
import { loadNetwork, type Network } from "./network.ts";
import { SessionContext } from "./use-session.tsx";
import type { Vault } from "./vault.ts";
import { WalletBar } from "./wallet-bar.tsx";
import type { Wallet } from "./wallets.ts";

/** The network, the person's wallet, and the vault of this device: what every role's pages stand on. */
export function Session() {
  const { t } = useLanguage();
  const {
    data: network,
    error,
    refetch,
  } = useQuery({ queryKey: ["network"], queryFn: loadNetwork, staleTime: Infinity });
  if (error)
    return (
      <main className="page narrow">
        <h1>{t("session.unreachable")}</h1>
        <Problem error={doctorErrorOf(error) ?? error} onRetry={() => void refetch()} />
      </main>
    );
  if (!network) return <main className="page quiet">{t("session.connecting")}</main>;
  return <Connected network={network} />;
}

function Connected({ network }: { network: Network }) {
  const [vault, setVault] = useState<Vault>();
  const [wallet, setWallet] = useState<Wallet>();
  const state = useMemo(() => ({ network, vault, setVault, wallet, setWallet }), [network, vault, wallet]);
  return (
    <SessionContext value={state}>
      <WalletBar />
      <Outlet />
    </SessionContext>
  );
}
