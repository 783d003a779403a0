/** CSV and TSV, to the byte. */
import assert from "node:assert/strict";
import fc from "fast-check";
import Papa from "papaparse";
import type { ColumnSpec } from "../../src/output/chunk.ts";
import { csv, tsv } from "../../src/output/delimited.ts";
import { formatNumber } from "../../src/output/number_text.ts";
import { type Cell, chunkOf, render, renderText, spec } from "./tables.ts";
import { HOSTILE, sampleColumns, sampleRows, tableArbitrary } from "./samples.ts";

/** Reads CSV with another reader than the one that made it. */
function readCsv(text: string): string[][] {
  const { data, errors } = Papa.parse<string[]>(text.replace(/\n$/, ""), {
    delimiter: ",",
    newline: "\n",
  });
  assert.deepEqual(errors, []);
  return data;
}

Deno.test("CSV: a header, then a line a row; missing cells are empty", () => {
  assert.equal(
    renderText(csv, sampleColumns, [chunkOf(sampleColumns, sampleRows)]),
    "asset,date,vol,strike,expiry,pnl,days\n" +
      "Corn,2024-02-27,20,100,2024-03-04,0,1\n" +
      "Corn,2024-02-28,,100,2024-03-04,0.0018867156852914505,2\n" +
      "Wheat,2024-02-29,22.5,,,9.588224724950412e-7,-3\n" +
      ",,,97.25,2024-03-05,,\n",
  );
});

Deno.test("TSV: missing cells print the column's own text", () => {
  assert.equal(
    renderText(tsv, sampleColumns, [chunkOf(sampleColumns, sampleRows)]),
    "asset\tdate\tvol\tstrike\texpiry\tpnl\tdays\n" +
      "Corn\t2024-02-27\t20\t100\t2024-03-04\t0\t1\n" +
      "Corn\t2024-02-28\tnone\t100\t2024-03-04\t0.0018867156852914505\t2\n" +
      "Wheat\t2024-02-29\t22.5\t-\t-\t9.588224724950412e-7\t-3\n" +
      "-\t-\tnone\t97.25\t2024-03-05\t-\t-\n",
  );
});

Deno.test("digits round doubles to significant digits and leave integers and dates alone", () => {
  const columns = [spec("a", "double"), spec("b", "int"), spec("c", "date"), spec("d", "double")];
  const rows: Cell[][] = [[97.25, 12345, 19800, 999.5], [112.5, -12345, 0, 0.00001]];
  for (const kinds of [[], ["runs", "runs", "runs", "runs"]] as ("plain" | "runs")[][]) {
    assert.equal(
      renderText(tsv, columns, [chunkOf(columns, rows, kinds)], { digits: 3 }),
      "a\tb\tc\td\n97.2\t12345\t2024-03-18\t1e+03\n112\t-12345\t1970-01-01\t1e-05\n",
    );
  }
});

Deno.test("a table without rows is its header", () => {
  const header = "asset,date,vol,strike,expiry,pnl,days\n";
  assert.equal(renderText(csv, sampleColumns, []), header);
  assert.equal(renderText(csv, sampleColumns, [chunkOf(sampleColumns, [])]), header);
  assert.equal(renderText(tsv, sampleColumns, []), header.replaceAll(",", "\t"));
});

Deno.test("how rows are cut into chunks leaves no trace", () => {
  const whole = renderText(csv, sampleColumns, [chunkOf(sampleColumns, sampleRows)]);
  const pieces = [[], sampleRows.slice(0, 1), [], sampleRows.slice(1, 2), sampleRows.slice(2), []];
  const chunks = pieces.map((rows) => chunkOf(sampleColumns, rows));
  assert.equal(renderText(csv, sampleColumns, chunks), whole);
});

Deno.test("CSV quotes texts with commas, quotes, line ends or outer spaces, and empty ones", () => {
  const columns = [spec("text", "text")];
  const texts = ["a,b", 'say "hi"', "two\nlines", "a\rb", " a", "a ", "a b", "", "a;b"];
  assert.equal(
    renderText(csv, columns, [chunkOf(columns, texts.map((text) => [text]))]),
    'text\n"a,b"\n"say ""hi"""\n"two\nlines"\n"a\rb"\n" a"\n"a "\na b\n""\na;b\n',
  );
});

