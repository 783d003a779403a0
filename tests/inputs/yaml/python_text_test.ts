/** YAML's values as the texts that Python makes of them. */
import assert from "node:assert/strict";
import { pyFloat, pyRepr, pyText } from "../../../src/inputs/yaml/python_text.ts";
import { PlainDate } from "../../../src/inputs/yaml/values.ts";

Deno.test("scalars: Python's str() of None, booleans, integers, dates and texts", () => {
  assert.equal(pyText(null), "None");
  assert.equal(pyText(true), "True");
  assert.equal(pyText(false), "False");
  assert.equal(pyText(150n), "150");
  assert.equal(pyText(-(10n ** 30n)), `-1${"0".repeat(30)}`);
  assert.equal(pyText(new PlainDate(2001, 1, 1)), "2001-01-01");
  assert.equal(pyText("it's"), "it's");
});

Deno.test("V-7: floats keep a point, and exponents start at 1e16 and below 1e-4", () => {
  const cases: readonly (readonly [number, string])[] = [
    [250, "250.0"],
    [-0, "-0.0"],
    [0.1, "0.1"],
    [1e15, "1000000000000000.0"],
    [9999999999999998, "9999999999999998.0"],
    [1e16, "1e+16"],
    [1.5e16, "1.5e+16"],
    [1e22, "1e+22"],
    [1e100, "1e+100"],
    [0.0001, "0.0001"],
    [0.00001, "1e-05"],
    [-1.25e-7, "-1.25e-07"],
    [5e-324, "5e-324"],
    [1.7976931348623157e308, "1.7976931348623157e+308"],
    [NaN, "nan"],
    [Infinity, "inf"],
    [-Infinity, "-inf"],
  ];
  for (const [value, text] of cases) assert.equal(pyFloat(value), text);
});

Deno.test("lists and mappings print as Python shows them", () => {
  const value = new Map<string | bigint, string | number | null | readonly string[]>([
    ["a", "x"],
    [1n, 0.05],
    ["c", null],
    ["d", ["p", "q"]],
  ]);
  assert.equal(pyText(value), "{'a': 'x', 1: 0.05, 'c': None, 'd': ['p', 'q']}");
  assert.equal(pyText([]), "[]");
  assert.equal(pyText(new Map()), "{}");
});

Deno.test("repr: quotes and escapes as Python chooses them", () => {
  const cases: readonly (readonly [string, string])[] = [
    ["plain é漢😀", "'plain é漢😀'"],
    ["it's", `"it's"`],
    [`both ' and "`, `'both \\' and "'`],
    ["back\\slash", "'back\\\\slash'"],
    ["\n\r\t", "'\\n\\r\\t'"],
    ["\x00\x7f\xa0\xad", "'\\x00\\x7f\\xa0\\xad'"],
    ["\u200b\u2028\u3000\ufeff", "'\\u200b\\u2028\\u3000\\ufeff'"],
    ["\u{e0001}", "'\\U000e0001'"],
  ];
  for (const [text, expected] of cases) assert.equal(pyRepr(text), expected);
});

Deno.test("str and repr of a date and time", () => {
  const time = { hour: 3, minute: 4, second: 5, microsecond: 60, offsetMinutes: -330 };
  const date = new PlainDate(2001, 1, 2, time);
  assert.equal(pyText(date), "2001-01-02 03:04:05.000060-05:30");
  assert.equal(
    pyRepr(date),
    "datetime.datetime(2001, 1, 2, 3, 4, 5, 60, tzinfo=datetime.timezone(" +
      "datetime.timedelta(days=-1, seconds=66600)))",
  );
});
