import { Link } from "react-router";
import { useLanguage } from "./i18n/language.tsx";

const ROLES = ["patient", "doctor", "data", "operator"] as const;

export function Home() {
  const { t } = useLanguage();
  return (
    <main className="page">
      <div className="hero">
        <h1>{t("home.title")}</h1>
        <p className="lead">{t("home.lead")}</p>
      </div>
      <ul className="doors">
        {ROLES.map((role) => (
          <li key={role}>
            <Link to={`/${role}`} className="door">
              <strong>{t(`role.${role}`)}</strong>
              <span>{t(`home.${role}`)}</span>
            </Link>
          </li>
        ))}
      </ul>
      <section className="card" aria-labelledby="how">
        <h2 id="how">{t("home.how")}</h2>
        <ol className="numbered">
          <li>{t("home.how1")}</li>
          <li>{t("home.how2")}</li>
          <li>{t("home.how3")}</li>
          <li>{t("home.how4")}</li>
        </ol>
        <p className="quiet">{t("home.limits")}</p>
      </section>
    </main>
  );
}
