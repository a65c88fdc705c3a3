import type { Key } from "../i18n/en.ts";
import { useLanguage } from "../i18n/language.tsx";
import type { StudyFacts } from "./messages.ts";

const WARNINGS: Readonly<Record<string, Key>> = {
  W101_BURNT_IN_TEXT: "warning.burnt",
  W102_ORIENTATION_UNKNOWN: "warning.orientation",
  W103_BURNT_IN_DECLARED: "warning.declared",
  W104_ONE_OF_MANY: "warning.one",
};

/** What became of the files' contents, element by element: removed, read and left behind, or changed. Never a value. */
export function Deidentified({ facts: { source, files, deidentification, warnings } }: { facts: StudyFacts }) {
  const { t } = useLanguage();
  const { removed, kept, changed } = deidentification;
  const volume = source === "DICOM" || source === "NIfTI";
  return (
    <>
      {warnings.map(({ code, message }) => (
        <p key={code} className="hint">
          {WARNINGS[code] ? t(WARNINGS[code]) : message}
        </p>
      ))}
      <details>
        <summary>{t("deid.title", { source, files, removed: removed.length, kept: kept.length })}</summary>
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard */}
        <section className="scroll" tabIndex={0} aria-label={t("deid.table")}>
          <table data-testid="deidentified">
            <thead>
              <tr>
                <th scope="col">{t("deid.what")}</th>
                <th scope="col">{t("deid.tag")}</th>
                <th scope="col">{t("deid.profile")}</th>
                <th scope="col">{t("deid.fate")}</th>
              </tr>
            </thead>
            <tbody>
              {changed.map(({ what }) => (
                <tr key={what}>
                  <td>{what}</td>
                  <td />
                  <td />
                  <td>{t(volume ? "deid.changedSlice" : "deid.changedPicture")}</td>
                </tr>
              ))}
              {[
                ...removed.map((item) => [item, "deid.removed"] as const),
                ...kept.map((item) => [item, "deid.kept"] as const),
              ].map(([{ what, tag, profile, count }, fate]) => (
                <tr key={`${fate} ${what} ${tag}`}>
                  <td>
                    {what}
                    {count > 1 && <span className="quiet">{` × ${count}`}</span>}
                  </td>
                  <td>
                    <code>{tag}</code>
                  </td>
                  <td>
                    <code>{profile}</code>
                  </td>
                  <td>{t(fate)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </section>
        <p className="quiet">{t("deid.text")}</p>
      </details>
    </>
  );
}
