/** Price files as they come: in pieces, in any order, of any type that fits, with holes and doubles. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { assertOneLine, MINI, quoted, sql, straddle, withFolder, writeParquet } from "./program.ts";

const PRICES = `read_parquet(${quoted(join(MINI, "prices.parquet"))})`;
const ALL = `SELECT ticker, field, date, value FROM ${PRICES}`;
const ACME = "^ACME";

/** A run on other prices: `files` are queries by file name, `option` is what --prices says. */
function run(files: Readonly<Record<string, string>>, option: string, ...args: string[]) {
  return withFolder(async (cwd) => {
    for (const [name, query] of Object.entries(files)) await writeParquet(join(cwd, name), query);
    const all = ["backtest", "--data", MINI, "--prices", option, ACME, "2024", "-f", "tsv"];
    return await straddle([...all, ...args], { cwd });
  });
}

const clean = straddle(["backtest", "--data", MINI, ACME, "2024", "-f", "tsv"]);

/** These prices are as good as the fixture's own: the same table, nothing to warn about. */
async function assertSame(files: Readonly<Record<string, string>>, option: string) {
  const { stdout } = await clean;
  assert.equal(stdout.split("\n").length, 649 + 2);
  const ours = await run(files, option);
  assert.equal(ours.code, 0, ours.stderr);
  assert.ok(ours.stdout === stdout, "the table is not the same");
  assert.doesNotMatch(ours.stderr, /Warning: .*prices/);
}

/** Queries that give the same prices in another shape. */
const SHAPES: Readonly<Record<string, string>> = {
  "in any row order": `${ALL} ORDER BY hash(ticker, field, date)`,
  "with columns in another order and some more":
    `SELECT 1 AS id, value, [date] AS days, field, 'x' AS source, date, ticker FROM ${PRICES}`,
  "with a time of day, which is cut off":
    `SELECT ticker, field, date + INTERVAL '23 hours 59 minutes' AS date, value FROM ${PRICES}`,
  "with a time of day to the nanosecond":
    `SELECT ticker, field, (date + INTERVAL '3 hours')::TIMESTAMP_NS AS date, value FROM ${PRICES}`,
  "with a time of day in seconds":
    `SELECT ticker, field, (date + INTERVAL '3 hours')::TIMESTAMP_S AS date, value FROM ${PRICES}`,
  "in single precision": `SELECT ticker, field, date, value::FLOAT AS value FROM ${PRICES}`,
  "as decimals": `SELECT ticker, field, date, value::DECIMAL(18, 4) AS value FROM ${PRICES}`,
  "with tickers from a dictionary":
    `SELECT ticker::ENUM ('ACME US Equity', 'QZ1 Comdty') AS ticker, field, date, value
     FROM ${PRICES} WHERE ticker IN ('ACME US Equity', 'QZ1 Comdty')`,
  "with texts as bytes": `SELECT ticker::BLOB AS ticker, field::BLOB AS field, date, value
     FROM ${PRICES}`,
};

for (const [shape, query] of Object.entries(SHAPES)) {
  Deno.test(`prices ${shape} give the same table`, () =>
    assertSame({ "p.parquet": query }, "p.parquet"));
}

Deno.test("days with a time zone are days in UTC, wherever the program runs", async () => {
  const date = "(date::VARCHAR || ' 23:30:00+00')::TIMESTAMPTZ AS date";
  await withFolder(async (cwd) => {
    await writeParquet(
      join(cwd, "p.parquet"),
      `SELECT ticker, field, ${date}, value FROM ${PRICES}`,
    );
    const args = ["backtest", "--data", MINI, "--prices", "p.parquet", ACME, "2024", "-f", "tsv"];
    for (const TZ of ["America/New_York", "Pacific/Kiritimati"]) {
      const { stdout, stderr } = await straddle(args, { cwd, env: { TZ } });
      assert.ok(stdout === (await clean).stdout, `another table in ${TZ}\n${stderr}`);
    }
  });
});

