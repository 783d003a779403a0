/** Small inputs of kinds that people really meet, and further ones of the same kinds. */
import assert from "node:assert/strict";
import { dirname, join } from "node:path";
import { sharedTest } from "../shared.ts";
import { assertOneLine, quoted, sql, straddle, straddleOk, withFolder } from "./program.ts";

const BASE = "cases/base/prices.parquet";
const of = (...names: readonly string[]) => [BASE, ...names.map((name) => `cases/${name}`)];

/** A backtest of the small right asset with other prices; `base` is its own. */
const run = (base: string, prices: readonly string[], args: readonly string[] = [], TZ = "UTC") =>
  straddle(
    [
      ...["backtest", ".", "2024", "-f", "tsv", "--amt", join(dirname(base), "amt.yml")],
      ...["--overrides", join(dirname(base), "overrides.csv")],
      ...prices.flatMap((name) => ["--prices", name]),
      ...args,
    ],
    { env: { TZ } },
  );

let right: Promise<string> | undefined;
const rightRows = (base: string) =>
  right ??= run(base, [base]).then(({ stdout }) => {
    assert.match(stdout, /\|2024-02\|2024-03\|.*\t2024-02-16\t23\t100\.75\tntry\t/);
    return stdout;
  });

const EVERYWHERE = ["America/New_York", "Asia/Tokyo"];

/** Prices that give base's rows without a warning, in zones behind and before UTC where there are stamps. */
async function assertBase(
  base: string,
  prices: readonly string[],
  args: readonly string[] = [],
  zones: readonly string[] = ["Asia/Tokyo"],
) {
  for (const TZ of zones) {
    const { code, stdout, stderr } = await run(base, prices, args, TZ);
    assert.equal(code, 0, stderr);
    assert.ok(
      stdout === await rightRows(base),
      `${prices.join(" ")} in ${TZ}: other rows\n${stderr}`,
    );
    assert.doesNotMatch(stderr, /Warning: .*(stamps|values|NULL|doubtful)/);
  }
}

/** Files for the time of `body`, made by queries over base's prices. */
function withPrices(
  base: string,
  queries: Readonly<Record<string, string>>,
  body: (at: (name: string) => string) => Promise<void>,
) {
  return withFolder(async (cwd) => {
    const at = (name: string) => join(cwd, name);
    for (const [name, query] of Object.entries(queries)) {
      await Deno.mkdir(dirname(at(name)), { recursive: true });
      const format = name.endsWith(".csv") ? "csv" : name.endsWith(".ndjson") ? "json" : "parquet";
      await sql(
        `COPY (WITH p AS (FROM ${quoted(base)}) ${query}) TO ${
          quoted(at(name))
        } (FORMAT ${format})`,
      );
    }
    await body(at);
  });
}

const early = "date < '2024-02-10'", late = "date >= '2024-02-10'";
const as = (expression: string, where = "true", column = "value") =>
  `SELECT * REPLACE (${expression} AS ${column}) FROM p WHERE ${where}`;

sharedTest(
  "each file's values are read by its own type, whatever the first file has",
  of("types-narrowed/2024-01.parquet", "types-narrowed/2024-02.parquet"),
  async (base, first, second) => {
    // January's values are whole numbers; the straddle that begins in February has none of them.
    const rows = async (...prices: string[]) =>
      (await run(base, prices)).stdout.split("\n").filter((row) =>
        row.includes("|2024-02|2024-03|")
      );
    const expected = (await rightRows(base)).split("\n").filter((row) =>
      row.includes("|2024-02|2024-03|")
    );
    assert.ok(expected.length > 20);
    assert.deepEqual(await rows(first, second), expected);
    assert.deepEqual(await rows(second, first), expected);
    await withPrices(base, {
      "0-empty.parquet": "SELECT ticker, field, date, NULL AS value FROM p LIMIT 0",
      "0-null.parquet":
        "SELECT 'x' AS ticker, 'y' AS field, DATE '2024-01-02' AS date, NULL AS value",
      "1-decimal.parquet": as("value::DECIMAL(9, 4)", early),
      "2-whole.parquet": as("value::UTINYINT", `${late} AND value = value::UTINYINT`),
      "3-float.parquet": as(
        "value::FLOAT",
        `${late} AND value <> value::UTINYINT AND value = value::FLOAT`,
      ),
      "4-rest.parquet":
        `SELECT * FROM p WHERE ${late} AND value <> value::UTINYINT AND value <> value::FLOAT`,
      "5-enum.parquet": as("ticker::ENUM ('AAA US Equity')", "field = 'IV30'", "ticker"),
    }, async (at) => {
      await assertBase(base, [at("*.parquet")]);
      await assertBase(base, [
        at("[5-9]*.parquet"),
        at("4*.parquet"),
        at("3*.parquet"),
        at("[0-2]*.parquet"),
      ]);
    });
  },
);

