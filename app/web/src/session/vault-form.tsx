import { useQuery } from "@tanstack/react-query";
import { type FormEvent, type ReactNode, useState } from "react";
import { useLanguage } from "../i18n/language.tsx";
import { Problem } from "../ui/problem.tsx";
import { useSession } from "./use-session.tsx";
import { LEAST_PASSPHRASE, Vault } from "./vault.ts";

/** Asks for the passphrase of this device: a new one the first time, the same one afterwards. */
export function VaultForm() {
  const { t } = useLanguage();
  const { network, setVault } = useSession();
  const [passphrase, setPassphrase] = useState("");
  const [working, setWorking] = useState(false);
  const [error, setError] = useState<unknown>();
  const exists = useQuery({ queryKey: ["vault"], queryFn: () => Vault.exists(network.db) });
  const unlock = async (event: FormEvent) => {
    event.preventDefault();
    setWorking(true);
    setError(undefined);
    try {
      setVault(await Vault.open(network.db, passphrase));
    } catch (failed) {
      setError(failed);
      setWorking(false);
    }
  };
  if (exists.data === undefined) return null;
  return (
    <form className="stack vault" onSubmit={(event) => void unlock(event)}>
      <p>{exists.data ? t("vault.unlockText") : t("vault.newText")}</p>
      <label className="field">
        {t("vault.passphrase")}
        <input
          type="password"
          value={passphrase}
          minLength={LEAST_PASSPHRASE}
          required
          autoComplete={exists.data ? "current-password" : "new-password"}
          onChange={(event) => setPassphrase(event.target.value)}
        />
      </label>
      {!exists.data && <p className="quiet">{t("vault.rule", { n: LEAST_PASSPHRASE })}</p>}
      <button type="submit" className="primary" disabled={working}>
        {working ? t("vault.working") : exists.data ? t("vault.unlock") : t("vault.create")}
      </button>
      {error !== undefined && <Problem error={error} />}
    </form>
  );
}

/** Shows its children once the vault is open. */
export function NeedsVault({ children }: { children: ReactNode }) {
  const { t } = useLanguage();
  const { vault } = useSession();
  if (vault) return children;
  return (
    <section className="card narrow" aria-labelledby="vault-title">
      <h2 id="vault-title">{t("vault.title")}</h2>
      <VaultForm />
    </section>
  );
}