Deno.test("another zone's midnights are named with their hours, and --price-zone puts them right", async () => {
  const midnight = "timezone('Europe/Berlin', date::TIMESTAMP)";
  const TZ = "America/New_York";
  await withFolder(async (cwd) => {
    const stamps = {
      "east.parquet": midnight,
      "east-utc.parquet": `timezone('UTC', ${midnight})`,
      "tokyo.parquet": "timezone('Asia/Tokyo', date::TIMESTAMP)",
      "close.parquet": "date + INTERVAL '16 hours'",
    };
    for (const [name, date] of Object.entries(stamps)) {
      await writeParquet(
        join(cwd, name),
        `SELECT ticker, field, ${date} AS date, value FROM ${PRICES}`,
      );
    }
    const run = (command: string, prices: string, ...args: string[]) =>
      straddle([command, "--data", MINI, "--prices", prices, ACME, "2024", ...args], {
        cwd,
        env: { TZ },
      });
    for (
      const [name, hours, zone] of [
        ["east.parquet", "22:00 or 23:00", "Europe/Berlin"],
        ["east-utc.parquet", "22:00 or 23:00", "europe/berlin"],
        ["tokyo.parquet", "15:00", "Asia/Tokyo"],
      ] as const
    ) {
      const shifted = await run("backtest", name, "-f", "tsv");
      assert.match(
        shifted.stderr,
        new RegExp(
          `^Warning: in the price files all stamps are at ${hours} UTC.*--price-zone`,
          "m",
        ),
      );
      assert.equal(shifted.stderr.match(/all stamps/g)?.length, 1);
      const right = await run("backtest", name, "-f", "tsv", "--price-zone", zone);
      assert.ok(right.stdout === (await clean).stdout, `${name}: another table`);
      assert.doesNotMatch(right.stderr, /Warning: .*price/);
    }
    const found = await run("check", "east.parquet");
    assert.equal(found.code, 3);
    assert.match(found.stdout, /^error +shifted days.*22:00 or 23:00.*--price-zone/m);
    const mended = await run("check", "east.parquet", "--price-zone", "Europe/Berlin");
    assert.doesNotMatch(mended.stdout, /shifted days/);
    assert.doesNotMatch((await run("backtest", "close.parquet")).stderr, /all stamps/);
    const unknown = await run("backtest", "east.parquet", "--price-zone", "Europe/Nowhere");
    assertOneLine(unknown, 2, "Give a time zone by its name, like Europe/Berlin");
  });
});

Deno.test("whole numbers are prices", async () => {
  const whole = (type: string) =>
    run(
      { "p.parquet": `SELECT * REPLACE (round(value)::${type} AS value) FROM ${PRICES}` },
      "p.parquet",
    );
  const expected = (await whole("DOUBLE")).stdout;
  assert.ok(expected.length > 10_000);
  for (const type of ["INTEGER", "BIGINT"]) {
    assert.equal((await whole(type)).stdout, expected, type);
  }
});

const year = (from: number, to: number) => `${ALL} WHERE year(date) BETWEEN ${from} AND ${to}`;
const PIECES = {
  "p-2022.parquet": year(2022, 2022),
  // Another order and type of columns than the first.
  "p-2023.parquet": `SELECT value::FLOAT AS value, date::TIMESTAMP AS date, field, ticker
    FROM ${PRICES} WHERE year(date) = 2023`,
  "p-2024.parquet": year(2024, 2024),
  "other.parquet": "SELECT 'not for the run' AS text",
};

for (
  const pattern of ["p-*.parquet", "p-202[2-4].parquet", "p-{2022,2023,2024}.parquet", "./p-????.*"]
) {
  Deno.test(`--prices ${pattern} reads all files it matches`, () => assertSame(PIECES, pattern));
}

Deno.test("--prices with a pattern finds files in folders below and with an absolute path", async () => {
  await withFolder(async (cwd) => {
    for (const [name, query] of Object.entries(PIECES).slice(0, 3)) {
      const folder = join(cwd, "year", name.slice(2, 6));
      await Deno.mkdir(folder, { recursive: true });
      await writeParquet(join(folder, "p.parquet"), query);
    }
    for (const pattern of ["year/**/*.parquet", join(cwd, "year", "20*", "p.parquet")]) {
      const args = ["backtest", "--data", MINI, "--prices", pattern, ACME, "2024", "-f", "tsv"];
      const { stdout, stderr } = await straddle(args, { cwd });
      assert.ok(stdout === (await clean).stdout, `${pattern}\n${stderr}`);
    }
  });
});

