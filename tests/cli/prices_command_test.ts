/** `prices`: what the price files hold, and what nobody can do to them or through them. */
import assert from "node:assert/strict";
import { join } from "node:path";
import {
  assertOneLine,
  MINI,
  namesIn,
  quoted,
  rowsOf,
  SAMPLE,
  straddle,
  straddleOk,
  withFolder,
  writeParquet,
} from "./program.ts";

const last = (pattern: string) => ["prices", "last", pattern, "--data", MINI];
const query = (sql: string, ...args: string[]) => ["prices", "query", sql, "--data", MINI, ...args];

Deno.test("prices last: the newest day of each series the pattern finds, sorted", async () => {
  assert.equal(
    await straddleOk([...last("^(SW5|ACME)"), "-f", "csv"]),
    "ticker,field,last_date\n" +
      "ACME US Equity,IV30,2024-12-31\nACME US Equity,IV60,2024-12-31\n" +
      "ACME US Equity,PX_LAST,2024-12-31\n" +
      "SW5 NEW,PX_LAST,2024-12-31\nSW5 OLD,PX_LAST,2024-12-31\n",
  );
});

Deno.test("prices last: the pattern is searched, not anchored, and is never SQL", async () => {
  assert.equal(rowsOf(await straddleOk(last("US Eq"))).length, 3);
  assertOneLine(await straddle(last("' OR 1=1 --")), 1, "No ticker matches");
  assertOneLine(await straddle(last("(")), 2, 'Cannot use the pattern "("');
});

Deno.test("prices query: values come out exactly: dates, decimals, big integers, NULL", async () => {
  const sql = "SELECT min(date) AS day, 1.10::DECIMAL(4, 2) AS small, " +
    "12345678901234567890.1234::DECIMAL(38, 4) AS decimal, 9007199254740993::BIGINT AS big, " +
    "170141183460469231731687303715884105727::HUGEINT AS huge, count(*) AS n, NULL AS nothing, " +
    "'nan'::DOUBLE AS nan, 0.1::DOUBLE AS double, true AS yes, 'a\tb' AS text FROM prices";
  assert.deepEqual(JSON.parse(await straddleOk(query(sql, "-f", "json"))), [{
    day: "2022-10-03",
    small: 1.1,
    decimal: "12345678901234567890.1234",
    big: "9007199254740993",
    huge: "170141183460469231731687303715884105727",
    n: 5870,
    nothing: null,
    nan: "NaN",
    double: 0.1,
    yes: "true",
    text: "a\tb",
  }]);
});

Deno.test("prices query: SELECT, WITH, VALUES, DESCRIBE, SUMMARIZE and SHOW are let through", async () => {
  for (
    const sql of [
      "SELECT 1",
      "WITH p AS (FROM prices) SELECT count(*) FROM p;",
      "VALUES (1)",
      "DESCRIBE prices",
      "SUMMARIZE prices",
      "SHOW TABLES",
      "SELECT 1 -- a comment",
    ]
  ) await straddleOk(query(sql));
});

Deno.test("prices query: whatever writes, reaches other files or changes settings is refused", async () => {
  await withFolder(async (folder) => {
    const copy = join(folder, "prices.parquet");
    const other = join(folder, "other.parquet");
    await Deno.copyFile(join(MINI, "prices.parquet"), copy);
    await writeParquet(other, "SELECT 42 AS secret");
    const secret = join(folder, "secret.csv");
    await Deno.writeTextFile(secret, "a\n1\n");
    const before = await Deno.readFile(copy);
    const names = namesIn(folder);
    for (
      const sql of [
        `COPY prices TO ${quoted(join(folder, "out.csv"))}`,
        `COPY (SELECT 1 AS ticker) TO ${quoted(copy)} (FORMAT parquet)`,
        `ATTACH ${quoted(join(folder, "new.db"))}`,
        `EXPORT DATABASE ${quoted(join(folder, "dump"))}`,
        "INSTALL httpfs",
        "LOAD httpfs",
        "SET enable_external_access = true",
        "SET VARIABLE files = ['/etc/passwd']",
        "RESET threads",
        "PRAGMA enable_profiling",
        "CREATE TABLE t AS SELECT 1",
        "DROP VIEW prices",
        "INSERT INTO prices VALUES (1)",
        "BEGIN",
        "CALL pragma_version()",
        "EXPLAIN ANALYZE SELECT 1",
        "SELECT 1; DROP VIEW prices",
        `FROM read_csv(${quoted(secret)})`,
        `FROM read_text(${quoted(secret)})`,
        `FROM read_parquet(${quoted(other)})`,
        `FROM ${quoted(other)}`,
        `FROM glob(${quoted(join(folder, "*"))})`,
        `FROM sniff_csv(${quoted(secret)})`,
        `FROM parquet_metadata(${quoted(other)})`,
        "SELECT getenv('HOME')",
      ]
    ) {
      const run = await straddle(["prices", "query", sql, "--data", SAMPLE, "--prices", copy]);
      assertOneLine(run, 2);
    }
    assert.deepEqual(namesIn(folder), names);
    assert.deepEqual(await Deno.readFile(copy), before);
  });
});