Deno.test("CSV column names are quoted like texts", () => {
  assert.equal(renderText(csv, [spec('a,"b"', "text"), spec("c", "text")], []), '"a,""b""",c\n');
});

Deno.test("CSV that a reader reads gives the texts back, whatever they hold", () => {
  const columns = [spec("first", "text"), spec("second", "text")];
  const text = fc.oneof(fc.constantFrom(...HOSTILE), fc.string({ unit: "binary" }));
  fc.assert(
    fc.property(fc.array(fc.tuple(text, text)), (rows) => {
      const read = readCsv(renderText(csv, columns, [chunkOf(columns, rows)]));
      assert.deepEqual(read, [["first", "second"], ...rows]);
    }),
  );
});

Deno.test("CSV that a reader reads gives every cell back", () => {
  fc.assert(
    fc.property(tableArbitrary(), ({ columns, chunks, rows }) => {
      const read = readCsv(renderText(csv, columns, chunks));
      const expected = rows.map((row) => row.map((cell, i) => cellText(columns[i]!, cell)));
      assert.deepEqual(read, [columns.map((column) => column.name), ...expected]);
    }),
  );
});

Deno.test("TSV: no text can split a row or a cell; a backslash stays as it is", () => {
  const columns = [spec("a", "text"), spec("b", "text")];
  assert.equal(
    renderText(tsv, columns, [chunkOf(columns, [["x\ty\nz\r", "C:\\temp"]])]),
    "a\tb\nx\\ty\\nz\\r\tC:\\temp\n",
  );
  const text = fc.oneof(fc.constantFrom(...HOSTILE), fc.string({ unit: "binary" }));
  fc.assert(
    fc.property(fc.array(fc.tuple(text, text)), (rows) => {
      const lines = renderText(tsv, columns, [chunkOf(columns, rows)]).split(/\r\n|\n|\r/);
      assert.equal(lines.pop(), "");
      assert.equal(lines.length, rows.length + 1);
      for (const line of lines) assert.equal(line.split("\t").length, 2);
    }),
  );
});

Deno.test("an encoder's earlier output stays as it was", () => {
  const encoder = csv.encoder(sampleColumns, {});
  const chunk = chunkOf(sampleColumns, sampleRows);
  const first = encoder.encode(chunk).parts.map((part) => ({ part, copy: part.slice() }));
  encoder.encode(chunkOf(sampleColumns, sampleRows.toReversed()));
  for (const { part, copy } of first) assert.deepEqual(part, copy);
});

Deno.test("rows find room, whether they are many or longer than the memory a piece has", () => {
  const columns = [spec("text", "text"), spec("x", "double")];
  const encoder = csv.encoder(columns, {});
  for (const [rows, length] of [[20_000, 30], [300, 5_000], [3, 700_000], [20_000, 1]] as const) {
    const cells = Array.from(
      { length: rows },
      (_, i): Cell[] => ["é".repeat(length + i % 3), i / 3],
    );
    const { parts } = encoder.encode(chunkOf(columns, cells));
    const text = parts.map((part) => new TextDecoder().decode(part)).join("");
    // assert.equal would print megabytes.
    assert.ok(text === cells.map(([text, x]) => `${text},${x}\n`).join(""), `${rows} rows`);
  }
});

Deno.test("days before 1970 and after 2069 print as dates", () => {
  const columns = [spec("day", "date")];
  const rows = [[-1], [0], [36524], [36525], [-719162], [2932896]];
  assert.equal(
    renderText(csv, columns, [chunkOf(columns, rows)]),
    "day\n1969-12-31\n1970-01-01\n2069-12-31\n2070-01-01\n0001-01-01\n9999-12-31\n",
  );
});

Deno.test("runs that don't cover the rows are a defect, not a truncated table", () => {
  const columns = [spec("a", "text")];
  const short = chunkOf(columns, [["x"], ["y"]]);
  assert.throws(() => render(csv, columns, [{ ...short, rows: 5 }]), /Runs end before row 2/);
});

function cellText(column: ColumnSpec, cell: Cell): string {
  if (cell === null) return "";
  if (typeof cell === "string") return cell;
  if (column.type !== "date") return formatNumber(cell);
  return new Date(cell * 86_400_000).toISOString().slice(0, 10);
}
