import { doctorErrorOf } from "#client/steps";
import { useLanguage } from "../i18n/language.tsx";

/** What went wrong, what to do about it, and a way to do it. */
export function Problem({ error, onRetry, what }: { error: unknown; onRetry?: () => void; what?: string }) {
  const { t, explain } = useLanguage();
  const known = doctorErrorOf(error);
  const { message, hint } = known ? explain(known) : { message: t("problem.unknown"), hint: t("problem.hint") };
  return (
    <div className="problem" role="alert">
      <p>
        <strong>{what ?? message}</strong>
      </p>
      {what && known && <p>{message}</p>}
      <p>{hint}</p>
      {known && (
        <p className="quiet">
          {known.code}
          {/* The original has the numbers and names that a translation by code leaves out. */}
          {message !== known.message && <span lang="en">: {known.message}</span>}
        </p>
      )}
      {onRetry && (
        <button type="button" onClick={onRetry}>
          {t("problem.retry")}
        </button>
      )}
    </div>
  );
}