Deno.test("prices query: a mistake in the SQL is a usage error in one line", async () => {
  assertOneLine(await straddle(query("SELEC 1")), 2, 'syntax error at or near "SELEC"');
  assertOneLine(await straddle(query("SELECT nope FROM prices")), 2, "nope");
  assertOneLine(await straddle(query("SELECT ?")), 2, "parameters");
  assertOneLine(await straddle(query(" ")), 2, "Give an SQL statement");
});

Deno.test("prices last and query need no asset table", () =>
  withFolder(async (cwd) => {
    Deno.mkdirSync(join(cwd, "data"));
    Deno.copyFileSync(join(MINI, "prices.parquet"), join(cwd, "data", "prices.parquet"));
    const expected = await straddleOk(last("^SW5"));
    for (const where of [[], ["--data", "data"], ["--prices", "data/prices.parquet"]]) {
      const { stdout, stderr } = await straddle(["prices", "last", "^SW5", ...where], { cwd });
      assert.deepEqual([stdout, stderr], [expected, ""]);
    }
    const count = ["prices", "query", "SELECT count(*) AS n FROM prices", "--data", "data"];
    assert.equal(await straddleOk(count, { cwd }), "n\n5870\n");
  }));

Deno.test("prices query: a result or a question too large for memory is exit 4, and what to do", async () => {
  const less = "ask for less with WHERE, LIMIT or GROUP BY";
  for (
    const [sql, message] of [
      ["SELECT repeat('x', 300000000)", "the query's result is too large to be kept"],
      ["SELECT list(range) FROM range(200000000)", "the query needs more than the 512 MB"],
    ] as const
  ) assertOneLine(await straddle(query(sql)), 4, "Out of memory", message, less);
});

Deno.test("prices query: many rows come out as they went in, in pieces", async () => {
  // The last row decides what a column's values have in common.
  const sql = "SELECT range AS n, if(range = 199999, 9007199254740993, range) AS big, " +
    "if(range = 199999, 'nan', range / 2)::DOUBLE AS half, " +
    "if(range % 2 = 0, NULL, DATE '2024-01-01') AS day FROM range(200000)";
  const rows = JSON.parse(await straddleOk(query(sql, "-f", "json")));
  assert.equal(rows.length, 200000);
  assert.deepEqual(rows[3], { n: 3, big: "3", half: "1.5", day: "2024-01-01" });
  assert.deepEqual(rows[70000], { n: 70000, big: "70000", half: "35000", day: null });
  assert.deepEqual(rows.at(-1), {
    n: 199999,
    big: "9007199254740993",
    half: "NaN",
    day: "2024-01-01",
  });
});

Deno.test("prices coverage: days, gaps and their share, for each series and its readers", async () => {
  const text = await straddleOk(["prices", "coverage", "^(ACME|LM)", "2024", "--data", MINI]);
  const rows = rowsOf(text);
  assert.deepEqual(rows[0], {
    ticker: "ACME US Equity",
    field: "IV30",
    assets: "1",
    first: "2023-12-01",
    last: "2024-12-31",
    days: "283",
    gaps: "0",
    missing: "0",
  });
  const absent = rows.find(({ ticker }) => ticker === "LMZ2024 Comdty")!;
  assert.deepEqual([absent.first, absent.days, absent.missing], ["-", "0", "1"]);
  assertOneLine(await straddle(["prices", "coverage", "zzz", "--data", MINI]), 1, "No live asset");
});

Deno.test("prices coverage: weekdays without a price are gaps, weekend prices are days", async () => {
  await withFolder(async (folder) => {
    const prices = join(folder, "p.parquet");
    // From Friday 2024-01-05: Friday, Saturday, Monday, Wednesday.
    await writeParquet(
      prices,
      `SELECT 'ACME US Equity' AS ticker, 'PX_LAST' AS field, 1.5 AS value,
         unnest([DATE '2024-01-05', DATE '2024-01-06', DATE '2024-01-08', DATE '2024-01-10']) AS date`,
    );
    const args = ["prices", "coverage", "^ACME", "2024", "--amt", join(MINI, "amt.yml")];
    const rows = rowsOf(await straddleOk([...args, "--prices", prices]));
    const { first, last, days, gaps, missing } = rows.find(({ field }) => field === "PX_LAST")!;
    assert.deepEqual([first, last, days, gaps, missing], [
      "2024-01-05",
      "2024-01-10",
      "4",
      "1",
      "0.25",
    ]);
  });
});

Deno.test("prices without a question prints its help; a mistyped one gets a suggestion", async () => {
  const { code, stderr } = await straddle(["prices"]);
  assert.equal(code, 2);
  assert.match(stderr, /^Usage: straddle prices/);
  const wrong = await straddle(["prices", "lst", "x"]);
  assert.equal(wrong.code, 2);
  assert.match(wrong.stderr, /^straddle: .*Did you mean last\?/s);
});
