/** Tables for eyes: what is shown of a table, and how. */
import assert from "node:assert/strict";
import { stripVTControlCharacters } from "node:util";
import { table } from "../../src/output/table.ts";
import { escapeUnsafe } from "../../src/base/text.ts";
import { textWidth } from "../../src/base/text_width.ts";
import { grouped } from "../../src/base/wording.ts";
import { type Cell, chunkOf, renderText, spec } from "./tables.ts";
import { HOSTILE, sampleColumns, sampleRows } from "./samples.ts";

const numbered = [spec("n", "int"), spec("text", "text")];

const terminal = (width: number, endRows = 20, color = false) => ({ width, endRows, color });

function rowsFrom(first: number, count: number): Cell[][] {
  return Array.from({ length: count }, (_, i) => [first + i, `row ${first + i}`]);
}

Deno.test("a small table is shown whole, numbers to the right with 6 digits", () => {
  assert.equal(
    renderText(table, sampleColumns, [chunkOf(sampleColumns, sampleRows)]),
    `\
┌───────┬────────────┬──────┬────────┬────────────┬─────────────┬──────┐
│ asset │ date       │  vol │ strike │ expiry     │         pnl │ days │
├───────┼────────────┼──────┼────────┼────────────┼─────────────┼──────┤
│ Corn  │ 2024-02-27 │   20 │    100 │ 2024-03-04 │           0 │    1 │
│ Corn  │ 2024-02-28 │ none │    100 │ 2024-03-04 │  0.00188672 │    2 │
│ Wheat │ 2024-02-29 │ 22.5 │      - │ -          │ 9.58822e-07 │   -3 │
│ -     │ -          │ none │  97.25 │ 2024-03-05 │           - │    - │
└───────┴────────────┴──────┴────────┴────────────┴─────────────┴──────┘
4 rows  7 columns
`,
  );
});

Deno.test("digits override the preview's 6", () => {
  const columns = [spec("x", "double")];
  const text = renderText(table, columns, [chunkOf(columns, [[97.25]])], { digits: 3 });
  assert.match(text, /│ 97\.2 │/);
});

Deno.test("a table without rows shows its header and 0 rows", () => {
  const expected = `\
┌───┬──────┐
│ n │ text │
└───┴──────┘
0 rows  2 columns
`;
  assert.equal(renderText(table, numbered, []), expected);
  assert.equal(renderText(table, numbered, [chunkOf(numbered, [])]), expected);
});

Deno.test("one row and one column are counted in the singular", () => {
  const columns = [spec("n", "int")];
  assert.match(renderText(table, columns, [chunkOf(columns, [[1]])]), /\n1 row {2}1 column\n$/);
});

Deno.test("40 rows are shown whole, of 41 the first and last 20", () => {
  const forty = renderText(table, numbered, [chunkOf(numbered, rowsFrom(1, 40))]).split("\n");
  assert.equal(forty.filter((line) => line.includes("row ")).length, 40);
  assert.ok(forty.every((line) => !line.includes("·")));
  const lines = renderText(table, numbered, [chunkOf(numbered, rowsFrom(1, 41))]).split("\n");
  const shown = lines.filter((line) => line.includes("│ row ")).map((line) =>
    parseInt(line.slice(1))
  );
  assert.deepEqual(shown, [...rowsFrom(1, 20), ...rowsFrom(22, 20)].map((row) => row[0]));
  assert.equal(lines[3 + 20], "│  · │ ·      │");
  assert.equal(lines.at(-2), "41 rows (40 shown)  2 columns");
});

Deno.test("how rows are cut into chunks leaves no trace", () => {
  for (const total of [1, 39, 40, 41, 60, 200]) {
    const whole = renderText(table, numbered, [chunkOf(numbered, rowsFrom(0, total))]);
    for (const size of [1, 7, 19, 20, 21, 40, 45, 100]) {
      const chunks = [];
      for (let from = 0; from < total; from += size) {
        chunks.push(chunkOf(numbered, rowsFrom(from, Math.min(size, total - from))));
      }
      assert.equal(renderText(table, numbered, chunks), whole, `${total} rows by ${size}`);
    }
  }
});

Deno.test("a terminal too narrow loses columns from the middle, and the last line says so", () => {
  const text = renderText(table, sampleColumns, [chunkOf(sampleColumns, sampleRows)], {}, {
    metadata: {},
    terminal: terminal(50),
  });
  assert.equal(
    text,
    `\
asset date        vol expiry             pnl days
─────────────────────────────────────────────────
Corn  2024-02-27   20 2024-03-04           0    1
Corn  2024-02-28 none 2024-03-04  0.00188672    2
Wheat 2024-02-29 22.5 -          9.58822e-07   -3
-     -          none 2024-03-05           -    -
4 rows  7 columns (6 shown)
--columns would show strike
`,
  );
});

/** The lines of the table itself, without those that count. */
const tableOf = (text: string) =>
  text.slice(0, text.search(/^[\d,]+ rows?( |$)/m)).split("\n").slice(0, -1);

