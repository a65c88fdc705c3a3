import { useState } from "react";
import { verifyRows } from "#client/batches";
import { type AssetCard, downloadRows } from "#client/data-service";
import { ROW_FORMATS, type Row, type RowFormat } from "#client/rows";
import { isRejection } from "#client/steps";
import { useLanguage } from "../i18n/language.tsx";
import { useSession } from "../session/use-session.tsx";
import { download } from "../ui/format.ts";
import { Problem } from "../ui/problem.tsx";

const OTHER_FORMATS = ["jsonl", "parquet"] as const;

/** One batch: downloaded, held against the chain, and saved only if it is the one that stands there. */
export function Batch({ batch, entitled }: { batch: AssetCard["batches"][number]; entitled: boolean }) {
  const { t } = useLanguage();
  const { network, wallet } = useSession();
  const { contracts, config } = network;
  const [verdict, setVerdict] = useState<{ fits: boolean; rows: Row[] }>();
  const [error, setError] = useState<unknown>();
  const attempt = async (work: () => Promise<void>) => {
    setError(undefined);
    try {
      await work();
    } catch (failed) {
      if (!isRejection(failed)) setError(failed);
    }
  };
  const save = async (rows: readonly Row[], format: RowFormat) => {
    const { type, write } = ROW_FORMATS[format];
    download(`batch-${batch.batch}.${format}`, type, await write(rows));
  };
  const fetchRows = async () => {
    await wallet!.toNetwork();
    const rows = await downloadRows({ contracts, signer: wallet!.signer }, config.data, batch.batch);
    const fits = await verifyRows(contracts, batch.cid, rows);
    setVerdict({ fits, rows });
    if (fits) await save(rows, "csv");
  };
  return (
    <li className="batch">
      <strong>{t("data.batch", { n: batch.batch, rows: batch.rows })}</strong>
      <code className="cid">{batch.root}</code>
      {entitled && (
        <button type="button" onClick={() => void attempt(fetchRows)}>
          {t("data.download")}
        </button>
      )}
      {verdict && (
        <p className={verdict.fits ? "good" : "bad"} role="status" data-testid="verdict">
          {verdict.fits ? `✓ ${t("data.verified", { n: verdict.rows.length })}` : t("data.differs")}
        </p>
      )}
      {verdict?.fits && (
        <div className="row">
          {OTHER_FORMATS.map((format) => (
            <button key={format} type="button" onClick={() => void attempt(() => save(verdict.rows, format))}>
              {t(`data.${format}`)}
            </button>
          ))}
        </div>
      )}
      {error !== undefined && <Problem error={error} />}
    </li>
  );
}
