import { type ReactNode, useLayoutEffect, useRef, useState } from "react";

/** A drawing as wide as there is room for it: its letters are as large on a telephone as on a desk. */
export function Plot({
  height,
  label,
  most = 576,
  className = "",
  children,
}: {
  /** CSS pixels, as all lengths in it. */
  height: number;
  label: string;
  /** No wider than that. */
  most?: number;
  className?: string;
  children: (width: number) => ReactNode;
}) {
  const frame = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(0);
  useLayoutEffect(() => {
    const seen = new ResizeObserver(([entry]) => setWidth(Math.min(most, Math.floor(entry!.contentRect.width))));
    seen.observe(frame.current!);
    return () => seen.disconnect();
  }, [most]);
  return (
    <div ref={frame}>
      <svg
        viewBox={`0 0 ${width} ${height}`}
        width={width}
        height={height}
        className={`plot ${className}`}
        role="img"
        aria-label={label}
      >
        {width > 0 && children(width)}
      </svg>
    </div>
  );
}

/** Lines across a drawing at some heights, each with what it stands for on its left. */
export function Levels({
  values,
  y,
  from,
  to,
  say,
}: {
  values: readonly number[];
  y: (value: number) => number;
  from: number;
  to: number;
  say: (value: number) => string;
}) {
  return values.map((value) => (
    <g key={value}>
      <line x1={from} x2={to} y1={y(value)} y2={y(value)} className="grid" />
      <text x={from - 8} y={y(value) + 4} textAnchor="end">
        {say(value)}
      </text>
    </g>
  ));
}
