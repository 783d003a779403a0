/** Numbers in texts, as the old system read them. */
import assert from "node:assert/strict";
import fc from "fast-check";
import { parseInteger } from "../../src/base/numbers.ts";

Deno.test("N-3: integer texts may have blanks around, a sign, zeros in front and _ between digits", () => {
  const table: [string, number][] = [
    ["0", 0],
    ["3", 3],
    [" 3", 3],
    ["3\t\n", 3],
    ["+2", 2],
    ["-40", -40],
    ["03", 3],
    ["1_0", 10],
    ["1_000_000", 1000000],
    ["-0", -0],
  ];
  for (const [text, value] of table) assert.equal(parseInteger(text), value, JSON.stringify(text));
});

Deno.test("N-3: nothing else is an integer, least of all the empty text", () => {
  for (
    const text of [
      "",
      " ",
      "3.0",
      "1.5",
      "1e3",
      "0x10",
      "0b1",
      "e",
      "a",
      "_1",
      "1_",
      "1__0",
      "+-1",
      "+ 1",
      "1 0",
      "--1",
      "+",
      "Infinity",
      "nan",
    ]
  ) assert.equal(parseInteger(text), undefined, JSON.stringify(text));
});

Deno.test("N-3: every integer reads back", () => {
  fc.assert(fc.property(fc.maxSafeInteger(), fc.constantFrom("", " ", "\t "), (n, blank) => {
    assert.equal(parseInteger(blank + String(n) + blank), n);
  }));
});
