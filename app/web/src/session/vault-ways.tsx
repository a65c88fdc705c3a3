import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useLanguage } from "../i18n/language.tsx";
import { Problem } from "../ui/problem.tsx";
import { addPasskey, removePasskey } from "./passkey.ts";
import { useSession } from "./use-session.tsx";
import { Vault } from "./vault.ts";

/** The ways into this device's vault besides its passphrase. */
export function VaultWays() {
  const { t, date } = useLanguage();
  const { network, vault } = useSession();
  const [working, setWorking] = useState(false);
  const [error, setError] = useState<unknown>();
  const { data: lock, refetch } = useQuery({ queryKey: ["vault"], queryFn: () => Vault.lock(network.db) });
  const change = async (work: () => Promise<unknown>) => {
    setWorking(true);
    setError(undefined);
    await work().catch(setError);
    await refetch();
    setWorking(false);
  };
  if (!vault || !lock) return null;
  const { passkeys = [] } = lock;
  return (
    <div className="stack">
      <p>{t("passkey.text")}</p>
      {passkeys.length > 0 && (
        <ul className="list">
          {passkeys.map((one) => (
            <li key={one.addedAt} className="row spread">
              <span>{t("passkey.since", { date: date(Date.parse(one.addedAt) / 1000) })}</span>
              <button type="button" disabled={working} onClick={() => void change(() => removePasskey(vault, one))}>
                {t("passkey.remove")}
              </button>
            </li>
          ))}
        </ul>
      )}
      <button
        type="button"
        className="primary"
        disabled={working}
        onClick={() => void change(() => addPasskey(network.db, vault))}
      >
        {working ? t("passkey.working") : t("passkey.add")}
      </button>
      <p className="quiet">{t("passkey.limits")}</p>
      {error !== undefined && <Problem error={error} />}
    </div>
  );
}
