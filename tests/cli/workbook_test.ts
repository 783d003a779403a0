/** `summary` and `book` as spreadsheets: read back by another reader, they hold what JSON holds. */
import assert from "node:assert/strict";
import { join } from "node:path";
import readSheets from "read-excel-file/universal";
import {
  assertOneLine,
  SAMPLE,
  straddle,
  straddleBytes,
  straddleOk,
  withFolder,
} from "./program.ts";
import { writeWorkbook } from "../../src/output/workbook.ts";
import { BOOK_COLUMNS } from "../../src/runs/book_columns.ts";

type Row = Record<string, unknown>;

/** The sheets of a workbook; days as texts. */
async function sheetsOf(path: string): Promise<Record<string, unknown[][]>> {
  const bytes = Deno.readFileSync(path);
  const sheets = await readSheets(bytes.buffer, { trim: false }) as unknown as {
    sheet: string;
    data: unknown[][];
  }[];
  const day = (cell: unknown) => cell instanceof Date ? cell.toISOString().slice(0, 10) : cell;
  return Object.fromEntries(
    sheets.map(({ sheet, data }) => [sheet, data.map((row) => row.map(day))]),
  );
}

/** That a sheet has the rows of JSON under a header: the same texts, days and numbers. */
function assertRows(sheet: readonly unknown[][], rows: readonly Row[]): void {
  const [header, ...lines] = sheet;
  assert.deepEqual(header, Object.keys(rows[0]!));
  assert.equal(lines.length, rows.length);
  lines.forEach((line, i) => assert.deepEqual(line, Object.values(rows[i]!)));
}

/** The XML of a workbook's parts. */
async function partsOf(cwd: string, name: string): Promise<string> {
  const script = "import sys,zipfile; z=zipfile.ZipFile(sys.argv[1]); z.testzip(); " +
    "print(''.join(z.read(n).decode() for n in z.namelist())); " +
    "print([i.date_time for i in z.infolist()])";
  const { stdout, success } = await new Deno.Command("python3", { args: ["-c", script, name], cwd })
    .output();
  assert.ok(success);
  return new TextDecoder().decode(stdout);
}

Deno.test("a summary's sheets are its parts, a book's its days and rows, and both say where they come from", () =>
  withFolder(async (cwd) => {
    const at = (name: string) => join(cwd, name);
    const json = async (...args: string[]): Promise<Row[]> =>
      JSON.parse(await straddleOk([...args, "-f", "json"], { cwd }));
    const inputs = ["--data", SAMPLE, "--costs", "amt", "-q"];
    await straddleOk(["backtest", ".", "2024", ...inputs, "-o", "run.parquet"], { cwd });
    await straddleOk(["summary", "run.parquet", "-o", "s.xlsx"], { cwd });
    const { total, provenance, ...parts } = await sheetsOf(at("s.xlsx"));
    assert.deepEqual(Object.keys(parts), ["asset", "class", "group", "year", "month", "schedule"]);
    assertRows(total!, await json("summary", "run.parquet"));
    for (const part of ["asset", "month"]) {
      assertRows(parts[part]!, await json("summary", "run.parquet", "--by", part));
    }
    const about = Object.fromEntries(provenance!) as Record<string, string>;
    assert.equal(about["Run"], "run.parquet");
    assert.equal(about["Expiry years"], "2024 to 2024");
    assert.match(about["Input: amt"]!, /^amt\.yml, \d+ bytes, SHA-256 [0-9a-f]{64}$/);
    assert.match(about["P&L is a share of"]!, /the strike, summed over straddles/);
    assert.match(about["Days"]!, /weekend's P&L, its time decay included, counts to the Monday/);

    const costs = ["summary", "run.parquet", "--of", "costs", "--by", "class"];
    await straddleOk([...costs, "-f", "xlsx", "-o", "c.bin"], { cwd });
    const topic = await sheetsOf(at("c.bin"));
    assert.deepEqual(Object.keys(topic), ["class", "provenance"]);
    assertRows(topic.class!, await json(...costs));
    const chosen = ["summary", "run.parquet", "--by", "year", "--columns", "year,pnl"];
    await straddleOk([...chosen, "-o", "y.xlsx"], { cwd });
    assertRows((await sheetsOf(at("y.xlsx"))).year!, await json(...chosen));

    const book = ["book", "run.parquet", "--aum", "1e6"];
    await straddleOk([...book, "-o", "b.xlsx"], { cwd });
    const sheets = await sheetsOf(at("b.xlsx"));
    assert.deepEqual(Object.keys(sheets), ["days", "book", "provenance"]);
    const rows = await json(...book);
    assertRows(sheets.book!, rows);
    const [header, ...days] = sheets.days!;
    const sum = (of: readonly unknown[]) => of.reduce((sum: number, x) => sum + Number(x), 0);
    for (const name of ["net", "exposure", "net_money"]) {
      const place = header!.indexOf(name);
      const found = sum(days.map((day) => day[place]));
      const wanted = sum(rows.map((row) => row[name]));
      assert.ok(Math.abs(found - wanted) < 1e-9 * Math.abs(wanted), name);
    }
    assert.equal(new Set(rows.map(({ date }) => date)).size, days.length);
    assert.equal((Object.fromEntries(sheets.provenance!) as Row)["Book: aum"], "1000000");

    // Days are days, shares percents, the header stays; and the same content is the same bytes.
    await straddleOk([...book, "-o", "again.xlsx"], { cwd });
    assert.deepEqual(Deno.readFileSync(at("again.xlsx")), Deno.readFileSync(at("b.xlsx")));
    const piped = await straddleBytes(["summary", "run.parquet", "-f", "xlsx"], { cwd });
    assert.deepEqual(piped.stdout, Deno.readFileSync(at("s.xlsx")));
    assertOneLine(await straddle(["assets", "-o", "a.xlsx"], { cwd }), 2, "name a .csv");
    try {
      const xml = await partsOf(cwd, "b.xlsx");
      for (const format of ["yyyy-mm-dd", "0.000%", "#,##0"]) {
        assert.ok(xml.includes(format), format);
      }
      assert.match(xml, /<pane[^>]*ySplit="1"[^>]*state="frozen"/);
      assert.match(xml, /^\[(\(1980, 1, 1, 0, 0, 0\)(, )?)+\]$/m);
    } catch (error) {
      if (!(error instanceof Deno.errors.NotFound)) throw error;
      // deno-lint-ignore no-console
      console.log("Skipping a look into the workbook: no python3 here");
    }
  }));

Deno.test("more rows than a sheet holds, or cells than memory, are refused with the way out", async () => {
  const destination = { output: undefined, format: "json", options: {} } as const;
  const book = (count: number) => ({ name: "book", columns: BOOK_COLUMNS, rows: [], count });
  for (
    const [count, says] of [[1_048_576, /holds 1,048,576/], [200_000, /2,500,000 cells/]] as const
  ) {
    await assert.rejects(writeWorkbook([book(count)], destination), (error: Error) => {
      assert.match(error.message, says);
      assert.match(error.message, /write parquet or csv/);
      assert.equal((error as unknown as { exitCode: number }).exitCode, 2);
      return true;
    });
  }
});
