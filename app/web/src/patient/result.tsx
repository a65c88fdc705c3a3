import { isTerminal } from "#chain/states";
import { diagnosticReport } from "#client/fhir";
import type { PatientView } from "#client/patient";
import { useLanguage } from "../i18n/language.tsx";
import { download } from "../ui/format.ts";
import { labelWords } from "../words.ts";
import { BountyCurve } from "./bounty-curve.tsx";
import { Calibration } from "./calibration.tsx";
import { Intervals } from "./intervals.tsx";
import type { Kit } from "./kit.ts";

/** The result in words: what the doctors said, what the machine guessed, how good it is, and what this is not. */
export function Result({ view, kit }: { view: PatientView; kit: Kit }) {
  const { t, number } = useLanguage();
  const { prediction, diagnosis } = view;
  return (
    <section className="card result" aria-labelledby="result-title">
      <h2 id="result-title">{t("result.title")}</h2>
      {diagnosis ? (
        <p className="verdict" data-testid="diagnosis">
          {t("result.doctors", {
            n: diagnosis.agreeing,
            of: diagnosis.seats,
            label: labelWords(t, diagnosis.label).title,
          })}
        </p>
      ) : (
        <p className="hint">
          {t(isTerminal(view.state) || view.state === "NoQuorum" ? "result.none" : "result.waiting")}
        </p>
      )}
      {prediction && (
        <>
          <p data-testid="prediction">
            {t("result.model", {
              label: labelWords(t, prediction.label).title,
              n: number(Math.round(prediction.confidence * 10)),
              percent: number(prediction.confidence * 100, 1),
            })}
          </p>
          <div className="pair">
            <figure>
              <BountyCurve shares={kit.shares} maximum={Number(view.bounty.max)} at={prediction.confidence} />
              <figcaption>{t("result.priced")}</figcaption>
            </figure>
            <figure>
              <Intervals metrics={kit.metrics} />
              <figcaption>{t("result.figures")}</figcaption>
            </figure>
            <figure>
              <Calibration metrics={kit.metrics} at={prediction.confidence} />
              <figcaption>{t("result.calibration")}</figcaption>
            </figure>
          </div>
        </>
      )}
      <p className="quiet">{t("result.not")}</p>
      <div className="row">
        <button
          type="button"
          onClick={() =>
            download(
              `case-${view.caseId}.fhir.json`,
              "application/fhir+json",
              JSON.stringify(diagnosticReport(view, new Date().toISOString()), null, 2),
            )
          }
        >
          {t("result.fhir")}
        </button>
        <button type="button" onClick={() => print()}>
          {t("result.print")}
        </button>
      </div>
    </section>
  );
}
