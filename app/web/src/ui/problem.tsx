import { doctorErrorOf } from "#client/steps";
import { useLanguage } from "../i18n/language.tsx";

/** What went wrong, what to do about it, and a way to do it. */
export function Problem({ error, onRetry, what }: { error: unknown; onRetry?: () => void; what?: string }) {
  const { t } = useLanguage();
  const known = doctorErrorOf(error);
  return (
    <div className="problem" role="alert">
      <p>
        <strong>{what ?? known?.message ?? t("problem.unknown")}</strong>
      </p>
      {what && known && <p>{known.message}</p>}
      <p>{known ? known.hint : t("problem.hint")}</p>
      {known && <p className="quiet">{known.code}</p>}
      {onRetry && (
        <button type="button" onClick={onRetry}>
          {t("problem.retry")}
        </button>
      )}
    </div>
  );
}
