import type { Metrics } from "#models/card/card";
import { wilson } from "#models/metrics/interval";
import { useLanguage } from "../i18n/language.tsx";
import { Plot } from "../ui/plot.tsx";

const [ROW, LEFT, RIGHT, BOTTOM] = [60, 100, 26, 40];

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
  const percent = (share: number) => `${number(share * 100)} %`;
  const said = rows.map(
    ({ name, value, interval }) => `${name} ${percent(value)} (${percent(interval[0])}–${percent(interval[1])})`,
  );
  return (
    <Plot height={rows.length * ROW + BOTTOM} label={said.join("; ")}>
      {(width) => {
        const x = (share: number) => LEFT + share * (width - LEFT - RIGHT);
        return (
          <>
            {[0, 0.5, 1].map((share) => (
              <g key={share}>
                <line x1={x(share)} x2={x(share)} y1={0} y2={rows.length * ROW} className="grid" />
                <text x={x(share)} y={rows.length * ROW + 18} textAnchor="middle">
                  {percent(share)}
                </text>
              </g>
            ))}
            {rows.map(({ name, value, n, interval }, i) => {
              const y = i * ROW + ROW / 2;
              return (
                <g key={name}>
                  <text x={LEFT - 12} y={y - 2} textAnchor="end">
                    {name}
                  </text>
                  <text x={LEFT - 12} y={y + 14} textAnchor="end" className="small">
                    n = {number(n)}
                  </text>
                  <line x1={x(interval[0])} x2={x(interval[1])} y1={y} y2={y} className="whisker" />
                  <circle cx={x(value)} cy={y} r="6" className="dot" />
                </g>
              );
            })}
          </>
        );
      }}
    </Plot>
  );
}
