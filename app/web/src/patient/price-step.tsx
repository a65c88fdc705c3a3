import { useState } from "react";
import { useLanguage } from "../i18n/language.tsx";
import { useSession } from "../session/use-session.tsx";
import { usd } from "../ui/format.ts";
import { BountyCurve } from "./bounty-curve.tsx";
import type { Part } from "./part.ts";

const STEP = 15_000_000;

/** What it will cost, before anything is signed: the curve, the dates, and when the money comes back. */
export function PriceStep({ stored, change, kit }: Part) {
  const { t, date } = useLanguage();
  const { config } = useSession().network;
  const [maximum, setMaximum] = useState(stored.maximum);
  const now = Date.now() / 1000;
  const { report, commit, reveal } = kit.seconds;
  const dates = [
    ["price.report", now + report],
    ["price.commit", now + report + commit],
    ["price.reveal", now + report + commit + reveal],
  ] as const;
  return (
    <section className="card" aria-labelledby="price-title">
      <h2 id="price-title">{t("price.title")}</h2>
      <label className="field">
        <span>
          {t("price.maximum")} <strong className="figure">{usd(maximum)} tUSD</strong>
        </span>
        <input
          type="range"
          min={config.seats * STEP}
          max={config.seats * STEP * 8}
          step={config.seats * 1_000_000}
          value={maximum}
          onChange={(event) => {
            setMaximum(event.target.value);
            void change({ maximum: event.target.value });
          }}
        />
      </label>
      <BountyCurve shares={kit.shares} maximum={Number(maximum)} />
      <p>{t("price.rule", { fee: usd(kit.fee), total: usd(BigInt(maximum) + kit.fee) })}</p>
      <dl className="facts">
        {dates.map(([key, at]) => (
          <div key={key}>
            <dt>{t(key)}</dt>
            <dd>{date(at)}</dd>
          </div>
        ))}
      </dl>
      <p className="quiet">{t("price.refund")}</p>
    </section>
  );
}
