import { useQuery } from "@tanstack/react-query";
import type { RunProgress } from "#wire/api";
import { useLanguage } from "../i18n/language.tsx";
import { useSession } from "../session/use-session.tsx";

/** Before the reading, the reading, and its signature: as the node names them. */
const STAGES = ["bundle", "seed", "material", "peer", "audit", "setup", "layers", "signing"] as const;
const POLL_MS = 400;

/** What both nodes are doing with the case right now, by their own account. A small network is read between two looks. */
export function Reading({ caseId }: { caseId: string }) {
  const { t } = useLanguage();
  const { nodes } = useSession().network;
  return (
    <div className="pair wide-pair" data-testid="reading">
      {nodes.map((url, party) => (
        <section key={url} className="stack" aria-label={t("operator.node", { n: party })}>
          <h3>{t("operator.node", { n: party })}</h3>
          <Node url={url} caseId={caseId} />
        </section>
      ))}
    </div>
  );
}

function Node({ url, caseId }: { url: string; caseId: string }) {
  const { t } = useLanguage();
  const { data, error } = useQuery({
    queryKey: ["progress", url, caseId],
    refetchInterval: POLL_MS,
    retry: false,
    queryFn: async () => {
      const response = await fetch(`${url}/runs/${caseId}/progress`);
      if (!response.ok) throw new Error(`status ${response.status}`);
      return (await response.json()) as RunProgress;
    },
  });
  // Also while the node follows the chain a little behind and does not know the case yet.
  if (error || !data || data.stage === "waiting") return <p className="quiet">{t("progress.waiting")}</p>;
  const at = (STAGES as readonly RunProgress["stage"][]).indexOf(data.stage);
  const { layer } = data;
  return (
    <>
      <ol className="steps">
        {STAGES.map((stage, i) => (
          <li key={stage} data-state={at < 0 || i < at ? "done" : i === at ? "now" : "ahead"}>
            {t(`progress.${stage}`)}
          </li>
        ))}
      </ol>
      {layer && (
        <label className="field">
          {t("progress.layer", { n: layer.index + 1, of: layer.of, id: layer.id })}
          <progress max={layer.ofRounds} value={layer.rounds} />
          <span className="quiet">{t("progress.rounds", { n: layer.rounds, of: layer.ofRounds })}</span>
        </label>
      )}
    </>
  );
}
