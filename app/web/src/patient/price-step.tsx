import { useLanguage } from "../i18n/language.tsx";
import { useMoney } from "../session/use-session.tsx";
import type { Part } from "./part.ts";
import { PriceChoice } from "./price-choice.tsx";

/** What it will cost, before anything is signed: the curve, the dates, and when the money comes back. */
export function PriceStep(part: Part) {
  const { t } = useLanguage();
  const money = useMoney();
  const { stored, kit } = part;
  return (
    <section className="card" aria-labelledby="price-title">
      <h2 id="price-title">{t("price.title")}</h2>
      <PriceChoice {...part} />
      <p>{t("price.rule", { fee: money(kit.fee), total: money(BigInt(stored.maximum) + kit.fee) })}</p>
      <p className="quiet">{t("price.refund")}</p>
    </section>
  );
}
