import { lazy, Suspense } from "react";
import { useLanguage } from "../i18n/language.tsx";
import { NeedsWallet } from "../session/use-session.tsx";
import { NeedsVault } from "../session/vault-form.tsx";
import { Problem } from "../ui/problem.tsx";
import { KeyFile } from "./key-file.tsx";
import { Queue } from "./queue.tsx";
import { useDoctor } from "./use-doctor.ts";

// The registration is needed once, the books now and then: the queue does not wait for them.
const Register = lazy(async () => ({ default: (await import("./register.tsx")).Register }));
const Standing = lazy(async () => ({ default: (await import("./standing.tsx")).Standing }));

/** The doctor's first page: the registration once, then the queue. */
export function PracticePage() {
  const { t } = useLanguage();
  return (
    <main className="page">
      <h1>{t("doctor.title")}</h1>
      <p className="lead">{t("doctor.lead")}</p>
      <NeedsWallet>
        <NeedsVault>
          <Practice />
        </NeedsVault>
      </NeedsWallet>
    </main>
  );
}

function Practice() {
  const { t } = useLanguage();
  const doctor = useDoctor();
  if (doctor.error) return <Problem error={doctor.error} onRetry={() => void doctor.refetch()} />;
  if (!doctor.data) return <p className="quiet">{t("case.loading")}</p>;
  return (
    <Suspense fallback={<p className="quiet">{t("case.loading")}</p>}>
      {doctor.data.registered ? (
        <>
          <KeyFile doctor={doctor.data} onChange={() => void doctor.refetch()} />
          <Queue />
          <Standing doctor={doctor.data} />
        </>
      ) : (
        <Register onDone={() => void doctor.refetch()} />
      )}
    </Suspense>
  );
}
