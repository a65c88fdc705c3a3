import { useEffect } from "react";
import { NavLink, Outlet, useLocation, useNavigation } from "react-router";
import { LANGUAGES, useLanguage } from "./i18n/language.tsx";

const ROLES = ["patient", "doctor", "data", "operator"] as const;

/** What stands around every page: the notice that never goes away, the four roles, the language. */
export function Shell() {
  const { t, language, setLanguage } = useLanguage();
  const { pathname } = useLocation();
  const loading = useNavigation().state === "loading";
  useEffect(() => {
    const role = ROLES.find((one) => pathname.startsWith(`/${one}`));
    document.title = role ? `${t(`role.${role}`)} · crypto-doctor` : "crypto-doctor";
  }, [pathname, t]);
  return (
    <>
      <a className="skip" href="#main">
        {t("shell.skip")}
      </a>
      <aside className="strip">{t("strip")}</aside>
      <header className="top">
        <NavLink to="/" className="brand">
          crypto-doctor
        </NavLink>
        <nav aria-label={t("shell.roles")}>
          {ROLES.map((role) => (
            <NavLink key={role} to={`/${role}`}>
              {t(`role.${role}`)}
            </NavLink>
          ))}
        </nav>
        <label className="language">
          <span className="unseen">{t("shell.language")}</span>
          <select value={language} onChange={(event) => setLanguage(event.target.value as typeof language)}>
            {Object.entries(LANGUAGES).map(([code, name]) => (
              <option key={code} value={code} lang={code}>
                {name}
              </option>
            ))}
          </select>
        </label>
      </header>
      <div id="main" tabIndex={-1} aria-busy={loading}>
        <Outlet />
      </div>
    </>
  );
}
