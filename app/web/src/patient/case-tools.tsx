import { useState } from "react";
import { useNavigate } from "react-router";
import { useLanguage } from "../i18n/language.tsx";
import { useSession } from "../session/use-session.tsx";
import { LEAST_PASSPHRASE } from "../session/vault.ts";
import { Dialog } from "../ui/dialog.tsx";
import { download } from "../ui/format.ts";
import { exportCase } from "./case-file.ts";
import type { Part } from "./part.ts";
import { factsOf, pictureOf, secretsOf } from "./stored-case.ts";

/** Take the case along, keep the signed consent, or forget a draft. */
export function CaseTools({ stored }: Part) {
  const { t } = useLanguage();
  const { network, vault } = useSession();
  const navigate = useNavigate();
  const [exporting, setExporting] = useState(false);
  const [passphrase, setPassphrase] = useState("");
  const save = async () => {
    download(
      `case-${stored.caseId ?? "draft"}.cdcase`,
      "application/octet-stream",
      await exportCase(vault!, stored, passphrase),
    );
    setPassphrase("");
    setExporting(false);
  };
  const forget = async () => {
    await network.db.delete("cases", stored.id);
    await vault!.remove(pictureOf(stored.id));
    await vault!.remove(factsOf(stored.id));
    await vault!.remove(secretsOf(stored.id));
    await navigate("/patient");
  };
  // One signature for each panel that was asked.
  const signed = [stored, ...(stored.later ?? [])].flatMap(({ signedConsent }) => signedConsent ?? []);
  return (
    <div className="row tools-row">
      <button type="button" onClick={() => setExporting(true)}>
        {t("file.export")}
      </button>
      {signed.length > 0 && (
        <button
          type="button"
          onClick={() => download(`consent-${stored.caseId}.json`, "application/json", JSON.stringify(signed, null, 2))}
        >
          {t("consent.download")}
        </button>
      )}
      {!stored.caseId && (
        <button type="button" onClick={() => void forget()}>
          {t("case.forget")}
        </button>
      )}
      <Dialog open={exporting} onClose={() => setExporting(false)} title={t("file.export")}>
        <form
          className="stack"
          onSubmit={(event) => {
            event.preventDefault();
            void save();
          }}
        >
          <p>{t("file.text")}</p>
          <label className="field">
            {t("vault.passphrase")}
            <input
              type="password"
              required
              minLength={LEAST_PASSPHRASE}
              autoComplete="new-password"
              value={passphrase}
              onChange={(event) => setPassphrase(event.target.value)}
            />
          </label>
          <button type="submit" className="primary">
            {t("file.save")}
          </button>
        </form>
      </Dialog>
    </div>
  );
}
