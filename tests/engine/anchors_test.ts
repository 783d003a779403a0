/** Anchor days: the day of a month that a code and a value name. */
import assert from "node:assert/strict";
import { anchorDay, EXPIRY_CODES } from "../../src/engine/anchors.ts";
import { formatDay, monthOf, parseDay, parseMonth } from "../../src/base/calendar.ts";
import { loadOverrides, NO_OVERRIDES, type Overrides } from "../../src/inputs/overrides.ts";
import { readJsonLines, sharedTest } from "../shared.ts";

/** The anchor as text, null = none. */
function anchor(
  code: string,
  value: string,
  month: string,
  underlying = "X",
  overrides: Overrides = NO_OVERRIDES,
): string | null {
  const day = anchorDay(code, value, parseMonth(month)!, underlying, overrides);
  return day === undefined ? null : formatDay(day);
}

Deno.test("A-4: the checked examples", () => {
  assert.equal(anchor("F", "3", "2024-06"), "2024-06-21");
  assert.equal(anchor("F", "5", "2024-06"), null);
  assert.equal(anchor("F", "5", "2024-05"), "2024-05-31");
  assert.equal(anchor("R", "2", "2024-05"), "2024-05-09");
  assert.equal(anchor("W", "1", "2024-05"), "2024-05-01");
  assert.equal(anchor("BD", "1", "2024-06"), "2024-06-03");
  assert.equal(anchor("BD", "20", "2024-06"), "2024-06-28");
  assert.equal(anchor("BD", "21", "2024-06"), null);
  assert.equal(anchor("BD", "23", "2024-07"), "2024-07-31");
});

Deno.test("A-4: an ordinal is an integer text of at least 1, as Python's int reads it", () => {
  for (const three of ["3", " 3", "3 ", "+3", "03", "\t3\n", "0_3", "000_003"]) {
    assert.equal(anchor("F", three, "2024-06"), "2024-06-21", JSON.stringify(three));
    assert.equal(anchor("BD", three, "2024-06"), "2024-06-05", JSON.stringify(three));
  }
  for (
    const none of ["", " ", "0", "-1", "3.0", "3e0", "e", "0x3", "_3", "3_", "+ 3", "3 3", "99"]
  ) {
    for (const code of ["F", "R", "W", "BD"]) {
      assert.equal(anchor(code, none, "2024-06"), null, JSON.stringify([code, none]));
    }
  }
});

Deno.test("A-3: other codes have no anchor, names of Object's own included", () => {
  assert.deepEqual([...EXPIRY_CODES].sort(), ["BD", "F", "OVERRIDE", "R", "W"]);
  for (const code of ["LB", "", "f", "bd", "FF", "override", "M", "toString", "__proto__"]) {
    assert.equal(anchor(code, "1", "2024-06"), null, code);
  }
});

Deno.test("A-4: OVERRIDE reads the overrides by Underlying and month and ignores the value", () => {
  const overrides: Overrides = {
    ...NO_OVERRIDES,
    dayOf: (name, month) =>
      name === "X" && month === monthOf(2024, 6) ? parseDay("2024-06-15") : undefined,
    size: 1,
  };
  for (const value of ["", "3", "e", "x"]) {
    assert.equal(anchor("OVERRIDE", value, "2024-06", "X", overrides), "2024-06-15");
  }
  assert.equal(anchor("OVERRIDE", "", "2024-07", "X", overrides), null);
  assert.equal(anchor("OVERRIDE", "", "2024-06", "x", overrides), null);
  assert.equal(anchor("OVERRIDE", "", "2024-06"), null);
});

type Line = [
  code: string,
  value: string,
  year: number,
  month: number,
  underlying: string,
  result: string | null,
];

sharedTest(
  "A-4: golden anchors, a grid of codes and values and every override",
  ["golden/anchor_day.jsonl.gz", "data/overrides.csv"],
  (golden, overridesPath) => {
    const overrides = loadOverrides(overridesPath!);
    const lines = readJsonLines<Line>(golden!);
    assert.equal(lines.length, 9512);
    for (const [code, value, year, month, underlying, result] of lines) {
      const day = anchorDay(code, value, monthOf(year, month), underlying, overrides);
      assert.equal(
        day === undefined ? null : formatDay(day),
        result,
        JSON.stringify([code, value, year, month, underlying]),
      );
    }
  },
);
