/** Small line charts as SVG text: no script, no font of their own, the same bytes for the same numbers. */

export interface Series {
  readonly name: string;
  readonly points: readonly (readonly [x: number, y: number])[];
  readonly colour: string;
  /** `dots` also marks each point; `dashed` is for references. */
  readonly style?: "dots" | "dashed";
}

export interface Axis {
  readonly label: string;
  readonly from: number;
  readonly to: number;
}

const [WIDTH, HEIGHT] = [560, 340];
const [LEFT, RIGHT, TOP, BOTTOM] = [56, 16, 40, 48];
const TICKS = 5;

export function lineChart(title: string, x: Axis, y: Axis, series: readonly Series[]): string {
  const across = (value: number) => LEFT + ((value - x.from) / (x.to - x.from)) * (WIDTH - LEFT - RIGHT);
  const down = (value: number) => HEIGHT - BOTTOM - ((value - y.from) / (y.to - y.from)) * (HEIGHT - TOP - BOTTOM);
  const ticks = Array.from({ length: TICKS + 1 }, (_, i) => i / TICKS);
  const grid = ticks.flatMap((share) => {
    const [vx, vy] = [x.from + share * (x.to - x.from), y.from + share * (y.to - y.from)];
    return [
      `<path d="M${LEFT} ${pixel(down(vy))}H${WIDTH - RIGHT}" stroke="#ddd"/>`,
      text(LEFT - 8, down(vy) + 4, number(vy), "end"),
      text(across(vx), HEIGHT - BOTTOM + 18, number(vx), "middle"),
    ];
  });
  const lines = series.flatMap(({ points, colour, style }) => {
    if (points.length === 0) return [];
    const path = points.map(([px, py], i) => `${i === 0 ? "M" : "L"}${pixel(across(px))} ${pixel(down(py))}`).join("");
    const dash = style === "dashed" ? ` stroke-dasharray="5 4"` : "";
    const line = `<path d="${path}" fill="none" stroke="${colour}" stroke-width="2"${dash}/>`;
    if (style !== "dots") return [line];
    const dot = ([px, py]: readonly [number, number]) =>
      `<circle cx="${pixel(across(px))}" cy="${pixel(down(py))}" r="3.5" fill="${colour}"/>`;
    return [line, ...points.map(dot)];
  });
  let from = LEFT;
  const legend = series.map(({ name, colour }) => {
    const key = `<path d="M${from} 30h14" stroke="${colour}" stroke-width="3"/>${text(from + 18, 34, name, "start")}`;
    from += 36 + 6.4 * name.length;
    return key;
  });
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" font-family="sans-serif" font-size="12">`,
    `<title>${escaped(title)}</title>`,
    `<rect width="${WIDTH}" height="${HEIGHT}" fill="#fff"/>`,
    `<text x="${LEFT}" y="18" font-size="14" font-weight="bold">${escaped(title)}</text>`,
    ...legend,
    ...grid,
    ...lines,
    text((LEFT + WIDTH - RIGHT) / 2, HEIGHT - 10, x.label, "middle"),
    `<text transform="translate(14 ${(TOP + HEIGHT - BOTTOM) / 2}) rotate(-90)" text-anchor="middle">${escaped(y.label)}</text>`,
    "</svg>\n",
  ].join("\n");
}

function text(x: number, y: number, words: string, anchor: "start" | "middle" | "end"): string {
  return `<text x="${pixel(x)}" y="${pixel(y)}" text-anchor="${anchor}">${escaped(words)}</text>`;
}

function pixel(value: number): string {
  return String(Math.round(value * 10) / 10);
}

function number(value: number): string {
  return String(Math.round(value * 100) / 100);
}

function escaped(words: string): string {
  return words.replace(/&/g, "&amp;").replace(/</g, "&lt;");
}
