import type { Metrics } from "#models/card/card";
import { wilson } from "#models/metrics/interval";
import { useLanguage } from "../i18n/language.tsx";

const [WIDTH, ROW, LEFT] = [560, 48, 150];

/** Sensitivity and specificity of the model with their 95 % intervals, as measured by cross-validation. */
export function Intervals({ metrics }: { metrics: Metrics }) {
  const { t, number } = useLanguage();
  const summary = metrics.crossValidation ?? metrics.validation;
  const positives = summary.confusion[0]!.reduce((a, b) => a + b, 0);
  const rows = [
    { name: t("figures.sensitivity"), value: summary.sensitivity, n: positives },
    { name: t("figures.specificity"), value: summary.specificity, n: summary.n - positives },
    { name: t("figures.accuracy"), value: summary.accuracy, n: summary.n },
  ].flatMap(({ name, value, n }) => {
    const interval = value === null ? null : wilson(value * n, n);
    return value === null || interval === null ? [] : [{ name, value, n, interval }];
  });
  const x = (share: number) => LEFT + share * (WIDTH - LEFT - 40);
  const percent = (share: number) => `${number(share * 100)} %`;
  const said = rows.map(
    ({ name, value, interval }) => `${name} ${percent(value)} (${percent(interval[0])}–${percent(interval[1])})`,
  );
  return (
    <svg viewBox={`0 0 ${WIDTH} ${rows.length * ROW + 30}`} className="plot" role="img" aria-label={said.join("; ")}>
      {[0, 0.5, 1].map((share) => (
        <g key={share}>
          <line x1={x(share)} x2={x(share)} y1={0} y2={rows.length * ROW} className="grid" />
          <text x={x(share)} y={rows.length * ROW + 20} textAnchor="middle">
            {percent(share)}
          </text>
        </g>
      ))}
      {rows.map(({ name, value, n, interval }, i) => {
        const y = i * ROW + ROW / 2;
        return (
          <g key={name}>
            <text x={LEFT - 10} y={y} textAnchor="end">
              {name}
            </text>
            <text x={LEFT - 10} y={y + 16} textAnchor="end" className="small">
              n = {n}
            </text>
            <line x1={x(interval[0])} x2={x(interval[1])} y1={y} y2={y} className="whisker" />
            <circle cx={x(value)} cy={y} r="6" className="dot" />
          </g>
        );
      })}
    </svg>
  );
}
