import { CONFIDENCES } from "#client/price";
import { useLanguage } from "../i18n/language.tsx";
import { useSession } from "../session/use-session.tsx";
import { Levels, Plot } from "../ui/plot.tsx";

const [HEIGHT, LEFT, RIGHT, BOTTOM, TOP] = [220, 62, 26, 40, 12];
/** Narrower than this, every second number along the axis would touch the next. */
const NARROW = 440;

/** Bounty against the model's confidence: the surer the machine, the cheaper the panel. @param at confidence 0 to 1 of this case */
export function BountyCurve({ shares, maximum, at }: { shares: readonly number[]; maximum: number; at?: number }) {
  const { t, number } = useLanguage();
  const y = (share: number) => HEIGHT - BOTTOM - share * (HEIGHT - BOTTOM - TOP);
  const { currency } = useSession().network.contracts;
  const amount = (share: number) => number((share * maximum) / 10 ** currency.decimals, 2);
  const least = shares.at(-1)!;
  return (
    <Plot height={HEIGHT} label={t("price.curve", { most: amount(1), least: amount(least) })}>
      {(width) => {
        const x = (percent: number) => LEFT + ((percent - 50) / 50) * (width - LEFT - RIGHT);
        return (
          <>
            <Levels values={[0, least, 1]} {...{ y, from: LEFT, to: width - RIGHT }} say={amount} />
            {(width < NARROW ? [50, 75, 100] : [50, 60, 70, 80, 90, 100]).map((percent) => (
              <text key={percent} x={x(percent)} y={HEIGHT - BOTTOM + 18} textAnchor="middle">
                {number(percent)} %
              </text>
            ))}
            <text x={(LEFT + width - RIGHT) / 2} y={HEIGHT - 4} textAnchor="middle">
              {t("price.axis")}
            </text>
            <polyline
              points={CONFIDENCES.map((percent, i) => `${x(percent)},${y(shares[i]!)}`).join(" ")}
              className="line"
            />
            {at !== undefined && (
              <circle
                cx={x(at * 100)}
                cy={y(shares[0]! + (least - shares[0]!) * Math.max(0, (at - 0.5) * 2))}
                r="6"
                className="dot"
              />
            )}
          </>
        );
      }}
    </Plot>
  );
}
