import { useLanguage } from "../i18n/language.tsx";
import { labelWords } from "../words.ts";

const [WIDTH, ROW, LEFT] = [560, 34, 130];

/** How the rows are spread over the diagnoses. */
export function Balance({ balance }: { balance: Readonly<Record<string, number>> }) {
  const { t, number } = useLanguage();
  const bars = Object.entries(balance).sort(([, a], [, b]) => b - a);
  const most = Math.max(1, ...bars.map(([, n]) => n));
  if (bars.length === 0) return null;
  return (
    <svg
      viewBox={`0 0 ${WIDTH} ${bars.length * ROW}`}
      className="plot"
      role="img"
      aria-label={bars.map(([label, n]) => `${labelWords(t, label).title}: ${number(n)}`).join(", ")}
    >
      {bars.map(([label, n], i) => (
        <g key={label}>
          <text x={LEFT - 10} y={i * ROW + 22} textAnchor="end">
            {labelWords(t, label).title}
          </text>
          <rect
            x={LEFT}
            y={i * ROW + 6}
            width={(n / most) * (WIDTH - LEFT - 60)}
            height={ROW - 12}
            rx="4"
            className="bar"
          />
          <text x={LEFT + (n / most) * (WIDTH - LEFT - 60) + 10} y={i * ROW + 22}>
            {number(n)}
          </text>
        </g>
      ))}
    </svg>
  );
}