Deno.test("each file is read by its own types, in any order of the files (F-13)", async () => {
  const whole =
    `SELECT * REPLACE (CASE WHEN year(date) = 2022 THEN round(value) ELSE value END AS value)
    FROM ${PRICES}`;
  const piece = (where: string, columns: string) =>
    `SELECT ${columns} FROM (${whole}) WHERE ${where}`;
  const files = {
    "b.parquet": piece("year(date) = 2022", "ticker, field, date, value::INT AS value"),
    "c.parquet": piece(
      "year(date) = 2023 AND month(date) < 7",
      'ticker AS "TICKER", field AS "Field", date::TIMESTAMP AS "Date", value AS "VALUE"',
    ),
    "d.parquet": piece(
      "year(date) = 2023 AND month(date) >= 7",
      "value::DECIMAL(18, 12) AS value, (date::VARCHAR || ' 12:00:00+00')::TIMESTAMPTZ AS date, ticker, field",
    ),
    "e.parquet": piece(
      "year(date) = 2024 AND month(date) < 3",
      "ticker, field, date::VARCHAR AS date, value",
    ),
    "f.parquet": piece("year(date) = 2024 AND month(date) >= 3", "field, ticker, value, date"),
    // A file without rows, whose columns got some type or other.
    "a.parquet": `SELECT true AS ticker, true AS field, 1 AS date, true AS value WHERE false`,
    "z.parquet": piece("false", "ticker, field, date, value::BIGINT AS value"),
  };
  const expected = await run({ "p.parquet": whole }, "p.parquet");
  const renamed = Object.fromEntries(
    Object.entries(files).map(([name, query], i) => [`${9 - i}${name}`, query]),
  );
  for (const given of [files, renamed]) {
    const { code, stdout, stderr } = await run(given, "*.parquet", "-j", "2");
    assert.equal(code, 0, stderr);
    assert.ok(stdout === expected.stdout, "another table");
    assert.doesNotMatch(stderr, /Warning: .*price/);
  }
});

Deno.test("the one file that lacks a column, or has no prices in it, is named", async () => {
  const refused = async (query: string, message: string | RegExp) =>
    assertOneLine(await run({ "a.parquet": ALL, "b.parquet": query }, "*.parquet"), 3, message);
  await refused(
    `SELECT ticker, field, date FROM ${PRICES}`,
    /b\.parquet": no column "value" \(found/,
  );
  await refused(
    `SELECT * REPLACE (value > 1 AS value) FROM ${PRICES}`,
    /b\.parquet": column "value" is BOOLEAN, not a number/,
  );
});

Deno.test("folder names fill columns in, and never replace those of the file (F-16)", async () => {
  await withFolder(async (cwd) => {
    const write = async (path: string, query: string) => {
      await Deno.mkdir(join(cwd, path, ".."), { recursive: true });
      await writeParquet(join(cwd, path), query);
    };
    await write("a/date=2024-11-25/ticker=X/prices.parquet", ALL);
    // Written by DuckDB itself, as it partitions a table; names of tickers have blanks.
    await sql(
      `COPY (${ALL}) TO ${quoted(join(cwd, "b"))} (FORMAT parquet, PARTITION_BY (ticker, field))`,
    );
    for (const pattern of ["a/**/*.parquet", "b/**/*.parquet"]) {
      const args = ["backtest", "--data", MINI, "--prices", pattern, ACME, "2024", "-f", "tsv"];
      const { stdout, stderr } = await straddle(args, { cwd });
      assert.ok(stdout === (await clean).stdout, `${pattern}\n${stderr}`);
    }
    const args = [
      "prices",
      "query",
      "SELECT count(*) AS n FROM prices WHERE ticker = 'ACME US Equity'",
    ];
    const counts = ["a/**/*.parquet", "b/**/*.parquet"].map((pattern) =>
      straddle([...args, "--prices", pattern], { cwd })
    );
    const [a, b] = await Promise.all(counts);
    assert.equal(a!.stdout, b!.stdout, b!.stderr);
  });
});

