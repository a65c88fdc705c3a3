import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate } from "react-router";
import { useLanguage } from "../i18n/language.tsx";
import { useSession } from "../session/use-session.tsx";
import { NeedsVault } from "../session/vault-form.tsx";
import { ImportCase } from "./import-case.tsx";
import { newCase } from "./stored-case.ts";

/** The patient's first page: the cases of this device, and a new one. */
export function Cases() {
  const { t } = useLanguage();
  return (
    <main className="page">
      <h1>{t("patient.title")}</h1>
      <p className="lead">{t("patient.lead")}</p>
      <NeedsVault>
        <List />
      </NeedsVault>
    </main>
  );
}

function List() {
  const { t, date } = useLanguage();
  const { network } = useSession();
  const navigate = useNavigate();
  const { data: cases = [], refetch } = useQuery({
    queryKey: ["cases"],
    queryFn: async () => (await network.db.getAll("cases")).sort((a, b) => (a.createdAt < b.createdAt ? 1 : -1)),
  });
  const start = async () => {
    const made = newCase(crypto.randomUUID(), new Date().toISOString(), network.config.maximum);
    await network.db.put("cases", made);
    await navigate(`/patient/${made.id}`);
  };
  return (
    <>
      <div className="row">
        <button type="button" className="primary" onClick={() => void start()}>
          {t("patient.new")}
        </button>
        <ImportCase onDone={() => void refetch()} />
      </div>
      {cases.length === 0 ? (
        <p className="hint">{t("patient.none")}</p>
      ) : (
        <ul className="list">
          {cases.map((one) => (
            <li key={one.id}>
              <Link to={`/patient/${one.id}`}>
                <strong>{one.caseId ? t("case.number", { n: one.caseId }) : t("case.draft")}</strong>
                <span className="quiet">{date(Date.parse(one.createdAt) / 1000)}</span>
              </Link>
            </li>
          ))}
        </ul>
      )}
    </>
  );
}
