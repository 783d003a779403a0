import assert from "node:assert/strict";
import { escapeUnsafe, table } from "../../src/output/table.ts";
import { grouped } from "../../src/wording.ts";
import { type Cell, chunkOf, renderText, spec } from "./tables.ts";
import { HOSTILE, sampleColumns, sampleRows } from "./samples.ts";

const numbered = [spec("n", "int"), spec("text", "text")];

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
    width: 50,
  });
  assert.equal(
    text,
    `\
┌───────┬────────────┬───┬─────────────┬──────┐
│ asset │ date       │ … │         pnl │ days │
├───────┼────────────┼───┼─────────────┼──────┤
│ Corn  │ 2024-02-27 │ … │           0 │    1 │
│ Corn  │ 2024-02-28 │ … │  0.00188672 │    2 │
│ Wheat │ 2024-02-29 │ … │ 9.58822e-07 │   -3 │
│ -     │ -          │ … │           - │    - │
└───────┴────────────┴───┴─────────────┴──────┘
4 rows  7 columns (4 shown)
`,
  );
});

Deno.test("no line of the box is wider than the terminal", () => {
  const columns = [...sampleColumns, spec("long", "text")];
  const rows = sampleRows.map((row) => [...row, "long ".repeat(30)]);
  for (let width = 9; width < 240; width++) {
    const footer = { metadata: {}, width };
    const box = renderText(table, columns, [chunkOf(columns, rows)], {}, footer).split("\n");
    for (const line of box.slice(0, -2)) assert.ok([...line].length <= width, `${width}: ${line}`);
    const reversed = columns.toReversed();
    const mirrored = rows.map((row) => row.toReversed());
    for (
      const line of renderText(table, reversed, [chunkOf(reversed, mirrored)], {}, footer)
        .split("\n").slice(0, -2)
    ) assert.ok([...line].length <= width, `${width}: ${line}`);
  }
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
  assert.equal(new Set(text.split("\n").slice(0, -2).map((line) => [...line].length)).size, 1);
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
