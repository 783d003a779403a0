/** Price files through the handle: series, days, spans and faults. */
import assert from "node:assert/strict";
import { mkdtempSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { DuckDBInstance } from "@duckdb/node-api";
import { formatDay, parseDay } from "../../../src/base/calendar.ts";
import { cacheStats, clearCaches } from "../../../src/base/memo.ts";
import { openPrices } from "../../../src/inputs/prices/database.ts";
import type { SeriesFaults } from "../../../src/inputs/prices/series.ts";
import type { PriceSeries } from "../../../src/inputs/prices/series.ts";
import { laterErrorOf } from "../../thrown.ts";

const folder = mkdtempSync(join(tmpdir(), "straddle-prices-"));
globalThis.addEventListener("unload", () => rmSync(folder, { recursive: true }));
let files = 0;

/** Writes a query's result to a new Parquet file. */
async function parquet(query: string, name = `${files++}.parquet`, setup = ""): Promise<string> {
  const path = join(folder, name);
  const instance = await DuckDBInstance.create(":memory:");
  const connection = await instance.connect();
  if (setup !== "") await connection.run(setup);
  await connection.run(`COPY (${query}) TO '${path.replaceAll("'", "''")}' (FORMAT parquet)`);
  connection.closeSync();
  instance.closeSync();
  return path;
}

/** A query of price rows; each row is `ticker, field, date, value` in SQL. */
const rowsSql = (...rows: string[]) =>
  `SELECT * FROM (VALUES ${
    rows.map((row) => `(${row})`).join(", ")
  }) t(ticker, field, date, value)`;

type Series = readonly [ticker: string, field: string];

/** Loads series over days and gives their prices by day, missing ones left out. */
async function load(
  paths: string | readonly string[],
  series: readonly Series[] = [["A", "PX"]],
  from = "2024-01-01",
  to = "2024-01-31",
): Promise<{ prices: Record<string, number>[]; all: PriceSeries }> {
  const database = await openPrices(typeof paths === "string" ? [paths] : paths);
  const [first, last] = [parseDay(from)!, parseDay(to)!];
  const all = await database.load({
    tickers: series.map(([ticker]) => ticker),
    fields: series.map(([, field]) => field),
    firstDays: series.map(() => first),
    lastDays: series.map(() => last),
  });
  const prices = series.map((_, i) => {
    const found: Record<string, number> = {};
    for (let day = first; day <= last; day++) {
      const value = all.values[all.origins[i]! + day]!;
      if (!Number.isNaN(value)) found[formatDay(day)] = value;
    }
    return found;
  });
  return { prices, all };
}

async function spanOf(...paths: string[]): Promise<[string, string] | undefined> {
  const span = await (await openPrices(paths)).span();
  return span && [formatDay(span.first), formatDay(span.last)];
}

const TWO_DAYS = rowsSql(
  "'A', 'PX', DATE '2024-01-02', 1.5::DOUBLE",
  "'A', 'PX', DATE '2024-01-03', 2.5::DOUBLE",
);
const TWO_PRICES = { "2024-01-02": 1.5, "2024-01-03": 2.5 };

Deno.test("F-13: prices by ticker, field and day; column order and other columns do not matter", async () => {
  const path = await parquet(`SELECT 'x' AS note, value, date, field, ticker FROM (${TWO_DAYS})`);
  assert.deepEqual((await load(path)).prices, [TWO_PRICES]);
  assert.deepEqual(await spanOf(path), ["2024-01-02", "2024-01-03"]);
});

Deno.test("F-13, P-1: only the exact ticker, field and day; an absent series has no price", async () => {
  const path = await parquet(rowsSql(
    "'A', 'PX', DATE '2024-01-02', 1.0",
    "'A', 'px', DATE '2024-01-02', 2.0",
    "'A', '', DATE '2024-01-02', 3.0",
    "'A ', 'PX', DATE '2024-01-02', 4.0",
    "'É', 'none', DATE '2024-01-02', 5.0",
    "NULL, 'PX', DATE '2024-01-02', 6.0",
    "'A', NULL, DATE '2024-01-02', 7.0",
    "'A', 'PX', NULL, 8.0",
  ));
  const series: Series[] = [["A", "PX"], ["A", "px"], ["A", ""], ["A ", "PX"], ["É", "none"]];
  const { prices } = await load(path, [...series, ["B", "PX"], ["a", "PX"], ["", ""]]);
  const one = (value: number) => ({ "2024-01-02": value });
  assert.deepEqual(prices, [one(1), one(2), one(3), one(4), one(5), {}, {}, {}]);
});

for (
  const [name, date, setup] of [
    ["TIMESTAMP", "TIMESTAMP '2024-01-DD 17:30:00'", ""],
    ["TIMESTAMP_S", "TIMESTAMP_S '2024-01-DD 17:30:00'", ""],
    ["TIMESTAMP_MS", "TIMESTAMP_MS '2024-01-DD 00:00:00'", ""],
    ["TIMESTAMP_NS", "TIMESTAMP_NS '2024-01-DD 23:59:59.999999999'", ""],
    ["TIMESTAMPTZ, early", "TIMESTAMPTZ '2024-01-DD 00:00:00+00'", "SET TimeZone = 'UTC'"],
    ["TIMESTAMPTZ, late", "TIMESTAMPTZ '2024-01-DD 23:59:59.999999+00'", "SET TimeZone = 'UTC'"],
  ] as const
) {
  Deno.test(`F-15: dates of type ${name} are cut to the day, in UTC`, async () => {
    const day = (text: string) => date.replace("DD", text);
    const path = await parquet(
      rowsSql(`'A', 'PX', ${day("02")}, 1.5`, `'A', 'PX', ${day("03")}, 2.5`),
      undefined,
      setup,
    );
    assert.deepEqual((await load(path)).prices, [TWO_PRICES]);
    assert.deepEqual(await spanOf(path), ["2024-01-02", "2024-01-03"]);
  });
}

Deno.test("F-15: days of TIMESTAMPTZ do not follow the machine's time zone", async () => {
  const path = await parquet(rowsSql(
    "'A', 'PX', TIMESTAMPTZ '2024-01-02 00:30:00+00', 1.5::DOUBLE",
    "'A', 'PX', TIMESTAMPTZ '2024-01-03 23:30:00+00', 2.5::DOUBLE",
  ));
  const code = `
    import { openPrices } from ${
    JSON.stringify(new URL("../../../src/inputs/prices/database.ts", import.meta.url).href)
  };
    const database = await openPrices([${JSON.stringify(path)}]);
    const { first, last } = await database.span();
    const { values } = await database.load(
      { tickers: ["A"], fields: ["PX"], firstDays: [first], lastDays: [last] });
    console.log(JSON.stringify([first, last, ...values]));`;
  const script = join(folder, "zone.ts");
  writeFileSync(script, code);
  const day = parseDay("2024-01-02")!;
  const config = fileURLToPath(new URL("../../../deno.json", import.meta.url));
  const outputs = await Promise.all(
    ["Pacific/Kiritimati", "America/Los_Angeles"].map((TZ) =>
      new Deno.Command(Deno.execPath(), {
        args: ["run", "-A", "--no-check", "--config", config, script],
        env: { TZ },
      }).output()
    ),
  );
  for (const { stdout, stderr } of outputs) {
    const text = new TextDecoder().decode(stdout);
    assert.notEqual(text, "", new TextDecoder().decode(stderr));
    assert.deepEqual(JSON.parse(text), [day, day + 1, 1.5, 2.5]);
  }
});

for (
  const [type, one, two] of [
    ["DOUBLE", 1.5, 2.5],
    ["FLOAT", 1.5, 2.5],
    ["DECIMAL(18, 4)", 1.5, 2.5],
    ["DECIMAL(38, 10)", 1.5, 2.5],
    ["DECIMAL(4, 1)", 1.5, 2.5],
    ["TINYINT", -7, 100],
    ["USMALLINT", 7, 65535],
    ["INTEGER", -7, 2147483647],
    ["BIGINT", -7, 9007199254740991],
    ["UBIGINT", 7, 9007199254740991],
    ["HUGEINT", 7, 8],
  ] as const
) {
  Deno.test(`U-4: values of type ${type} are read as numbers`, async () => {
    const path = await parquet(rowsSql(
      `'A', 'PX', DATE '2024-01-02', ${one}::${type}`,
      `'A', 'PX', DATE '2024-01-03', ${two}::${type}`,
      `'A', 'PX', DATE '2024-01-04', NULL::${type}`,
    ));
    const { prices, all } = await load(path);
    assert.deepEqual(prices, [{ "2024-01-02": one, "2024-01-03": two }]);
    assert.deepEqual(all.faults.map(({ missing }) => missing), [1]);
  });
}

Deno.test("F-13: a ticker or field of type ENUM is read as text", async () => {
  const path = await parquet(`
    SELECT ticker::ENUM('A', 'B') AS ticker, field::ENUM('PX', 'IV') AS field, date, value
    FROM (${TWO_DAYS})`);
  assert.deepEqual((await load(path)).prices, [TWO_PRICES]);
});

Deno.test("DESIGN 2: several files are one; rows need no order", async () => {
  const sql = (order: string) =>
    `SELECT 'T' || (i % 50) AS ticker, 'PX' AS field, DATE '2020-01-01' + (i // 50)::INT AS date,
       i::DOUBLE AS value FROM range(50000) t(i) ORDER BY ${order}`;
  const path = await parquet(sql("hash(i)"));
  const extra = await parquet(rowsSql("'T7', 'IV', DATE '2024-01-02', 9.0::DOUBLE"));
  const series: Series[] = [["T0", "PX"], ["T49", "PX"], ["T7", "IV"], ["T7", "PX"]];
  const { prices, all } = await load([path, extra], series, "2019-12-31", "2024-12-31");
  assert.deepEqual(prices.map((days) => Object.keys(days).length), [1000, 1000, 1, 1000]);
  assert.deepEqual([prices[0]!["2020-01-01"], prices[0]!["2020-01-02"]], [0, 50]);
  assert.equal(prices[1]!["2022-09-26"], 49_999);
  assert.deepEqual(prices[2], { "2024-01-02": 9 });
  assert.deepEqual(all.faults, []);
  assert.deepEqual(await spanOf(path, extra), ["2020-01-01", "2024-01-02"]);
});

Deno.test("D-5: NULL, NaN and infinities are missing and counted, only those that are asked for", async () => {
  const path = await parquet(rowsSql(
    "'A', 'PX', DATE '2024-01-02', NULL::DOUBLE",
    "'A', 'PX', DATE '2024-01-03', 'nan'::DOUBLE",
    "'A', 'PX', DATE '2024-01-04', 'inf'::DOUBLE",
    "'A', 'PX', DATE '2024-01-05', '-inf'::DOUBLE",
    "'A', 'PX', DATE '2024-01-08', 0.0",
    "'A', 'PX', DATE '2024-01-09', -1.0",
    "'A', 'PX', DATE '2024-02-01', NULL",
    "'B', 'PX', DATE '2024-01-02', NULL",
  ));
  const { prices, all } = await load(path);
  assert.deepEqual(prices, [{ "2024-01-08": 0, "2024-01-09": -1 }]);
  assert.deepEqual(all.faults.map(({ missing }) => missing), [4]);
});

for (const order of ["value", "value DESC NULLS LAST", "hash(value)"]) {
  Deno.test(`D-30: of contradicting rows the last is taken, ordered by ${order}`, async () => {
    const rows = rowsSql(
      "'A', 'PX', DATE '2024-01-02', 1.5::DOUBLE",
      "'A', 'PX', DATE '2024-01-02', 3.5",
      "'A', 'PX', DATE '2024-01-02', 2.5",
      "'A', 'PX', DATE '2024-01-03', -1.0",
      "'A', 'PX', DATE '2024-01-03', NULL",
      "'B', 'PX', DATE '2024-01-05', 4.5",
      "'B', 'PX', DATE '2024-01-05', 4.5",
      "'C', 'PX', DATE '2024-01-01', 4.5",
      "'C', 'PX', DATE '2024-01-01', 4.5",
    );
    const path = await parquet(`SELECT * FROM (${rows}) ORDER BY ${order}`);
    const last = { "value": 3.5, "value DESC NULLS LAST": 1.5 }[order];
    const { prices, all } = await load(path, [["B", "PX"], ["A", "PX"]]);
    assert.deepEqual(prices[0], { "2024-01-05": 4.5 });
    assert.equal(prices[1]!["2024-01-03"], -1);
    const [a, b] = [...all.faults].sort((a, b) => a.ticker < b.ticker ? -1 : 1);
    if (last !== undefined) {
      assert.equal(prices[1]!["2024-01-02"], last);
      assert.deepEqual([a!.rival, a!.last], [2.5, last]);
    }
    assert.deepEqual([a!.missing, a!.contradicted, a!.stamped], [1, 1, 0]);
    assert.equal(a!.contradictedDay, parseDay("2024-01-02"));
    assert.deepEqual([b!.missing, b!.repeated, b!.contradicted], [0, 1, 0]);
  });
}

Deno.test("D-30: with stamps the day's last wins in any order of files, else the last file", async () => {
  const row = (stamp: string, value: number) =>
    parquet(rowsSql(`'A', 'PX', ${stamp}, ${value}::DOUBLE`));
  const stamp = (time: string) => `TIMESTAMP '2024-01-02 ${time}'`;
  const [early, late] = [await row(stamp("00:00"), 3.5), await row(stamp("18:00"), 2.5)];
  const zoned = await row("'2024-01-02 17:00:00+00'::TIMESTAMPTZ", 7);
  const nano = await row("'2024-01-02 19:00:00.000000001'::TIMESTAMP_NS", 8);
  const [day, other] = [await row("DATE '2024-01-02'", 4.5), await row("DATE '2024-01-02'", 1.5)];
  for (
    const [files, price, contradicted] of [
      [[early, late, zoned], 2.5, 0],
      [[late, zoned, early], 2.5, 0],
      [[nano, late, zoned, early], 8, 0],
      [[day, other], 1.5, 1],
      [[other, day], 4.5, 1],
      // A day is its midnight.
      [[day, early], 3.5, 1],
      [[early, day], 4.5, 1],
    ] as const
  ) {
    const { prices, all } = await load(files);
    assert.deepEqual(prices, [{ "2024-01-02": price }]);
    const [{ stamped, contradicted: found }] = all.faults as [SeriesFaults];
    assert.deepEqual([found, stamped], [contradicted, 1 - contradicted]);
  }
});

Deno.test("D-30: the last row wins whatever the files' size and the number of series asked for", async () => {
  // The second half contradicts the first, far away in the file and in another row group.
  const path = await parquet(
    `SELECT 'T' || (i % 1500) AS ticker, 'PX' AS field,
       DATE '2024-01-01' + ((i // 1500) % 100)::INT AS date, i::DOUBLE AS value
     FROM range(300000) t(i) ORDER BY i`,
  );
  for (const many of [1, 1500]) {
    const series = Array.from({ length: many }, (_, i): Series => [`T${i}`, "PX"]);
    const { prices, all } = await load(path, series, "2024-01-01", "2024-04-09");
    prices.forEach((days, t) => {
      assert.deepEqual(
        Object.values(days),
        Array.from({ length: 100 }, (_, d) => 150_000 + d * 1500 + t),
      );
    });
    assert.equal(all.faults.reduce((sum, { contradicted }) => sum + contradicted, 0), 100 * many);
  }
});

Deno.test("P-1: each series is read for its own days only, side by side in one array", async () => {
  const path = await parquet(
    `SELECT 'T' || s AS ticker, 'PX' AS field, DATE '2024-01-01' + d::INT AS date,
       (100 * s + d)::DOUBLE AS value FROM range(3) a(s), range(60) b(d)`,
  );
  const jan = parseDay("2024-01-01")!;
  const { values, origins } = await (await openPrices([path])).load({
    tickers: ["T0", "T1", "absent", "T2"],
    fields: ["PX", "PX", "PX", "PX"],
    firstDays: [jan + 10, jan - 5, jan, jan + 59],
    lastDays: [jan + 12, jan + 1, jan + 2, jan + 61],
  });
  const n = NaN;
  assert.deepEqual(
    [...values],
    [10, 11, 12, n, n, n, n, n, 100, 101, n, n, n, 259, n, n],
  );
  assert.deepEqual([...origins].map((origin, i) => origin + [10, -5, 0, 59][i]! + jan), [
    0,
    3,
    10,
    13,
  ]);
});

Deno.test("P-1: nothing to read is an empty result; one handle serves several loads", async () => {
  const path = await parquet(TWO_DAYS);
  const { all } = await load(path, []);
  assert.equal(all.values.length, 0);
  assert.deepEqual((await load(path)).prices, [TWO_PRICES]);
  assert.deepEqual((await load(path, [["A", "PX"]], "2024-01-03")).prices, [{ "2024-01-03": 2.5 }]);
});

Deno.test("F-13: files without rows have no span and no prices", async () => {
  const path = await parquet(`SELECT * FROM (${TWO_DAYS}) WHERE false`);
  assert.equal(await spanOf(path), undefined);
  assert.deepEqual((await load(path)).prices, [{}]);
});

Deno.test("F-13: days before 1970 and far away", async () => {
  const path = await parquet(rowsSql(
    "'A', 'PX', DATE '1899-12-31', 1.5::DOUBLE",
    "'A', 'PX', DATE '2999-01-01', 2.5::DOUBLE",
  ));
  assert.deepEqual(await spanOf(path), ["1899-12-31", "2999-01-01"]);
  const { prices } = await load(path, [["A", "PX"]], "1899-12-01", "1900-01-31");
  assert.deepEqual(prices, [{ "1899-12-31": 1.5 }]);
});

Deno.test("F-15: TIMESTAMP and TIMESTAMPTZ before 1970 are cut to the day they lie in", async () => {
  for (const type of ["TIMESTAMP", "TIMESTAMPTZ"]) {
    const zone = type === "TIMESTAMP" ? "" : "+00";
    const path = await parquet(
      rowsSql(`'A', 'PX', ${type} '1969-12-30 18:00:00${zone}', 1.5::DOUBLE`),
    );
    assert.deepEqual(await spanOf(path), ["1969-12-30", "1969-12-30"], type);
  }
});

Deno.test("DESIGN 7: file names are taken literally, whatever they look like to SQL or a glob", async () => {
  const names = ["o'hara.parquet", "a[1]b.parquet", "ü ; DROP.parquet"];
  // Windows has no such names.
  if (Deno.build.os !== "windows") names.push("s*r?.parquet", "p?.parquet");
  for (const name of names) {
    const path = await parquet(TWO_DAYS, name);
    assert.deepEqual((await load(path)).prices, [TWO_PRICES], name);
  }
  // A name that matches others as a pattern reads only itself.
  const path = await parquet(TWO_DAYS, "p[q].parquet");
  await parquet(rowsSql("'A', 'PX', DATE '2024-01-09', 9.0::DOUBLE"), "pq.parquet");
  assert.deepEqual((await load(path)).prices, [TWO_PRICES]);
});

Deno.test("DESIGN 7: tickers and fields are values, never SQL", async () => {
  const path = await parquet(rowsSql(`'x'' OR 1=1 --', '%', DATE '2024-01-02', 1.5::DOUBLE`));
  const { prices } = await load(path, [["x' OR 1=1 --", "%"], ["%", "%"], ["'", "'"]]);
  assert.deepEqual(prices, [{ "2024-01-02": 1.5 }, {}, {}]);
});

Deno.test("D-19: files that are no price files are exit-3 errors naming file and column", async () => {
  const text = join(folder, "text.parquet");
  writeFileSync(text, "ticker,field,date,value\nA,PX,2024-01-02,1\n");
  const bad: [string, RegExp][] = [
    [text, /text\.parquet": it is a text, not a Parquet file/],
    [
      await parquet("SELECT 'A' AS ticker, 1 AS value"),
      /no column "field" \(found "ticker", "value"\)/,
    ],
    [await parquet(rowsSql("'A', 'PX', 20240102, 1.5")), /column "date" is INTEGER/],
    [await parquet(rowsSql("'A', 'PX', DATE '2024-01-02', '1.5'")), /column "value" is VARCHAR/],
    [await parquet(rowsSql("'A', 'PX', DATE '2024-01-02', true")), /column "value" is BOOLEAN/],
    [await parquet(rowsSql("1, 'PX', DATE '2024-01-02', 1.5")), /column "ticker" is INTEGER/],
    [await parquet(rowsSql("'A', 'PX', TIME '10:00', 1.5")), /column "date" is TIME/],
  ];
  for (const [path, message] of bad) {
    const error = await laterErrorOf(() => openPrices([path]));
    assert.equal(error.exitCode, 3, error.message);
    assert.match(error.message, message);
    assert.ok(error.message.includes(path));
  }
  const empty = join(folder, "empty.parquet");
  writeFileSync(empty, "");
  assert.equal((await laterErrorOf(() => openPrices([empty]))).exitCode, 3);
});

Deno.test("C-3, D-4, D-31: one handle for a list of files; a changed file is a miss", async () => {
  clearCaches();
  const path = await parquet(TWO_DAYS, "cached.parquet");
  const other = await parquet(TWO_DAYS, "other.parquet");
  const first = await openPrices([path]);
  assert.equal(await openPrices([path]), first);
  assert.notEqual(await openPrices([path, other]), first);
  await parquet(rowsSql("'A', 'PX', DATE '2024-01-09', 9.0::DOUBLE"), "cached.parquet");
  utimesSync(path, 1_700_000_000, 1_700_000_000);
  assert.notEqual(await openPrices([path]), first);
  assert.deepEqual((await load(path)).prices, [{ "2024-01-09": 9 }]);
  const { entries, hits, misses } = cacheStats().find(({ name }) => name === "prices")!;
  assert.deepEqual([entries, hits, misses], [3, 2, 3]);
});

Deno.test("more days of prices than a worker can number are out of memory, not missing", async () => {
  const path = await parquet(rowsSql("'A', 'PX', DATE '2024-01-02', 1.0"));
  const series = Array.from({ length: 5500 }, (_, i): Series => [`T${i}`, "PX"]);
  await assert.rejects(
    load(path, series, "1900-01-01", "2999-12-31"),
    { name: "StraddleError", exitCode: 4, message: /^Out of memory: .* two billion .* \(-j\)$/ },
  );
});
