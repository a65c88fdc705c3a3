import { useLanguage } from "../i18n/language.tsx";
import { size } from "../ui/format.ts";
import { partWords } from "../words.ts";
import type { LedgerEntry } from "./stored-case.ts";

/** Every byte that left this device for this case. */
export function Ledger({ entries }: { entries: readonly LedgerEntry[] }) {
  const { t, date } = useLanguage();
  const total = entries.reduce((sum, { bytes }) => sum + bytes, 0);
  return (
    <details className="card">
      <summary>
        <strong>{t("ledger.title", { n: entries.length, size: size(total) })}</strong>
      </summary>
      <p>{t("ledger.lead")}</p>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard */}
      <section className="scroll" tabIndex={0} aria-label={t("ledger.table")}>
        <table>
          <thead>
            <tr>
              <th scope="col">{t("ledger.what")}</th>
              <th scope="col">{t("ledger.size")}</th>
              <th scope="col">{t("ledger.to")}</th>
              <th scope="col">{t("ledger.hash")}</th>
              <th scope="col">{t("ledger.at")}</th>
            </tr>
          </thead>
          <tbody>
            {entries.map((one) => (
              <tr key={one.cid}>
                <td>
                  {partWords(t, one.what)} <span className="tag">{t("ledger.ciphertext")}</span>
                </td>
                <td className="figure">{size(one.bytes)}</td>
                <td>
                  <code>{new URL(one.to).host}</code>
                </td>
                <td>
                  <code className="cid">{one.cid}</code>
                </td>
                <td className="figure">{date(Date.parse(one.at) / 1000)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </details>
  );
}
