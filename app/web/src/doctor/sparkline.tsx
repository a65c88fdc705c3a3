import { useLanguage } from "../i18n/language.tsx";
import { Levels, Plot } from "../ui/plot.tsx";

const [HEIGHT, LEFT, EDGE] = [96, 64, 10];

/** A value over time as a line, between its least and its greatest. One value alone is no line: nothing is drawn. */
export function Sparkline({
  values,
  label,
  digits = 0,
}: {
  values: readonly number[];
  label: string;
  digits?: number;
}) {
  const { number } = useLanguage();
  if (values.length < 2) return null;
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const y = (value: number) =>
    high > low ? HEIGHT - EDGE - ((value - low) / (high - low)) * (HEIGHT - 2 * EDGE) : HEIGHT / 2;
  const said = values.map((value) => number(value, digits));
  return (
    <Plot height={HEIGHT} label={`${label}: ${said.join("; ")}`} most={880}>
      {(width) => {
        const x = (i: number) => LEFT + (i / (values.length - 1)) * (width - LEFT - EDGE);
        return (
          <>
            <Levels
              values={[...new Set([low, high])]}
              {...{ y, from: LEFT, to: width - EDGE }}
              say={(value) => number(value, digits)}
            />
            <polyline className="line" points={values.map((value, i) => `${x(i)},${y(value)}`).join(" ")} />
            <circle className="dot" cx={x(values.length - 1)} cy={y(values.at(-1)!)} r="5" />
          </>
        );
      }}
    </Plot>
  );
}
