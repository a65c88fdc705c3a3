import { useQuery } from "@tanstack/react-query";
import { publishedBatches } from "#client/batches";
import { useLanguage } from "../i18n/language.tsx";
import { useSession } from "../session/use-session.tsx";
import { Plot } from "../ui/plot.tsx";

const [HEIGHT, EDGE, WEEKS] = [120, 20, 12];
const WEEK = 7 * 24 * 3600;

/** Rows published in each of the last weeks, by the blocks that their batches stand in: rows themselves name a month. */
export function Weekly() {
  const { t, number, date, language } = useLanguage();
  const { contracts } = useSession().network;
  const { data: weeks } = useQuery({
    queryKey: ["weekly"],
    refetchInterval: 30_000,
    queryFn: async () => {
      const { provider } = contracts;
      const now = (await provider.getBlock("latest"))!.timestamp;
      const first = now - WEEKS * WEEK;
      const counts = Array.from({ length: WEEKS }, (_, i) => ({ from: first + i * WEEK, rows: 0 }));
      for (const { block, rows } of await publishedBatches(contracts)) {
        const week = Math.floor(((await provider.getBlock(block))!.timestamp - first) / WEEK);
        const at = counts[Math.min(WEEKS - 1, week)];
        if (at) at.rows += rows;
      }
      return counts;
    },
  });
  if (!weeks || weeks.every(({ rows }) => rows === 0)) return null;
  const most = Math.max(...weeks.map(({ rows }) => rows));
  const said = weeks.filter(({ rows }) => rows > 0).map(({ from, rows }) => `${date(from)}: ${number(rows)}`);
  const day = new Intl.DateTimeFormat(language, { day: "numeric", month: "short" });
  return (
    <figure>
      <Plot height={HEIGHT} label={`${t("data.weekly")} ${said.join("; ")}`}>
        {(width) => {
          const step = (width - 2 * EDGE) / WEEKS;
          return (
            <>
              <line x1={EDGE} x2={width - EDGE} y1={HEIGHT - EDGE} y2={HEIGHT - EDGE} className="grid" />
              <text x={EDGE} y={HEIGHT - 4} className="small">
                {day.format(weeks[0]!.from * 1000)}
              </text>
              <text x={width - EDGE} y={HEIGHT - 4} textAnchor="end" className="small">
                {day.format((weeks.at(-1)!.from + WEEK) * 1000)}
              </text>
              {weeks.map(({ from, rows }, i) => {
                const height = (rows / most) * (HEIGHT - 2 * EDGE - 14);
                const left = EDGE + i * step;
                return (
                  <g key={from}>
                    <rect
                      x={left + 3}
                      y={HEIGHT - EDGE - height}
                      width={step - 6}
                      height={height}
                      rx="3"
                      className="bar"
                    />
                    {rows > 0 && (
                      <text x={left + step / 2} y={HEIGHT - EDGE - height - 4} textAnchor="middle">
                        {number(rows)}
                      </text>
                    )}
                  </g>
                );
              })}
            </>
          );
        }}
      </Plot>
      <figcaption>{t("data.weekly")}</figcaption>
    </figure>
  );
}
