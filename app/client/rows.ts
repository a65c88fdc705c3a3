import Type, { type Static } from "typebox";
import { Closed, check } from "#wire/schema";

const Row = Closed({
  period: Type.String({ pattern: "^[0-9]{4}-(0[1-9]|1[0-2])$" }),
  diagnosis: Type.String({ pattern: '^[^,"\\x00-\\x1f]{1,64}$' }),
});
/** One row of the data set: nothing but a month and a diagnosis. */
export type Row = Static<typeof Row>;

const COLUMNS = "period,diagnosis";

export const csv = (rows: readonly Row[]): string =>
  `${COLUMNS}\n${rows.map(({ period, diagnosis }) => `${period},${diagnosis}\n`).join("")}`;

const jsonLines = (rows: readonly Row[]): string => rows.map((row) => `${JSON.stringify(row)}\n`).join("");

/** The writer is loaded when somebody wants this form: no page waits for it. */
async function parquet(rows: readonly Row[]): Promise<Uint8Array<ArrayBuffer>> {
  const { parquetWriteBuffer } = await import("hyparquet-writer");
  const column = (name: keyof Row) =>
    ({ name, type: "STRING", nullable: false, data: rows.map((row) => row[name]) }) as const;
  return new Uint8Array(parquetWriteBuffer({ columnData: [column("period"), column("diagnosis")] }));
}

/** The forms in which rows are downloaded: a file name's end, its media type, and its content. */
export const ROW_FORMATS = {
  csv: { type: "text/csv", write: async (rows: readonly Row[]) => csv(rows) },
  jsonl: { type: "application/jsonl", write: async (rows: readonly Row[]) => jsonLines(rows) },
  parquet: { type: "application/vnd.apache.parquet", write: parquet },
} as const;
export type RowFormat = keyof typeof ROW_FORMATS;

/**
 * The rows of a CSV or JSON Lines file, in its order.
 * @throws DoctorError E110_MALFORMED when it is neither, or a line is no row
 */
export function parseRows(text: string): Row[] {
  const lines = text.split("\n").map((line) => line.replace(/\r$/, ""));
  if (lines.at(-1) === "") lines.pop();
  const read = lines[0]?.startsWith("{") ? lines.map(fromJson) : fromCsv(lines);
  return check(Type.Array(Row, { minItems: 1 }), read, "file of rows");
}

function fromCsv([head, ...lines]: string[]): unknown[] | undefined {
  if (head !== COLUMNS) return undefined;
  return lines.map((line) => {
    const comma = line.indexOf(",");
    return { period: line.slice(0, comma), diagnosis: line.slice(comma + 1) };
  });
}

function fromJson(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
