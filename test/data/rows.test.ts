import { expect } from "chai";
import { parquetReadObjects } from "hyparquet";
import { csv, parseRows, ROW_FORMATS } from "#client/rows";

const ROWS = Array.from({ length: 2_500 }, (_, i) => ({
  period: `2026-${String(1 + (i % 12)).padStart(2, "0")}`,
  diagnosis: ["glioma", "meningioma", "kein Tumor", "größer"][i % 4]!,
}));

describe("rows as a file", () => {
  it("come back from CSV and JSON Lines as they were, in their order, whoever wrote the ends of lines", async () => {
    for (const format of ["csv", "jsonl"] as const) {
      const text = await ROW_FORMATS[format].write(ROWS);
      expect(parseRows(text), format).to.deep.equal(ROWS);
      expect(parseRows(text.replaceAll("\n", "\r\n").trimEnd()), format).to.deep.equal(ROWS);
    }
  });

  it("are read from Parquet by its readers", async () => {
    const file = await ROW_FORMATS.parquet.write(ROWS);
    expect(await parquetReadObjects({ file: file.buffer })).to.deep.equal(ROWS);
    expect(file.length).to.be.below((await ROW_FORMATS.csv.write(ROWS)).length / 4);
  });

  it("are refused when they are something else, by a sentence that repeats nothing of them", () => {
    const good = csv(ROWS.slice(0, 2));
    for (const text of [
      "",
      "period,diagnosis\n",
      good.replace("period,diagnosis", "diagnosis,period"),
      good.replace("2026-01", "2026-13"),
      good.replace("glioma", "glioma,secret"),
      good.replace("glioma", ""),
      good.replace("glioma", "x".repeat(65)),
      `${good}\n`,
      '{"period":"2026-01","diagnosis":"glioma","patient":"secret"}',
      '{"period":"2026-01"',
      "<html>secret</html>",
    ])
      expect(() => parseRows(text), text)
        .to.throw(/^The file of rows is malformed(?!.*secret)/)
        .with.property("code", "E110_MALFORMED");
  });
});
