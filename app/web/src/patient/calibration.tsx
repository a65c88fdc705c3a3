import type { Metrics } from "#models/card/card";
import { wilson } from "#models/metrics/interval";
import { useLanguage } from "../i18n/language.tsx";
import { Levels, Plot } from "../ui/plot.tsx";

const [HEIGHT, LEFT, RIGHT, BOTTOM, TOP] = [220, 54, 26, 40, 12];

/**
 * How often the model was right where it was how sure: each point is one bin of equally many pictures, with its 95 %
 * interval; on the diagonal confidence means what it says.
 * @param at confidence of this case, 0 to 1
 */
export function Calibration({ metrics, at }: { metrics: Metrics; at: number }) {
  const { t, number } = useLanguage();
  const { reliability } = metrics.crossValidation ?? metrics.validation;
  const low = Math.min(0.5, ...reliability.map(({ confidence }) => confidence));
  const y = (share: number) => HEIGHT - BOTTOM - share * (HEIGHT - BOTTOM - TOP);
  const percent = (share: number) => `${number(share * 100)} %`;
  const said = reliability.map(({ confidence, accuracy }) => `${percent(confidence)}: ${percent(accuracy)}`).join("; ");
  return (
    <Plot height={HEIGHT} label={`${t("calibration.label")} ${said}`}>
      {(width) => {
        const x = (share: number) => LEFT + ((share - low) / (1 - low)) * (width - LEFT - RIGHT);
        return (
          <>
            <Levels values={[0, 0.5, 1]} {...{ y, from: LEFT, to: width - RIGHT }} say={percent} />
            {[low, (1 + low) / 2, 1].map((share) => (
              <text key={share} x={x(share)} y={HEIGHT - BOTTOM + 18} textAnchor="middle">
                {percent(share)}
              </text>
            ))}
            <text x={(LEFT + width - RIGHT) / 2} y={HEIGHT - 4} textAnchor="middle">
              {t("price.axis")}
            </text>
            <line x1={x(low)} y1={y(low)} x2={x(1)} y2={y(1)} className="ideal" />
            <line x1={x(at)} y1={y(0)} x2={x(at)} y2={y(1)} className="here" />
            {reliability.map(({ confidence, accuracy, n }) => {
              const interval = wilson(accuracy * n, n);
              const at = x(confidence);
              return (
                <g key={confidence}>
                  {interval && <line x1={at} x2={at} y1={y(interval[0])} y2={y(interval[1])} className="whisker" />}
                  <circle cx={at} cy={y(accuracy)} r="5" className="dot" />
                </g>
              );
            })}
          </>
        );
      }}
    </Plot>
  );
}