Deno.test("--prices and --data given several times add up, and the last file has the last word", async () => {
  await withFolder(async (cwd) => {
    const at = (name: string) => join(cwd, name);
    await writeParquet(at("old.parquet"), `${ALL} WHERE date < '2024-01-01'`);
    await writeParquet(at("new.parquet"), `${ALL} WHERE date >= '2024-01-01'`);
    await writeParquet(at("wrong.parquet"), `SELECT * REPLACE (value + 1 AS value) FROM (${ALL})`);
    await Deno.mkdir(at("first"));
    for (const name of ["amt.yml", "futs.csv", "overrides.csv"]) {
      await Deno.copyFile(join(MINI, name), at(join("first", name)));
    }
    await Deno.mkdir(at("second"));
    await Deno.copyFile(at("old.parquet"), at("first/prices.parquet"));
    await Deno.copyFile(at("new.parquet"), at("second/prices.parquet"));
    // Tables that nobody reads.
    await Deno.writeTextFile(at("second/amt.yml"), "no: table");
    const run = (...args: string[]) =>
      straddle(["backtest", ACME, "2024", "-f", "tsv", ...args], { cwd });
    const prices = (...names: string[]) => names.flatMap((name) => ["--prices", name]);
    for (
      const args of [
        ["--data", MINI, ...prices("old.parquet", "new.parquet")],
        ["--data", MINI, ...prices("new.parquet", "old.parquet")],
        ["--data", "first", "--data", "second"],
        ["--data", MINI, ...prices("wrong.parquet", "old.parquet", "new.parquet")],
        // A file that a pattern has found before counts where it is named last.
        ["--data", MINI, ...prices("*.parquet", "old.parquet", "new.parquet")],
      ]
    ) {
      const { stdout, stderr } = await run(...args);
      assert.ok(stdout === (await clean).stdout, `${args.join(" ")}\n${stderr}`);
    }
    await Deno.remove(at("second/prices.parquet"));
    assertOneLine(
      await run("--data", "first", "--data", "second"),
      2,
      'The folder "second" has no prices.parquet',
    );
  });
});

const NAMES = ["it's.parquet", "a b.parquet", "価格 äé.parquet", "a;b.parquet"];
if (Deno.build.os !== "windows") {
  NAMES.push(
    'a "b".parquet',
    "a\\b.parquet",
    "{a,b}.parquet",
    "$HOME.parquet",
    "a [x] b.parquet",
    "[ab].parquet",
    "*.parquet",
    "what?.parquet",
  );
}

for (const name of NAMES) {
  Deno.test(`a price file may be called ${name}`, () =>
    // The other file must not be read instead: its rows would give another table.
    assertSame(
      { [name]: ALL, "a.parquet": `${ALL} LIMIT 0`, "x.parquet": `${ALL} LIMIT 0` },
      name,
    ));
}

Deno.test("NULL, NaN and infinite prices count as missing; one line says how many (D-5)", async () => {
  const hit = (n: number) =>
    `ticker = 'ACME US Equity' AND date >= '2023-12-01' AND dayofyear(date) % 40 = ${n}`;
  const holes = await run({
    "p.parquet": `SELECT ticker, field, date, CASE WHEN ${hit(1)} THEN NULL
      WHEN ${hit(2)} THEN 'nan'::DOUBLE WHEN ${hit(3)} THEN 'inf'::DOUBLE
      WHEN ${hit(4)} THEN '-inf'::DOUBLE ELSE value END AS value FROM ${PRICES}`,
  }, "p.parquet");
  const absent = await run({
    "p.parquet": `${ALL} WHERE NOT (${[1, 2, 3, 4].map((n) => `(${hit(n)})`).join(" OR ")})`,
  }, "p.parquet");
  assert.equal(holes.code, 0, holes.stderr);
  assert.equal(holes.stdout, absent.stdout);
  assert.notEqual(holes.stdout, (await clean).stdout);
  const warnings = holes.stderr.match(/^Warning: .*prices.*$/gm) ?? [];
  assert.equal(warnings.length, 1, holes.stderr);
  assert.match(warnings[0]!, /^Warning: \d+ prices are NULL, NaN or infinite/);
  assert.doesNotMatch(absent.stderr, /NULL/);
});

