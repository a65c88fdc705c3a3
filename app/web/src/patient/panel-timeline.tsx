import { useQuery } from "@tanstack/react-query";
import { caseTimeline, type Happening } from "#client/timeline";
import { useLanguage } from "../i18n/language.tsx";
import { useSession } from "../session/use-session.tsx";
import { Plot } from "../ui/plot.tsx";

const [LEFT, ROW, TOP] = [72, 26, 24];
/** Narrower than this, phases are numbered in the drawing and named below it. */
const NARROW = 480;
const PHASES = [
  ["timeline.reading", ["CaseOpened", "CaseExtended"]],
  ["timeline.commits", ["PanelDrawn"]],
  ["timeline.reveals", ["RevealStarted"]],
  ["timeline.over", ["CaseSettled", "NoQuorum", "CaseUnavailable", "CaseCancelled"]],
] as const;
const MARKS = {
  Committed: ["●", "timeline.committed"],
  Revealed: ["◆", "timeline.revealed"],
  Flagged: ["⚑", "timeline.flagged"],
  SeatReplaced: ["↻", "timeline.replaced"],
  SeatVoided: ["×", "timeline.void"],
} as const;
const markOf = (what: string) => (what in MARKS ? MARKS[what as keyof typeof MARKS] : undefined);

/** What happened in each of the case's waves, the last one below: who asked another panel sees both. */
export function PanelTimeline({ caseId, seats }: { caseId: string; seats: number }) {
  const { t } = useLanguage();
  const { contracts } = useSession().network;
  const { data: all = [] } = useQuery({
    queryKey: ["timeline", caseId],
    refetchInterval: 3_000,
    queryFn: () => caseTimeline(contracts, caseId),
  });
  const waves = all.at(-1)?.wave ?? 0;
  return Array.from({ length: waves }, (_, i) => {
    const events = all.filter(({ wave }) => wave === i + 1);
    const sat = Math.max(...events.map(({ seat = -1 }) => seat + 1));
    return (
      <section key={events[0]!.wave} aria-label={t("seat.wave", { n: i + 1 })}>
        {waves > 1 && <h3>{t(i + 1 < waves ? "timeline.earlier" : "seat.wave", { n: i + 1 })}</h3>}
        <WaveTimeline events={events} seats={i + 1 < waves ? sat : seats} />
      </section>
    );
  });
}

/** The phases of one wave side by side, and in them what each seat did, as the chain has it. */
function WaveTimeline({ events, seats }: { events: readonly Happening[]; seats: number }) {
  const { t, date } = useLanguage();
  if (events.length === 0 || seats === 0) return null;
  // Phases last from seconds to days: each gets the same width, and time runs evenly within it.
  const starts = PHASES.map(([, names]) => events.find(({ what }) => (names as readonly string[]).includes(what))?.at);
  /** Phases and a part of one since the reading began. */
  const reached = ({ at, what }: Happening) => {
    const phase =
      what === "Revealed"
        ? 2
        : what === "Committed"
          ? 1
          : Math.max(
              0,
              starts.findLastIndex((start) => start !== undefined && start <= at),
            );
    const [from, until] = [
      starts[phase] ?? at,
      starts.slice(phase + 1).find((start) => start !== undefined) ?? Math.max(...events.map((one) => one.at)),
    ];
    return phase + 0.08 + 0.84 * (until > from ? Math.min(1, Math.max(0, (at - from) / (until - from))) : 0);
  };
  const ofSeats = events.flatMap((one) => {
    const mark = markOf(one.what);
    return one.seat === undefined || !mark ? [] : [{ ...one, seat: one.seat, sign: mark[0], word: t(mark[1]) }];
  });
  const marks = Object.values(MARKS).map(([sign, word]) => `${sign} ${t(word)}`);
  const height = TOP + seats * ROW + 6;
  const said = ofSeats.map(({ seat, word, at }) => `${t("timeline.seat", { n: seat + 1 })}: ${word}, ${date(at)}`);
  return (
    <figure className="phases">
      <Plot height={height} label={`${t("timeline.label")} ${said.join("; ")}`} className="timeline-plot" most={720}>
        {(whole) => {
          const width = (whole - LEFT) / PHASES.length;
          return (
            <>
              {PHASES.map(([name], i) => (
                <g key={name}>
                  <rect
                    x={LEFT + i * width + 1}
                    y={0}
                    width={width - 2}
                    height={height}
                    rx="6"
                    className={starts[i] ? "reached" : "ahead"}
                  />
                  <text x={LEFT + (i + 0.5) * width} y={16} textAnchor="middle">
                    {whole < NARROW ? i + 1 : t(name)}
                  </text>
                </g>
              ))}
              {[...Array(seats).keys()].map((seat) => (
                <text key={seat} x={LEFT - 8} y={TOP + seat * ROW + 18} textAnchor="end">
                  {t("timeline.seat", { n: seat + 1 })}
                </text>
              ))}
              {ofSeats.map((one) => (
                <text
                  key={`${one.what} ${one.seat} ${one.at}`}
                  x={LEFT + width * reached(one)}
                  y={TOP + one.seat * ROW + 19}
                  textAnchor="middle"
                  className="mark"
                >
                  {one.sign}
                </text>
              ))}
            </>
          );
        }}
      </Plot>
      <figcaption>
        <span className="numbers">{PHASES.map(([name], i) => `${i + 1} ${t(name)}`).join(", ")}. </span>
        {t("timeline.legend", { marks: marks.join(", ") })}
      </figcaption>
    </figure>
  );
}
