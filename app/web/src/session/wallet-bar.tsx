import { useQuery, useQueryClient } from "@tanstack/react-query";
import { lazy, Suspense, useEffect, useRef, useState } from "react";
import { isRejection } from "#client/steps";
import { useLanguage } from "../i18n/language.tsx";
import { postLocal } from "../local.ts";
import { random } from "../random.ts";
import { Dialog } from "../ui/dialog.tsx";
import { shortAddress } from "../ui/format.ts";
import { Problem } from "../ui/problem.tsx";
import { useMoney, useSession } from "./use-session.tsx";
import { VaultForm } from "./vault-form.tsx";
import { type Announced, connectAnnounced, discover, onAccounts, testWallet } from "./wallets.ts";

// Asked for now and then: no first page waits for it.
const VaultWays = lazy(async () => ({ default: (await import("./vault-ways.tsx")).VaultWays }));

const LAST = "wallet";
const TEST_WALLET = "test-wallet";

/** Which account acts, what it holds, and how to change that. */
export function WalletBar() {
  const { t } = useLanguage();
  const money = useMoney();
  const { network, vault, wallet, setWallet } = useSession();
  const { contracts, config } = network;
  const [choosing, setChoosing] = useState(false);
  const [ways, setWays] = useState(false);
  const [funding, setFunding] = useState(false);
  const [error, setError] = useState<unknown>();
  const queries = useQueryClient();
  const held = useQuery({
    queryKey: ["held", wallet?.account],
    enabled: wallet !== undefined,
    refetchInterval: 4_000,
    queryFn: () => contracts.token.balanceOf(wallet!.account),
  });

  const fund = async () => {
    setFunding(true);
    setError(undefined);
    await postLocal("faucet", wallet!.account).catch(setError);
    setFunding(false);
    await queries.invalidateQueries({ queryKey: ["held"] });
  };
  return (
    <section className="wallet-bar" aria-label={t("wallet.bar")}>
      {wallet ? (
        <>
          <span>
            {wallet.name} <code title={wallet.account}>{shortAddress(wallet.account)}</code>
          </span>
          <span className="figure">{held.data === undefined ? "…" : money(held.data)}</span>
          {config.local && (
            <button type="button" onClick={() => void fund()} disabled={funding}>
              {funding ? t("wallet.funding") : t("wallet.faucet")}
            </button>
          )}
          <button
            type="button"
            onClick={() => {
              localStorage.removeItem(LAST);
              setWallet(undefined);
            }}
          >
            {t("wallet.disconnect")}
          </button>
        </>
      ) : (
        <button type="button" className="primary" onClick={() => setChoosing(true)}>
          {t("wallet.connect")}
        </button>
      )}
      {vault && (
        <button type="button" onClick={() => setWays(true)}>
          {t("passkey.title")}
        </button>
      )}
      {error !== undefined && <Problem error={error} />}
      <Dialog open={ways} onClose={() => setWays(false)} title={t("passkey.title")}>
        <Suspense fallback={<p className="quiet">{t("case.loading")}</p>}>
          <VaultWays />
        </Suspense>
      </Dialog>
      <Chooser open={choosing} onClose={() => setChoosing(false)} />
    </section>
  );
}

function Chooser({ open, onClose }: { open: boolean; onClose: () => void }) {
  const { t } = useLanguage();
  const { network, vault, setWallet } = useSession();
  const [found, setFound] = useState<ReadonlyMap<string, Announced>>(new Map());
  const [testing, setTesting] = useState(false);
  const [error, setError] = useState<unknown>();
  const tried = useRef(false);

  useEffect(() => discover((wallet) => setFound((all) => new Map(all).set(wallet.info.uuid, wallet))), []);
  // The wallet of the last visit comes back by itself, where it still knows this page.
  useEffect(() => {
    const last = [...found.values()].find(({ info }) => info.rdns === localStorage.getItem(LAST));
    if (!last || tried.current) return;
    tried.current = true;
    void connectAnnounced(last, network, false).then((wallet) => wallet && setWallet(wallet), setError);
  }, [found, network, setWallet]);

  // Another account chosen in the wallet is another person here: the page follows.
  useEffect(() => {
    const used = [...found.values()].find(({ info }) => info.rdns === localStorage.getItem(LAST));
    return used && onAccounts(used, () => void connectAnnounced(used, network, false).then(setWallet, setError));
  }, [found, network, setWallet]);

  const connect = async (wallet: Announced) => {
    setError(undefined);
    try {
      setWallet(await connectAnnounced(wallet, network, true));
      localStorage.setItem(LAST, wallet.info.rdns);
      onClose();
    } catch (failed) {
      if (!isRejection(failed)) setError(failed);
    }
  };
  // A test wallet's key lies in the vault; it comes back when that is unlocked.
  useEffect(() => {
    if (!vault || (!testing && localStorage.getItem(LAST) !== TEST_WALLET)) return;
    void (async () => {
      const key = (await vault.getBytes(TEST_WALLET)) ?? random(32);
      await vault.putBytes(TEST_WALLET, key);
      localStorage.setItem(LAST, TEST_WALLET);
      setWallet(testWallet(key, network));
      setTesting(false);
      onClose();
    })();
  }, [vault, testing, network, setWallet, onClose]);

  return (
    <Dialog open={open} onClose={onClose} title={t("wallet.choose")}>
      <ul className="choices">
        {[...found.values()].map((wallet) => (
          <li key={wallet.info.uuid}>
            <button type="button" className="wide" onClick={() => void connect(wallet)}>
              <img src={wallet.info.icon} alt="" width="24" height="24" /> {wallet.info.name}
            </button>
          </li>
        ))}
        {network.config.local && !testing && (
          <li>
            <button type="button" className="wide" onClick={() => setTesting(true)}>
              {t("wallet.test")}
            </button>
            <p className="quiet">{t("wallet.testText")}</p>
          </li>
        )}
      </ul>
      {testing && !vault && <VaultForm />}
      {found.size === 0 && !network.config.local && <p>{t("wallet.none")}</p>}
      {error !== undefined && <Problem error={error} />}
    </Dialog>
  );
}