Deno.test("no line of the table is wider than the terminal, whatever stands first or is kept", () => {
  const columns = [...sampleColumns, spec("long", "text")];
  const rows = sampleRows.map((row) => [...row, "long 日本 ".repeat(30)]);
  const kept = columns.map((column, i) =>
    i % 2 === 0 ? column : { ...column, look: { keep: 9 - i } }
  );
  for (let width = 9; width < 240; width++) {
    const footer = { metadata: {}, terminal: terminal(width) };
    for (const [specs, cells] of [[columns, rows], [kept, rows]] as const) {
      for (const turned of [false, true]) {
        const ordered = turned ? specs.toReversed() : specs;
        const chunk = chunkOf(ordered, turned ? cells.map((row) => row.toReversed()) : cells);
        const lines = tableOf(renderText(table, ordered, [chunk], {}, footer));
        assert.ok(lines.length >= rows.length + 2);
        for (const line of lines) assert.ok(textWidth(line) <= width, `${width}: ${line}`);
      }
    }
  }
});

Deno.test("what is ranked stays, in its place, its name broken and the first column cut for it", () => {
  const columns = [
    { ...spec("asset", "text"), look: { keep: 0 } },
    spec("note", "text"),
    { ...spec("max_drawdown", "double"), look: { keep: 1, loss: true } },
    { ...spec("pnl", "double"), look: { keep: 2, loss: true } },
  ];
  const rows: Cell[][] = [["ANVILS VL Equity", "a long note", 0.25, -12.5], ["-1 X", "", 1, 2]];
  const show = (width: number, color = false) =>
    renderText(table, columns, [chunkOf(columns, rows)], {}, {
      metadata: {},
      terminal: terminal(width, 20, color),
    });
  assert.equal(
    show(36),
    `\
                      max_
asset             drawdown    pnl
─────────────────────────────────
ANVILS VL Equity      0.25  -12.5
-1 X                     1      2
2 rows  4 columns (3 shown)
--columns would show note
`,
  );
  assert.match(show(24), /^ANVILS V… {5}0\.25 -12\.5$/m);
  assert.match(show(20), /^ANVILS VL … {5}0\.25$/m);
  assert.match(show(5), /^ANVI…$/m);
  const [black, colored] = [show(60), show(60, true)];
  assert.ok(colored.includes("│ \x1b[31m-12.5\x1b[39m │"), colored);
  assert.equal(stripVTControlCharacters(colored), black, "colours take no room");
  assert.equal(colored.split("\x1b").length, 3, "only losses are coloured");
});

Deno.test("on a terminal columns without a value go, elsewhere none", () => {
  const columns = [spec("a", "int"), spec("b", "double", "none"), spec("c", "text")];
  const chunks = [chunkOf(columns, [[1, null, null], [2, null, "x"]])];
  const size = (text: string) => text.split("\n").filter((line) => line.includes("column"));
  const shown = renderText(table, columns, chunks, {}, { metadata: {}, terminal: terminal(80) });
  assert.deepEqual(size(shown), ["2 rows  3 columns (2 shown)", "--columns would show b"]);
  assert.deepEqual(size(renderText(table, columns, chunks)), ["2 rows  3 columns"]);
});

Deno.test("a terminal says how many rows it is shown", () => {
  const show = (endRows: number) =>
    renderText(
      table,
      numbered,
      [chunkOf(numbered, rowsFrom(1, 100))],
      { terminal: terminal(80, endRows) },
      { metadata: {}, terminal: terminal(80, endRows) },
    );
  assert.equal(show(Infinity).match(/row \d/g)!.length, 100);
  assert.deepEqual(show(3).match(/row \d+/g), [1, 2, 3, 98, 99, 100].map((n) => `row ${n}`));
});

Deno.test("wide and combining characters take the room that a terminal gives them", () => {
  const columns = [spec("text", "text"), spec("n", "int")];
  const texts = ["日本 Equity", "cafe\u0301", "🐎", "👨‍👩‍👧", "plain"];
  const text = renderText(table, columns, [chunkOf(columns, texts.map((one) => [one, 1]))]);
  assert.match(text, /│ 日本 Equity │ 1 │\n│ cafe\u0301 {8}│ 1 │\n│ 🐎 {10}│ 1 │\n/);
});

Deno.test("control characters in texts and names are shown escaped, never raw", () => {
  const columns = [spec("a\tb", "text"), spec("n", "int")];
  const texts = [
    "one\ntwo",
    "\x1b[31mred",
    "nul\0",
    "\u202eright",
    "\u009b",
    "bell\x07",
    "a\u2028b",
  ];
  const text = renderText(table, columns, [chunkOf(columns, texts.map((one) => [one, 1]))]);
  for (
    const escaped of [
      "a\\tb",
      "one\\ntwo",
      "\\x1b[31mred",
      "nul\\x00",
      "\\u202eright",
      "\\x9b",
      "bell\\x07",
      "a\\u2028b",
    ]
  ) assert.ok(text.includes(escaped), escaped);
  assert.doesNotMatch(text.replaceAll("\n", ""), /[\p{Cc}\u2028\u202e]/u);
  const widths = new Set(text.split("\n").slice(0, -2).map((line) => [...line].length));
  assert.equal(widths.size, 1);
});

Deno.test("hostile texts leave every line of the box equally wide", () => {
  const columns = [spec("text", "text")];
  const text = renderText(table, columns, [chunkOf(columns, HOSTILE.map((one) => [one]))]);
  assert.equal(new Set(text.split("\n").slice(0, -2).map(textWidth)).size, 1);
});

Deno.test("half of a surrogate pair is shown escaped", () => {
  assert.equal(escapeUnsafe("a\ud83db \u{1f40e}"), "a\\ud83db \u{1f40e}");
});

Deno.test("counts have commas between thousands", () => {
  assert.deepEqual([0, 999, 1000, 17280, 7000000].map(grouped), [
    "0",
    "999",
    "1,000",
    "17,280",
    "7,000,000",
  ]);
});