Deno.test("rows without ticker, field or date are left out; one line says how many", async () => {
  const row = (ticker: string, field: string, date: string) =>
    `UNION ALL SELECT ${ticker} AS ticker, ${field} AS field, ${date}::DATE AS date, 1.0 AS value`;
  const [ticker, field, date] = ["'ACME US Equity'", "'PX_LAST'", "'2024-01-10'"] as const;
  const holes = [
    row("NULL", field, date),
    row(ticker, "NULL", date),
    row(ticker, field, "NULL"),
    row("NULL", "NULL", "NULL"),
  ];
  const files = { "p.parquet": `${ALL} ${holes.join(" ")}` };
  const { code, stdout, stderr } = await run(files, "p.parquet", "-j", "2");
  assert.equal(code, 0, stderr);
  assert.equal(stdout, (await clean).stdout);
  assert.deepEqual(stderr.match(/^Warning: .*price.*$/gm), [
    "Warning: 4 rows have no ticker, field or date in the price files and are left out",
  ]);
  await withFolder(async (cwd) => {
    await writeParquet(join(cwd, "p.parquet"), files["p.parquet"]);
    const args = ["check", ACME, "2024", "--data", MINI, "--prices", "p.parquet"];
    const found = await straddle(args, { cwd });
    assert.match(
      found.stdout,
      /^warning {2}incomplete prices, 4 rows: price files\. .*To mend it: /m,
    );
  });
});

Deno.test("a price that is there twice counts once, without a word but in check (D-30)", async () => {
  const double = `ticker = 'ACME US Equity' AND field = 'PX_LAST' AND date = '2024-01-10'`;
  await withFolder(async (cwd) => {
    await writeParquet(join(cwd, "p.parquet"), `${ALL} UNION ALL ${ALL} WHERE ${double}`);
    const inputs = ["--data", MINI, "--prices", "p.parquet"];
    const run = await straddle(["backtest", ...inputs, ACME, "2024", "-f", "tsv"], { cwd });
    assert.equal(run.code, 0, run.stderr);
    assert.equal(run.stdout, (await clean).stdout);
    assert.doesNotMatch(run.stderr, /price/);
    const check = await straddle(["check", ...inputs, ACME, "2024"], { cwd });
    assert.match(check.stdout, /repeated prices, 1 row: ACME US Equity PX_LAST/);
  });
});

Deno.test("of contradicting prices the last row wins, with both values; --duplicates says else (D-30)", async () => {
  const day =
    `ticker = 'ACME US Equity' AND field = 'PX_LAST' AND date BETWEEN '2024-01-08' AND '2024-01-12'`;
  const spiked =
    `SELECT * REPLACE (CASE WHEN ${day} THEN value * 10 ELSE value END AS value) FROM ${PRICES}`;
  const table = (await clean).stdout;
  await withFolder(async (cwd) => {
    await writeParquet(join(cwd, "1-spiked.parquet"), spiked);
    await writeParquet(join(cwd, "2-right.parquet"), `${ALL} WHERE ${day}`);
    // In one file: the spikes first, then their corrections, then the other days.
    await writeParquet(
      join(cwd, "one.parquet"),
      `SELECT ticker, field, date, value FROM (
         SELECT 1 AS part, * FROM (${spiked}) WHERE ${day} UNION ALL
         SELECT 2, * FROM (${ALL}) WHERE ${day} UNION ALL
         SELECT 3, * FROM (${ALL}) WHERE NOT (${day})) ORDER BY part, hash(date)`,
    );
    await writeParquet(join(cwd, "without.parquet"), `${ALL} WHERE NOT (${day})`);
    const run = (prices: string, ...args: string[]) =>
      straddle(
        ["backtest", "--data", MINI, "--prices", prices, ACME, "2024", "-f", "tsv", ...args],
        { cwd },
      );
    for (const prices of ["[12]-*.parquet", "one.parquet"]) {
      for (const args of [["-j", "2"], ["--memory", "1GB"]]) {
        const { code, stdout, stderr } = await run(prices, ...args);
        assert.equal(code, 0, stderr);
        assert.ok(stdout === table, `${prices}: another table`);
        assert.match(
          stderr,
          /^Warning: 5 prices are there with several values, the first "ACME US Equity" "PX_LAST" on 2024-01-08: ([\d.]+), then ([\d.]+); the last row of a day was taken$/m,
        );
      }
    }
    const missing = await run("one.parquet", "--duplicates", "missing");
    assert.equal(missing.stdout, (await run("without.parquet")).stdout);
    assert.match(missing.stderr, /such prices count as missing$/m);
    assertOneLine(
      await run("one.parquet", "--duplicates", "error"),
      3,
      /^straddle: Cannot tell the price of "ACME US Equity" "PX_LAST" on 2024-01-08: the files hold [\d.]+ and [\d.]+; correct them/,
    );
    const check = await straddle(
      ["check", "--data", MINI, "--prices", "one.parquet", ACME, "2024"],
      { cwd },
    );
    assert.match(check.stdout, /contradicting prices, 5 prices: ACME US Equity PX_LAST/);
  });
});

