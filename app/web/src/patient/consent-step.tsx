import { useState } from "react";
import type { Consent } from "#client/consent";
import { useLanguage } from "../i18n/language.tsx";
import { useSession } from "../session/use-session.tsx";
import type { Part } from "./part.ts";

const ITEMS = ["reading", "panel", "row"] as const satisfies readonly (keyof Consent)[];

/** Consent, item by item, nothing ticked: purpose, who gets it, how long, how to take it back. */
export function ConsentStep({ stored, change }: Part) {
  const { t } = useLanguage();
  const { seats } = useSession().network.config;
  const [consent, setConsent] = useState(stored.consent);
  const tick = (item: keyof Consent, ticked: boolean) => {
    const next = { ...consent, [item]: ticked };
    setConsent(next);
    void change({ consent: next });
  };
  return (
    <section className="card" aria-labelledby="consent-title">
      <h2 id="consent-title">{t("consent.title")}</h2>
      <p>{t("consent.lead")}</p>
      <fieldset className="stack" disabled={stored.caseCommit !== undefined}>
        <legend className="unseen">{t("consent.title")}</legend>
        {ITEMS.map((item) => (
          <label key={item} className="choice">
            <input type="checkbox" checked={consent[item]} onChange={(event) => tick(item, event.target.checked)} />
            <span className="words">
              <strong>{t(`consent.${item}`, { n: seats })}</strong>
              <span className="detail">{t(`consent.${item}Text`, { n: seats })}</span>
            </span>
          </label>
        ))}
      </fieldset>
    </section>
  );
}
