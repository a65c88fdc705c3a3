import { useQuery } from "@tanstack/react-query";
import { earlierReaders } from "#client/extend";
import { useLanguage } from "../../i18n/language.tsx";
import { useSession } from "../../session/use-session.tsx";
import { shortAddress } from "../../ui/format.ts";

/** What of the case stays, what is made afresh, and who is not asked again. */
export function WhatIsNew({ caseId, wave, fee }: { caseId: string; wave: number; fee: string }) {
  const { t } = useLanguage();
  const { contracts } = useSession().network;
  const { data: readers = [] } = useQuery({
    queryKey: ["readers", caseId, wave],
    queryFn: () => earlierReaders(contracts, caseId),
  });
  return (
    <>
      <h3>{t("extend.stays")}</h3>
      <p>{t("extend.staysText")}</p>
      <h3>{t("extend.new")}</h3>
      <p>{t("extend.newText", { fee })}</p>
      {readers.length > 0 && (
        <p data-testid="excluded">
          {t("extend.excluded", { n: readers.length })}{" "}
          {readers.map((address) => (
            <span key={address}>
              <code title={address}>{shortAddress(address)}</code>{" "}
            </span>
          ))}
        </p>
      )}
    </>
  );
}