Deno.test("of several stamps a day the last is taken, which the summary says (D-30)", async () => {
  const stamps =
    `SELECT ticker, field, date + INTERVAL '10 hours' AS date, value * 1.01 AS value FROM ${PRICES}
    UNION ALL SELECT ticker, field, date + INTERVAL '17 hours', value FROM ${PRICES}`;
  for (const order of ["value", "value DESC"]) {
    const { code, stdout, stderr } = await run(
      { "p.parquet": `SELECT * FROM (${stamps}) ORDER BY ${order}` },
      "p.parquet",
    );
    assert.equal(code, 0, stderr);
    assert.ok(stdout === (await clean).stdout, "another table");
    assert.match(stderr, /^ {2}[\d,]+ prices of several stamps a day: the day's last was taken$/m);
    assert.doesNotMatch(stderr, /Warning: .*price/);
  }
});

Deno.test("prices without rows value nothing, and the summary says so", async () => {
  const { code, stdout, stderr } = await run({ "p.parquet": `${ALL} LIMIT 0` }, "p.parquet");
  assert.equal(code, 0, stderr);
  assert.match(stdout, /^asset\t[^\n]*\n$/);
  assert.match(stderr, /^ +24 {2}no good day {2}ACME US Equity$/m);
  assert.match(stderr, /no value at all: ACME US Equity/);
});

Deno.test("without years, prices without rows are exit 3: no years can be told", async () => {
  await withFolder(async (cwd) => {
    await writeParquet(join(cwd, "p.parquet"), `${ALL} LIMIT 0`);
    const args = ["backtest", "--data", MINI, "--prices", "p.parquet"];
    assertOneLine(await straddle(args, { cwd }), 3, "the price files hold no rows");
  });
});

Deno.test("without years, a backtest covers the years of the prices", async () => {
  const { stderr } = await straddle(["backtest", "--data", MINI, ACME]);
  assert.match(stderr, /^72 straddles of 1 asset, 2022–2024: /m);
});

Deno.test("a stray day of a series nobody needs adds no years, in a run or in check", async () => {
  const stray = (ticker: string, date: string) =>
    `UNION ALL SELECT '${ticker}', 'PX_LAST', DATE '${date}', 1.0`;
  await withFolder(async (cwd) => {
    await writeParquet(
      join(cwd, "p.parquet"),
      `${ALL} ${stray("NOBODY", "1950-01-02")} ${stray("NOBODY", "2199-01-02")} ` +
        // A price of the asset's own ticker, in a field it does not read.
        stray("ACME US Equity", "2031-01-02").replace("PX_LAST", "PX_OPEN"),
    );
    const inputs = ["--data", MINI, "--prices", "p.parquet", ACME];
    const run = await straddle(["backtest", ...inputs, "-f", "tsv"], { cwd });
    assert.match(run.stderr, /^72 straddles of 1 asset, 2022–2024: /m);
    const check = await straddle(["check", ...inputs], { cwd });
    assert.match(check.stdout, /A backtest of 1 asset, 2022 to 2024, would value 72 straddles/);
  });
});
