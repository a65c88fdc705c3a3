import { useState } from "react";
import { whole } from "#chain/currency";
import { useLanguage } from "../i18n/language.tsx";
import { useMoney, useSession } from "../session/use-session.tsx";
import { BountyCurve } from "./bounty-curve.tsx";
import type { Part } from "./part.ts";

/** Greatest bounty of a seat: from, to, and in what steps, in whole tokens. */
const [LEAST, MOST, STEP] = [15, 120, 1];

/** The greatest bounty, to be chosen, what becomes of it by the model's confidence, and until when. */
export function PriceChoice({ stored, change, kit }: Part) {
  const { t, date } = useLanguage();
  const money = useMoney();
  const { config, contracts } = useSession().network;
  const [maximum, setMaximum] = useState(stored.maximum);
  const panel = (tokens: number) => Number(whole(contracts.currency, tokens * config.seats));
  const now = Date.now() / 1000;
  const { report, commit, reveal } = kit.seconds;
  const dates = [
    ["price.report", now + report],
    ["price.commit", now + report + commit],
    ["price.reveal", now + report + commit + reveal],
  ] as const;
  return (
    <>
      <label className="field">
        <span>
          {t("price.maximum")} <strong className="figure">{money(maximum)}</strong>
        </span>
        <input
          type="range"
          min={panel(LEAST)}
          max={panel(MOST)}
          step={panel(STEP)}
          value={maximum}
          onChange={(event) => {
            setMaximum(event.target.value);
            void change({ maximum: event.target.value });
          }}
        />
      </label>
      <BountyCurve shares={kit.shares} maximum={Number(maximum)} />
      <dl className="facts">
        {dates.map(([key, at]) => (
          <div key={key}>
            <dt>{t(key)}</dt>
            <dd>{date(at)}</dd>
          </div>
        ))}
      </dl>
    </>
  );
}
