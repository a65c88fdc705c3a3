import type { Metrics } from "#models/card/card";
import { wilson } from "#models/metrics/interval";
import { useLanguage } from "../i18n/language.tsx";

const [SIDE, LEFT, BOTTOM, EDGE] = [320, 48, 44, 12];

/**
 * How often the model was right where it was how sure: each point is one bin of equally many pictures, with its 95 %
 * interval; on the diagonal confidence means what it says.
 * @param at confidence of this case, 0 to 1
 */
export function Calibration({ metrics, at }: { metrics: Metrics; at: number }) {
  const { t, number } = useLanguage();
  const { reliability } = metrics.crossValidation ?? metrics.validation;
  const low = Math.min(0.5, ...reliability.map(({ confidence }) => confidence));
  const x = (share: number) => LEFT + ((share - low) / (1 - low)) * (SIDE - LEFT - EDGE);
  const y = (share: number) => SIDE - BOTTOM - share * (SIDE - BOTTOM - EDGE);
  const percent = (share: number) => `${number(share * 100)} %`;
  const said = reliability.map(({ confidence, accuracy }) => `${percent(confidence)}: ${percent(accuracy)}`).join("; ");
  return (
    <svg
      viewBox={`0 0 ${SIDE} ${SIDE}`}
      className="plot square"
      role="img"
      aria-label={`${t("calibration.label")} ${said}`}
    >
      {[0, 0.5, 1].map((share) => (
        <g key={share}>
          <line x1={LEFT} x2={SIDE - EDGE} y1={y(share)} y2={y(share)} className="grid" />
          <text x={LEFT - 6} y={y(share) + 4} textAnchor="end">
            {percent(share)}
          </text>
        </g>
      ))}
      {[low, (1 + low) / 2, 1].map((share) => (
        <text key={share} x={x(share)} y={SIDE - BOTTOM + 18} textAnchor={share === 1 ? "end" : "middle"}>
          {percent(share)}
        </text>
      ))}
      <text x={(LEFT + SIDE) / 2} y={SIDE - 6} textAnchor="middle">
        {t("price.axis")}
      </text>
      <line x1={x(low)} y1={y(low)} x2={x(1)} y2={y(1)} className="ideal" />
      <line x1={x(at)} y1={y(0)} x2={x(at)} y2={y(1)} className="here" />
      {reliability.map(({ confidence, accuracy, n }) => {
        const interval = wilson(accuracy * n, n);
        return (
          <g key={confidence}>
            {interval && (
              <line x1={x(confidence)} x2={x(confidence)} y1={y(interval[0])} y2={y(interval[1])} className="whisker" />
            )}
            <circle cx={x(confidence)} cy={y(accuracy)} r="5" className="dot" />
          </g>
        );
      })}
    </svg>
  );
}