sharedTest(
  "a folder that is called like a column does not replace it, and may fill in one that is missing",
  of("folder-overrides-column/date=2024-11-25/prices.parquet"),
  async (base, path) => {
    await assertBase(base, [path]);
    const odd = "value=1/ticker=Nobody/FIELD=x/year=1999";
    await withPrices(base, {
      [`${odd}/1.csv`]: `SELECT * FROM p WHERE ${early}`,
      [`${odd}/2.ndjson`]: `SELECT * FROM p WHERE ${late}`,
      "hive/field=PX_LAST/Ticker=AAA%20US%20Equity/1.parquet":
        "SELECT date, value FROM p WHERE field = 'PX_LAST'",
      "hive/field=IV30/1.csv": "SELECT ticker, date, value FROM p WHERE field = 'IV30'",
    }, async (at) => {
      await assertBase(base, [at("value=1/**/*.*")]);
      await assertBase(base, [at("hive/**/*.*")]);
    });
  },
);

sharedTest(
  "files with and without a time zone have the same days in every zone and order",
  of("tz-mixed/a.parquet", "tz-mixed/b.parquet"),
  async (base, a, b) => {
    await assertBase(base, [a, b], [], EVERYWHERE);
    await assertBase(base, [b, a], [], EVERYWHERE);
    const utc = "(date::VARCHAR || ' 00:00:00+00')::TIMESTAMPTZ";
    await withPrices(base, {
      "1.parquet": as(utc, early, "date"),
      "2.parquet": as("date::TIMESTAMP_NS", `${late} AND field = 'IV30'`, "date"),
      "3.csv": as("date::VARCHAR || 'T00:00:00Z'", `${late} AND field <> 'IV30'`, "date"),
    }, async (at) => {
      await assertBase(base, [at("*.*")], [], EVERYWHERE);
      await assertBase(base, [at("3.csv"), at("2.parquet"), at("1.parquet")], [], EVERYWHERE);
    });
  },
);

sharedTest(
  "midnights of another zone are named with their hour, and put right by the zone",
  of("tz-east/prices.parquet"),
  async (base, east) => {
    const shifted = await run(base, [east]);
    assert.match(
      shifted.stderr,
      /^Warning: .*all stamps are at (22:00 or )?23:00 UTC.*--price-zone/m,
    );
    await assertBase(base, [east], ["--price-zone", "Europe/Berlin"], EVERYWHERE);
    const check = ["check", ".", "2024", "--amt", join(dirname(base), "amt.yml"), "--prices", east];
    const found = await straddle(check);
    assert.equal(found.code, 3);
    assert.match(found.stdout, /^error +shifted days/m);
    const midnight = (zone: string) => `timezone('UTC', timezone('${zone}', date::TIMESTAMP))`;
    await withPrices(base, {
      "athens.parquet": as(midnight("Europe/Athens"), "true", "date"),
      "tokyo.parquet": as(midnight("Asia/Tokyo"), "true", "date"),
      "moscow.csv": as(midnight("Europe/Moscow"), "true", "date"),
    }, async (at) => {
      for (
        const [name, hours, zone] of [
          ["athens.parquet", "22:00", "Europe/Athens"],
          ["tokyo.parquet", "15:00", "Asia/Tokyo"],
          ["moscow.csv", "21:00", "Europe/Moscow"],
        ] as const
      ) {
        const { stderr } = await run(base, [at(name)]);
        assert.match(stderr, new RegExp(`${hours}.* UTC`));
        await assertBase(base, [at(name)], ["--price-zone", zone], EVERYWHERE);
      }
    });
  },
);

sharedTest(
  "--prices given twice adds up",
  of("prices-twice/2024-01.parquet", "prices-twice/2024-02.parquet"),
  async (base, first, second) => {
    for (const files of [[first, second], [second, first], [`${dirname(first)}/*.parquet`]]) {
      const { stdout } = await run(base, files);
      assert.equal(stdout.trimEnd().split("\n").length, 59);
    }
  },
);

sharedTest(
  "of several stamps a day the last counts",
  of("intraday/prices.parquet"),
  async (base, path) => {
    await assertBase(base, [path]);
    const stamps = (type: string) =>
      `SELECT ticker, field, (date + INTERVAL 17 HOUR)::${type} AS date, value FROM p UNION ALL
     SELECT ticker, field, (date + INTERVAL 9 HOUR)::${type}, value * 2 FROM p UNION ALL
     SELECT ticker, field, (date + INTERVAL 16 HOUR)::${type}, value - 1 FROM p`;
    await withPrices(base, {
      "ns.parquet": stamps("TIMESTAMP_NS"),
      "text.csv": stamps("VARCHAR"),
      // The close as a day, the other prices of the day as stamps before it.
      "utc.parquet": `SELECT * REPLACE ((date::VARCHAR || '+00')::TIMESTAMPTZ AS date) FROM (${
        stamps("TIMESTAMP")
      })`,
      "noon.parquet":
        `SELECT * REPLACE (date + INTERVAL 12 HOUR AS date, value + 1 AS value) FROM p`,
      "evening.ndjson": `SELECT * REPLACE (date + INTERVAL 20 HOUR AS date) FROM p`,
    }, async (at) => {
      for (const name of ["ns.parquet", "text.csv", "utc.parquet"]) {
        await assertBase(base, [at(name)], [], EVERYWHERE);
      }
      await assertBase(base, [at("evening.ndjson"), at("noon.parquet")]);
    });
  },
);

