import { DoctorError } from "#errors";
import { fromJson } from "#wire/json";

/** One row of the data set: nothing but a month and a diagnosis. */
export interface Row {
  /** YYYY-MM */
  readonly period: string;
  readonly diagnosis: string;
}

const COLUMNS = "period,diagnosis";
const PERIOD = /^[0-9]{4}-(0[1-9]|1[0-2])$/;
const DIAGNOSIS = /^[^,"\p{Cc}]{1,64}$/u;

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
 * The rows of a CSV or JSON Lines file, in its order. Checked by hand: a schema's checker is a fifth of what a page may load.
 * @throws DoctorError E110_MALFORMED when it is neither, or a line is no row
 */
export function parseRows(text: string): Row[] {
  const lines = text.split("\n").map((line) => line.replace(/\r$/, ""));
  if (lines.at(-1) === "") lines.pop();
  const json = lines[0]?.startsWith("{");
  if (!json && lines.shift() !== COLUMNS) throw malformed("first line");
  if (lines.length === 0) throw malformed("end: it has no rows");
  return lines.map((line, i) => {
    const row = json ? fromJson(line) : fromCsv(line);
    if (!isRow(row)) throw malformed(`row ${i + 1}`);
    return row;
  });
}

const isRow = (given: unknown): given is Row => {
  if (typeof given !== "object" || given === null) return false;
  const { period, diagnosis, ...more } = given as Record<string, unknown>;
  return (
    typeof period === "string" &&
    PERIOD.test(period) &&
    typeof diagnosis === "string" &&
    DIAGNOSIS.test(diagnosis) &&
    Object.keys(more).length === 0
  );
};

function fromCsv(line: string): Row {
  const comma = line.indexOf(",");
  return { period: line.slice(0, comma), diagnosis: line.slice(comma + 1) };
}

const malformed = (place: string) =>
  new DoctorError(
    "E110_MALFORMED",
    `The file of rows is malformed at its ${place}.`,
    "It is CSV with the columns period and diagnosis, or JSON Lines with these names.",
  );
