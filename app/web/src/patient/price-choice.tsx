import { useState } from "react";
import { useLanguage } from "../i18n/language.tsx";
import { useMoney, useSession } from "../session/use-session.tsx";
import { BountyCurve } from "./bounty-curve.tsx";
import type { Part } from "./part.ts";

/** Greatest bounty that can be chosen, as shares of the one that is proposed: from, to, and in what steps. */
const [LEAST, MOST, STEP] = [1 / 2, 4, 1 / 30];

/** The greatest bounty, to be chosen, what becomes of it by the model's confidence, and until when. */
export function PriceChoice({ stored, change, kit }: Part) {
  const { t, date } = useLanguage();
  const money = useMoney();
  const { config } = useSession().network;
  const [maximum, setMaximum] = useState(stored.maximum);
  const share = (of: number) => Math.round(Number(config.maximum) * of);
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
          min={share(LEAST)}
          max={share(MOST)}
          step={share(STEP)}
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
