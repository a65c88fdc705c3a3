const [WIDTH, HEIGHT, EDGE] = [560, 80, 8];

/** A value over time as a line. */
export function Sparkline({ values, label }: { values: readonly number[]; label: string }) {
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const x = (i: number) => EDGE + (i / Math.max(1, values.length - 1)) * (WIDTH - 2 * EDGE);
  const y = (value: number) => HEIGHT - EDGE - ((value - low) / (high - low || 1)) * (HEIGHT - 2 * EDGE);
  const last = values.at(-1)!;
  return (
    <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} className="plot" role="img" aria-label={`${label}: ${values.join(", ")}`}>
      <polyline className="line" points={values.map((value, i) => `${x(i)},${y(value)}`).join(" ")} />
      <circle className="dot" cx={x(values.length - 1)} cy={y(last)} r="5" />
    </svg>
  );
}
