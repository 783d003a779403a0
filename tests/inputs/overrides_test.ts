/** The expiry overrides: days by ticker and month, and their faults by row. */
import assert from "node:assert/strict";
import { mkdtempSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { formatDay, parseMonth } from "../../src/base/calendar.ts";
import { cacheStats, clearCaches } from "../../src/base/memo.ts";
import { loadOverrides, NO_OVERRIDES, type Overrides } from "../../src/inputs/overrides.ts";
import { sharedTest } from "../shared.ts";
import { errorOf } from "../thrown.ts";

const folder = mkdtempSync(join(tmpdir(), "straddle-overrides-"));
globalThis.addEventListener("unload", () => rmSync(folder, { recursive: true }));
const path = join(folder, "overrides.csv");

function load(rows: string, header = "ticker,expiry"): Overrides {
  writeFileSync(path, `${header}\n${rows}`);
  clearCaches();
  return loadOverrides(path);
}

function dayIn(overrides: Overrides, underlying: string, month: string): string | undefined {
  const day = overrides.dayOf(underlying, parseMonth(month)!);
  return day === undefined ? undefined : formatDay(day);
}

Deno.test("F-12: a day by Underlying and month", () => {
  const overrides = load("CRDX Curncy,2024-02-14\nA,2024-02-29\nA,2024-03-01\n");
  assert.equal(dayIn(overrides, "CRDX Curncy", "2024-02"), "2024-02-14");
  assert.equal(dayIn(overrides, "A", "2024-02"), "2024-02-29");
  assert.equal(dayIn(overrides, "A", "2024-03"), "2024-03-01");
  assert.equal(dayIn(overrides, "A", "2024-04"), undefined);
  assert.equal(dayIn(overrides, "a", "2024-02"), undefined);
  assert.equal(dayIn(overrides, "", "2024-02"), undefined);
  assert.equal(dayIn(overrides, "__proto__", "2024-02"), undefined);
});

Deno.test("F-12: the last row of a ticker and month wins", () => {
  const overrides = load("LX Comdty,2025-01-01\nKC Comdty,2025-01-09\nLX Comdty,2025-01-02\n");
  assert.equal(dayIn(overrides, "LX Comdty", "2025-01"), "2025-01-02");
  assert.equal(dayIn(load("A,2025-01-20\nA,2025-01-03\n"), "A", "2025-01"), "2025-01-03");
});

Deno.test("F-12, D-1: a byte-order mark, CR LF and other columns do no harm", () => {
  writeFileSync(path, "\uFEFFticker,note,expiry\r\nA,x,2024-02-14\r\n\r\n");
  assert.equal(dayIn(loadOverrides(path), "A", "2024-02"), "2024-02-14");
});

Deno.test("D-1: a row without a day is left out, and told with its row and ticker", () => {
  for (
    const bad of ["2024-03", "2024-02-30", "30/02/2024", "", "24/2/14", "45336", "Mrz 5 2024"]
  ) {
    const { oddRows, size } = load(`A,2024-01-02\n\nA,${bad}\n`);
    const message = `"${bad}" is not a day; write it as YYYY-MM-DD`;
    assert.deepEqual(oddRows, [{ kind: "no day", ticker: "A", number: 4, message }]);
    assert.equal(size, 1);
  }
  assert.match(load("A\n").oddRows[0]!.message, /^"" is not a day/);
  assert.match(load("A,03/04/2024\n").oddRows[0]!.message, /^"03\/04\/2024" could be two days/);
  assert.deepEqual(load(",\n , \n").oddRows.map(({ kind, number }) => [kind, number]), [
    ["empty", 2],
    ["empty", 3],
  ]);
});

Deno.test("F-12: days as spreadsheets write them, where they are one day only", () => {
  const one = ["2024-3-9", "2024/03/09", "20240309", "9.3.2024", "09-Mar-24", "9 March 2024"];
  one.push("Mar 9, 2024", "2024-03-09 00:00:00", "2024-03-09T00:00:00Z", " 2024-03-09 ");
  for (const text of one) {
    assert.equal(dayIn(load(`A,"${text}"\n`), "A", "2024-03"), "2024-03-09", text);
  }
  assert.equal(dayIn(load("A,14/02/2024\n"), "A", "2024-02"), "2024-02-14");
  assert.equal(dayIn(load("A,02/14/2024\n"), "A", "2024-02"), "2024-02-14");
  // One day above 12 settles the column; two that contradict each other settle nothing.
  assert.equal(dayIn(load("A,14/02/2024\nA,04/03/2024\n"), "A", "2024-03"), "2024-03-04");
  assert.equal(dayIn(load("A,02/14/2024\nA,04/03/2024\n"), "A", "2024-04"), "2024-04-03");
  const both = load("A,02/14/2024\nA,15/02/2024\nA,04/03/2024\n");
  assert.deepEqual(both.oddRows.map(({ kind, number }) => [kind, number]), [
    ["two days", 3],
    ["no day", 4],
  ]);
});

Deno.test("F-12: two different days of one month are told, and the last counts", () => {
  const overrides = load("A,2024-03-15\nB,2024-03-15\nA,2024-03-08\nB,2024-03-15\n");
  assert.equal(dayIn(overrides, "A", "2024-03"), "2024-03-08");
  assert.deepEqual([...overrides.tickers], ["A", "B"]);
  assert.deepEqual(overrides.oddRows, [{
    kind: "two days",
    ticker: "A",
    number: 4,
    message: "2024-03 has two days, 2024-03-15 and 2024-03-08, and the last one counts; keep one",
  }]);
});

Deno.test("D-1: a missing file is an exit-4 error, a missing column an exit-3 error", () => {
  const missing = errorOf(() => loadOverrides(join(folder, "none.csv")));
  assert.equal(missing.exitCode, 4);
  assert.match(missing.message, /Cannot open expiry overrides ".*none\.csv"/);
  const column = errorOf(() => load("A,2024-02-14\n", "ticker,date"));
  assert.equal(column.exitCode, 3);
  assert.match(column.message, /no column "expiry"/);
});

Deno.test("D-3, D-31: overrides are cached by path and content, not once for the process", () => {
  const first = load("A,2024-02-14\n");
  assert.equal(loadOverrides(path), first);
  const other = join(folder, "other.csv");
  writeFileSync(other, "ticker,expiry\nA,2024-02-15\n");
  assert.equal(dayIn(loadOverrides(other), "A", "2024-02"), "2024-02-15");
  writeFileSync(path, "ticker,expiry\nA,2024-02-16\n");
  utimesSync(path, 1_700_000_000, 1_700_000_000);
  assert.equal(dayIn(loadOverrides(path), "A", "2024-02"), "2024-02-16");
  writeFileSync(path, "ticker,expiry\nA,2024-02-17\nB,2024-02-17\n");
  utimesSync(path, 1_700_000_000, 1_700_000_000);
  assert.equal(dayIn(loadOverrides(path), "A", "2024-02"), "2024-02-17");
  const { entries, hits, misses } = cacheStats().find(({ name }) => name === "override")!;
  assert.deepEqual({ entries, hits, misses }, { entries: 4, hits: 1, misses: 4 });
});

Deno.test("B-1: without a file there are no overrides", () => {
  assert.equal(dayIn(NO_OVERRIDES, "A", "2024-02"), undefined);
});

sharedTest("F-12: the real overrides, with two doubled months", ["data/overrides.csv"], (path) => {
  const overrides = loadOverrides(path!);
  assert.equal(overrides.size, 6051);
  assert.equal(dayIn(overrides, "LX Comdty", "2025-01"), "2025-01-02");
  assert.equal(dayIn(overrides, "LA Comdty TKRZ", "2024-01"), undefined);
});
