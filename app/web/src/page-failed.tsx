import { useRouteError } from "react-router";
import { useLanguage } from "./i18n/language.tsx";

/** What is left when a page could not be drawn: what happened, and a way back. */
export function PageFailed() {
  const { t } = useLanguage();
  const error = useRouteError();
  return (
    <main className="page narrow">
      <h1>{t("failed.title")}</h1>
      <p>{t("failed.text")}</p>
      <p className="quiet">{error instanceof Error ? error.name : ""}</p>
      <a href="/">{t("failed.back")}</a>
    </main>
  );
}
