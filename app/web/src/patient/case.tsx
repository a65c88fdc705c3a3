import { Link, useParams } from "react-router";
import { useLanguage, WithCaseWords } from "../i18n/language.tsx";
import { NeedsVault } from "../session/vault-form.tsx";
import { Problem } from "../ui/problem.tsx";
import { CaseTools } from "./case-tools.tsx";
import { ConsentStep } from "./consent-step.tsx";
import { Follow } from "./follow.tsx";
import { useKit } from "./kit.ts";
import { Ledger } from "./ledger.tsx";
import { OpenStep } from "./open-step.tsx";
import { PictureStep } from "./picture-step.tsx";
import { PriceStep } from "./price-step.tsx";
import { SealStep } from "./seal-step.tsx";
import { useCase } from "./use-case.ts";

/** One case, from an empty page to its result. Each part appears when the one before it is done. */
export function CasePage() {
  const { t } = useLanguage();
  return (
    <main className="page">
      <Link to="/patient" className="back">
        ← {t("patient.title")}
      </Link>
      <NeedsVault alone>
        <WithCaseWords>
          <Case />
        </WithCaseWords>
      </NeedsVault>
    </main>
  );
}

function Case() {
  const { t } = useLanguage();
  const { id = "" } = useParams();
  const { stored, missing, change } = useCase(id);
  const { kit, preparer, error } = useKit();
  if (missing || error || !stored || !kit || !preparer)
    return (
      <>
        <h1>{t("patient.title")}</h1>
        {missing ? (
          <p className="hint">{t("case.missing")}</p>
        ) : error ? (
          <Problem error={error} />
        ) : (
          <p className="quiet">{t("case.loading")}</p>
        )}
      </>
    );
  const part = { stored, wave: 1, change, kit, preparer };
  const agreed = stored.consent.reading && stored.consent.panel;
  const open = stored.caseId !== undefined;
  return (
    <>
      <h1>{open ? t("case.number", { n: stored.caseId! }) : t("case.draft")}</h1>
      {open ? (
        <Follow {...part} />
      ) : (
        <>
          <PictureStep {...part} />
          {stored.hasPicture && <ConsentStep {...part} />}
          {stored.hasPicture && agreed && <PriceStep {...part} />}
          {stored.hasPicture && agreed && <SealStep {...part} />}
          {stored.caseCommit && <OpenStep {...part} />}
        </>
      )}
      {stored.ledger.length > 0 && <Ledger entries={stored.ledger} />}
      <CaseTools {...part} />
    </>
  );
}