sharedTest(
  "of contradicting prices the last row wins, warned with both values",
  of("dup-largest-wins"),
  async (
    base,
    data,
  ) => {
    await withFolder(async (cwd) => {
      const { stderr } = await straddle([
        "backtest",
        ".",
        "2024",
        "--data",
        data,
        "-o",
        "run.parquet",
      ], { cwd });
      assert.match(
        stderr,
        /^Warning: 1 price is there with several values, .* on 2024-03-06: 764\.99\d*, then 76\.499\d*; the last row/m,
      );
      const [row] = await sql(`SELECT sum(pnl) AS pnl FROM ${quoted(join(cwd, "run.parquet"))}`);
      assert.equal(Number(row!.pnl).toFixed(2), "-0.33");
    });
    const wrong = "SELECT * REPLACE (value * 10 AS value) FROM p WHERE date = '2024-02-20'";
    await withPrices(base, {
      "spike-first.csv": `FROM (${wrong}) UNION ALL FROM p`,
      "1.parquet": wrong,
      "2.ndjson": "FROM p",
    }, async (at) => {
      for (const prices of [[at("spike-first.csv")], [at("1.parquet"), at("2.ndjson")]]) {
        const found = await run(base, prices);
        assert.ok(found.stdout === await rightRows(base), prices.join());
        assert.match(found.stderr, /2 prices are there with several values/);
      }
    });
  },
);

sharedTest(
  "prices that no market has are taken as given, with a brief word",
  of("prices-sanity/split.parquet", "prices-sanity/vol-as-fraction.parquet"),
  async (base, split, vols) => {
    for (const path of [split, vols]) {
      const { code, stdout, stderr } = await run(base, [path]);
      assert.equal(code, 0);
      const odd = path === split ? "PX_LAST \\(price jump\\)" : "IV30 \\(odd vols\\)";
      assert.match(
        stderr,
        new RegExp(`^Warning: 1 price series looks doubtful: .*${odd}; straddle check says`, "m"),
      );
      assert.notEqual(stdout, await rightRows(base));
    }
  },
);

sharedTest("columns in capitals are columns", ["cases/price-columns-in-capitals"], async (data) => {
  const rows = await straddleOk(["backtest", ".", "2024", "--data", data, "-f", "csv"]);
  assert.equal(rows.trimEnd().split("\n").length, 1 + 1013);
});

sharedTest(
  "days as texts are read; what is no text, and a folder of parts, are named with what to do",
  of("messages/date-as-text.parquet", "messages/hw_json.parquet", "messages/folder.parquet"),
  async (base, text, json, folder) => {
    await assertBase(base, [text]);
    const hasNoText = await run(base, [json]);
    assertOneLine(hasNoText, 3, `column "ticker" is JSON, not text; write it anew as text`);
    assertOneLine(
      await run(base, [folder]),
      4,
      `it is a folder; name the files in it: '${folder}/*.parquet'`,
    );
    assert.doesNotMatch(hasNoText.stderr, /damaged|copy it again/);
    assert.equal((await run(base, [`${folder}/*.parquet`])).code, 0);
  },
);

sharedTest(
  "a stray day of a ticker nobody needs adds no years",
  of("stray-day/prices.parquet"),
  async (base, path) => {
    const amt = [
      "--amt",
      join(dirname(base), "amt.yml"),
      "--overrides",
      join(dirname(base), "overrides.csv"),
    ];
    const { stderr } = await straddle(["backtest", ".", ...amt, "--prices", path]);
    assert.match(stderr, /^12 straddles of 1 asset, 2024: /m);
  },
);

sharedTest(
  "an output onto any file of the inputs, by any name, is exit 2 and nothing is written",
  ["cases/base"],
  (base) =>
    withFolder(async (cwd) => {
      const names = [...Deno.readDirSync(base)].map(({ name }) => name);
      await Deno.mkdir(join(cwd, "in"));
      for (const name of names) await Deno.copyFile(join(base, name), join(cwd, "in", name));
      await sql(
        `COPY (FROM ${quoted(join(base, "prices.parquet"))}) TO ${
          quoted(join(cwd, "in", "p.csv"))
        }`,
      );
      await Deno.symlink(join(cwd, "in"), join(cwd, "link"));
      const bytes = () =>
        [...Deno.readDirSync(join(cwd, "in"))].map((
          { name },
        ) => [name, Deno.readFileSync(join(cwd, "in", name)).length]).sort();
      const before = bytes();
      for (
        const [output, prices] of [
          ["in/prices.parquet", "in/*.parquet"],
          ["in/../in/p.csv", "in/p.csv"],
          ["link/p.csv", "in/*.csv"],
          ["link/amt.yml", "in/p.csv"],
        ] as const
      ) {
        const args = ["--data", "in", "--prices", prices, "-f", "csv", "-o", output];
        assertOneLine(
          await straddle(["backtest", ".", "2024", ...args], { cwd }),
          2,
          "Cannot write into",
        );
      }
      assert.deepEqual(bytes(), before);
    }),
);
