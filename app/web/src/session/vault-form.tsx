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
  const { data: lock } = useQuery({ queryKey: ["vault"], queryFn: () => Vault.lock(network.db) });
  const unlock = async (how: () => Promise<Vault | undefined>) => {
    setWorking(true);
    setError(undefined);
    try {
      const opened = await how();
      if (opened) setVault(opened);
      else setWorking(false); // the person said no
    } catch (failed) {
      setError(failed);
      setWorking(false);
    }
  };
  const byPassphrase = (event: FormEvent) => {
    event.preventDefault();
    void unlock(() => Vault.open(network.db, passphrase));
  };
  const byPasskey = () => unlock(async () => (await import("./passkey.ts")).unlockByPasskey(network.db));
  if (lock === undefined) return null;
  return (
    <form className="stack vault" onSubmit={byPassphrase}>
      {lock?.passkeys?.length ? (
        <button type="button" className="primary" disabled={working} onClick={() => void byPasskey()}>
          {t("passkey.unlock")}
        </button>
      ) : null}
      <p>{lock ? t("vault.unlockText") : t("vault.newText")}</p>
      <label className="field">
        {t("vault.passphrase")}
        <input
          type="password"
          value={passphrase}
          minLength={LEAST_PASSPHRASE}
          required
          autoComplete={lock ? "current-password" : "new-password"}
          onChange={(event) => setPassphrase(event.target.value)}
        />
      </label>
      {!lock && <p className="quiet">{t("vault.rule", { n: LEAST_PASSPHRASE })}</p>}
      <button type="submit" className="primary" disabled={working}>
        {working ? t("vault.working") : lock ? t("vault.unlock") : t("vault.create")}
      </button>
      {error !== undefined && <Problem error={error} />}
    </form>
  );
}

/** Shows its children once the vault is open. @param alone the page has no heading of its own before that */
export function NeedsVault({ alone = false, children }: { alone?: boolean; children: ReactNode }) {
  const { t } = useLanguage();
  const Heading = alone ? "h1" : "h2";
  const { vault } = useSession();
  if (vault) return children;
  return (
    <section className="card narrow" aria-labelledby="vault-title">
      <Heading id="vault-title">{t("vault.title")}</Heading>
      <VaultForm />
    </section>
  );
}
