import { useLanguage } from "../i18n/language.tsx";
import { Plot } from "../ui/plot.tsx";
import { labelWords } from "../words.ts";

const [ROW, LEFT, RIGHT] = [34, 110, 40];

/** How the rows are spread over the diagnoses. */
export function Balance({ balance }: { balance: Readonly<Record<string, number>> }) {
  const { t, number } = useLanguage();
  const bars = Object.entries(balance).sort(([, a], [, b]) => b - a);
  const most = Math.max(1, ...bars.map(([, n]) => n));
  if (bars.length === 0) return null;
  return (
    <Plot
      height={bars.length * ROW}
      label={bars.map(([label, n]) => `${labelWords(t, label).title}: ${number(n)}`).join(", ")}
    >
      {(width) =>
        bars.map(([label, n], i) => {
          const length = (n / most) * (width - LEFT - RIGHT);
          return (
            <g key={label}>
              <text x={LEFT - 10} y={i * ROW + 22} textAnchor="end">
                {labelWords(t, label).title}
              </text>
              <rect x={LEFT} y={i * ROW + 6} width={length} height={ROW - 12} rx="4" className="bar" />
              <text x={LEFT + length + 10} y={i * ROW + 22}>
                {number(n)}
              </text>
            </g>
          );
        })
      }
    </Plot>
  );
}
