/** The table asset_continuity (R-7): whose straddles are whose, and what can be wrong in it. */
import assert from "node:assert/strict";
import { spanOf } from "../../../src/inputs/amt/continuity.ts";
import { problemsBy, refuseBroken } from "../../../src/inputs/amt/problems.ts";
import { CURRENT, REFERENCE } from "../../../src/inputs/rules.ts";
import { StraddleError } from "../../../src/base/errors.ts";
import { monthOf } from "../../../src/base/calendar.ts";
import { parseAmt, readAmt } from "../../../src/loader.ts";
import { sharedTest } from "../../shared.ts";

const ASSETS = `amt:
  A: {Underlying: A, Hedge: {Source: nonfut, Ticker: H, Field: F}, Valuation: {Model: ES}}
  B: {Underlying: B, Hedge: {Source: nonfut, Ticker: H, Field: F}, Valuation: {Model: ES}}
  C: {Underlying: C, Hedge: {Source: nonfut, Ticker: H, Field: F}, Valuation: {Model: ES}}
`;
const COLUMNS = "Columns: [asset, auxiliary_asset, switchover]";
const tableOf = (text: string) => parseAmt(`${ASSETS}asset_continuity: ${text}\n`, "c.yml");
const rowsOf = (...rows: string[]) => tableOf(`{${COLUMNS}, Rows: [${rows.join(", ")}]}`);

Deno.test("R-7: the first asset is before the switchover's month, the second from it on", () => {
  const amt = rowsOf("[A, B, 2023-07-15]");
  assert.deepEqual(spanOf(amt, "A"), { first: -Infinity, end: monthOf(2023, 7) });
  assert.deepEqual(spanOf(amt, "B"), { first: monthOf(2023, 7), end: Infinity });
  assert.equal(spanOf(amt, "C"), undefined);
  assert.deepEqual(problemsBy(amt, CURRENT), []);
});

Deno.test("R-7: assets may follow each other, columns be in any order, and a month do for a day", () => {
  const text = "{Columns: [switchover, note, auxiliary_asset, asset], " +
    "Rows: [[2023-07, x, C, B], [2020-01-01, y, B, A]]}";
  const amt = tableOf(text);
  assert.deepEqual(spanOf(amt, "B"), { first: monthOf(2020, 1), end: monthOf(2023, 7) });
  assert.deepEqual(problemsBy(amt, CURRENT), []);
});

for (
  const [what, amt, severity, message] of [
    [
      "an unknown asset",
      rowsOf("[A, 'B DONT', 2023-07-01]"),
      "warning",
      /"B DONT", which no asset/,
    ],
    ["a bad date", rowsOf("[A, B, '2023-13-01']"), "error", /switchover "2023-13-01" of "A"/],
    ["an asset twice", rowsOf("[A, B, 2023-07-01]", "[A, C, 2024-01-01]"), "error", /"A" switches/],
    ["an asset and itself", rowsOf("[A, A, 2023-07-01]"), "error", /goes on as itself/],
    ["a short row", rowsOf("[A, B]"), "error", /Row 1 .* fewer cells/],
    ["no table", tableOf("5"), "error", /is not a table/],
    [
      "a column too few",
      tableOf("{Columns: [asset], Rows: []}"),
      "error",
      /"auxiliary_asset", "swi/,
    ],
  ] as const
) {
  Deno.test(`R-7: ${what} is a problem with a line and a mend, and none for the reference`, () => {
    assert.deepEqual(problemsBy(amt, REFERENCE), []);
    refuseBroken(amt, amt.assets, REFERENCE);
    const [problem, ...others] = problemsBy(amt, CURRENT);
    assert.deepEqual(others, []);
    assert.equal(problem!.severity, severity);
    assert.match(problem!.what, message);
    assert.ok(problem!.line >= 5 && problem!.mend !== undefined);
    if (severity === "error") {
      assert.throws(() => refuseBroken(amt, [], CURRENT), (error) => {
        assert.ok(error instanceof StraddleError);
        assert.match(error.details.join(), message);
        return true;
      });
    } else assert.equal(spanOf(amt, "A"), undefined, "the row has no effect");
  });
}

sharedTest("R-7: the real table has eight pairs; rows of assets that are gone have no effect", [
  "data/amt.yml",
], (path) => {
  const amt = readAmt(path);
  assert.deepEqual(spanOf(amt, "USSWAP10 Curncy")?.end, monthOf(2023, 7));
  assert.deepEqual(spanOf(amt, "USSWAPS10 Curncy")?.first, monthOf(2023, 7));
  assert.equal(spanOf(amt, "LA Comdty TKRZ"), undefined);
  refuseBroken(amt, amt.assets, CURRENT);
});
