/** Runs that lie in several files, patterns and folders, and runs that other programs wrote anew. */
import assert from "node:assert/strict";
import { dirname, join } from "node:path";
import { openRun } from "../../src/runs/analysis/open_run.ts";
import { wholeRun } from "../../src/runs/analysis/parts.ts";
import { DAY_RULE } from "../../src/sweep/block.ts";
import { compareRuns } from "../../src/runs/compare/compare.ts";
import type { Figures } from "../../src/runs/figures.ts";
import { assertOneLine, MINI, quoted, sql, straddle, straddleOk, withFolder } from "./program.ts";

const PATTERN = "^(ACME|QZ)";
const YEARS = ["2023", "2024"];

/** What two ways to sum give, to rounding: sums may be taken in another order. */
function assertFigures(a: Figures, b: Figures, what: string) {
  for (const [name, value] of Object.entries(b)) {
    const own = a[name as keyof Figures];
    const same = typeof value === "number" && typeof own === "number"
      ? Math.abs(own - value) <= 1e-12 * Math.max(1, Math.abs(value))
      : Object.is(own, value);
    assert.ok(same, `${what}: ${name} is ${own}, not ${value}`);
  }
}

/** A run of two years in run.parquet, and how to write its rows anew. */
function withRun(
  body: (
    cwd: string,
    copy: (to: string, query?: string, options?: string) => Promise<void>,
  ) => Promise<void>,
) {
  return withFolder(async (cwd) => {
    const args = ["backtest", "--data", MINI, PATTERN, ...YEARS, "-q", "-o", "run.parquet"];
    await straddleOk(args, { cwd });
    const rows = `read_parquet(${quoted(join(cwd, "run.parquet"))})`;
    await body(cwd, async (to, query = "SELECT * FROM rows", options = "FORMAT parquet") => {
      await Deno.mkdir(dirname(join(cwd, to)), { recursive: true });
      await sql(
        `COPY (WITH rows AS (FROM ${rows}) ${query}) TO ${quoted(join(cwd, to))} (${options})`,
      );
    });
  });
}

/** The figures of a run in pieces, as `summary` reads and sums them. */
async function figures(cwd: string, ...runs: string[]): Promise<Figures> {
  const { sums, close } = await openRun(runs.map((run) => join(cwd, run)), undefined, {
    components: false,
  });
  close();
  return wholeRun(sums, DAY_RULE).figures;
}
const compared = (cwd: string, a: string, b: string) =>
  compareRuns(join(cwd, a), join(cwd, b), 1e-12, 5);

const part = (where: string) => `SELECT * FROM rows WHERE ${where}`;
const CSV = "FORMAT csv, HEADER";

Deno.test("a run in pieces has the figures of the run in one, whatever the pieces are", () =>
  withRun(async (cwd, copy) => {
    const expected = await figures(cwd, "run.parquet");
    // By asset, by year of the day (which cuts straddles), by days; hive folders of DuckDB's own.
    await copy("by-asset/1.parquet", part("asset LIKE 'ACME%'"));
    await copy("by-asset/2.parquet", part("asset NOT LIKE 'ACME%'"));
    await copy("mixed/1.parquet", part("asset LIKE 'ACME%'"));
    await copy("mixed/2.csv", part("asset NOT LIKE 'ACME%' AND year(date) < 2024"), CSV);
    await copy(
      "mixed/deeper/3.ndjson",
      part("asset NOT LIKE 'ACME%' AND year(date) >= 2024"),
      "FORMAT json",
    );
    await copy("mixed/none.json", part("false"), "FORMAT json, ARRAY true");
    await copy(
      "hive",
      "SELECT *, year(date) AS year FROM rows",
      "FORMAT parquet, PARTITION_BY (year)",
    );
    await copy("folders", "SELECT * FROM rows", "FORMAT parquet, PARTITION_BY (asset)");
    await copy("folders-csv", "SELECT * FROM rows", `${CSV}, PARTITION_BY (asset)`);
    // Files that lack what only others have: columns of hedges.
    await copy(
      "columns/1.parquet",
      "SELECT COLUMNS(c -> NOT regexp_matches(c, '^(hedge|strike)[1-9]')) FROM rows WHERE asset LIKE 'ACME%'",
    );
    await copy("columns/2.parquet", part("asset NOT LIKE 'ACME%'"));
    for (
      const runs of [
        ["by-asset/*.parquet"],
        ["by-asset"],
        ["by-asset/2.parquet", "by-asset/1.parquet"],
        // The same file by two names is one.
        ["by-asset", "by-asset/1.parquet", "./by-asset/../by-asset/2.parquet"],
        ["mixed"],
        ["hive"],
        ["hive/year=2022", "hive/year=202[34]"],
        ["hive/**/*.parquet"],
        ["folders"],
        ["folders-csv"],
        ["columns"],
      ]
    ) {
      assertFigures(await figures(cwd, ...runs), expected, runs.join(" "));
    }
    for (const pieces of ["by-asset/*.parquet", "mixed", "hive", "folders-csv"]) {
      assert.ok((await compared(cwd, "run.parquet", pieces)).same, pieces);
    }
    const asked = [["summary", "mixed", "-f", "json"], ["compare", "hive", "run.parquet"]];
    const [one, same] = await Promise.all(asked.map((args) => straddleOk(args, { cwd })));
    assert.ok(Math.abs(JSON.parse(one!)[0].pnl - expected.pnl) < 1e-12);
    assert.match(same!, /^Same /);
    const other = await compared(cwd, "hive/year=2024", "run.parquet");
    assert.ok(other.onlyInB > 0 && other.onlyInA === 0 && other.cellsThatDiffer === 0);
    await straddleOk(["report", "folders", "-o", "page.html"], { cwd });
    assert.match(await Deno.readTextFile(join(cwd, "page.html")), /<title>folders /);
  }));

Deno.test("a folder's name never replaces a column of a run, in any format, and may fill one in", () =>
  withRun(async (cwd, copy) => {
    const expected = await figures(cwd, "run.parquet");
    const folder = "asset=Nobody/date=1999-01-01/straddle=x/pnl=7";
    for (
      const [name, options] of [
        ["run.parquet", "FORMAT parquet"],
        ["run.csv", CSV],
        ["run.tsv", `${CSV}, DELIMITER '\t'`],
        ["run.ndjson", "FORMAT json"],
        ["run.json", "FORMAT json, ARRAY true"],
      ] as const
    ) {
      await copy(`${folder}/${name}`, undefined, options);
      assertFigures(await figures(cwd, `${folder}/${name}`), expected, name);
      assert.ok((await compared(cwd, "run.parquet", `${folder}/${name}`)).same);
      await Deno.remove(join(cwd, folder, name));
      const lacking = `asset=ACME%20US%20Equity/model=ES/${name}`;
      await copy(
        lacking,
        "SELECT * EXCLUDE (asset, model) FROM rows WHERE asset LIKE 'ACME%'",
        options,
      );
      const filled = await figures(cwd, lacking);
      await copy("acme.parquet", part("asset LIKE 'ACME%'"));
      assertFigures(filled, await figures(cwd, "acme.parquet"), lacking);
      assert.ok((await compared(cwd, lacking, "acme.parquet")).same);
    }
  }));

Deno.test("a run's columns may be in any letter case, and its days of any type, in any zone", () =>
  withRun(async (cwd, copy) => {
    const expected = await figures(cwd, "run.parquet");
    const names = await sql(`DESCRIBE FROM read_parquet(${quoted(join(cwd, "run.parquet"))})`);
    const capitals = names.map(({ column_name: name }) =>
      `${name} AS "${String(name).toUpperCase()}"`
    );
    const stamped = `SELECT * REPLACE ((date::VARCHAR || ' 00:00:00+00')::TIMESTAMPTZ AS date,
      pnl::DECIMAL(38, 20) AS pnl, expiry::VARCHAR AS expiry) FROM rows`;
    await copy("capitals.parquet", `SELECT ${capitals} FROM rows`);
    await copy("capitals.csv", `SELECT ${capitals} FROM rows`, CSV);
    await copy("capitals.ndjson", `SELECT ${capitals} FROM rows`, "FORMAT json");
    await copy("stamped.parquet", stamped);
    for (const name of ["capitals.parquet", "capitals.csv", "capitals.ndjson", "stamped.parquet"]) {
      const env = { TZ: "America/New_York" };
      const found = await straddleOk(["summary", name, "-f", "json"], { cwd, env });
      assert.ok(Math.abs(JSON.parse(found)[0].pnl - expected.pnl) < 1e-12, name);
      assertFigures(await figures(cwd, name), expected, name);
    }
    await copy("yes.parquet", "SELECT * REPLACE (true AS pnl) FROM rows");
    assertOneLine(
      await straddle(["summary", "yes.parquet"], { cwd }),
      3,
      'column "pnl" is BOOLEAN',
    );
  }));

Deno.test("rows that two files of a run have are refused, not summed", () =>
  withRun(async (cwd, copy) => {
    await copy("a.parquet", part("year(date) <= 2023"));
    await copy("b.csv", part("date >= '2023-12-29'"), CSV);
    for (const args of [["summary", "a.parquet", "b.csv"], ["compare", "{a,b}.*", "a.parquet"]]) {
      assertOneLine(
        await straddle(args, { cwd }),
        3,
        /^straddle: Cannot read ".*a\.parquet" and ".*b\.csv" as one run: both have the row of "[^"]+" "\|[^"]+" on 2023-12-29; name each/,
      );
    }
    await Deno.mkdir(join(cwd, "empty"));
    assertOneLine(
      await straddle(["summary", "empty"], { cwd }),
      4,
      '"empty": it is a folder without',
    );
    assertOneLine(
      await straddle(["summary", "no*.csv"], { cwd }),
      4,
      'run "no*.csv": no file matches',
    );
    await Deno.writeTextFile(join(cwd, "bad.csv"), "asset,b\n");
    assertOneLine(
      await straddle(["summary", "a.parquet", "bad.csv"], { cwd }),
      3,
      'Cannot read "bad.csv" as a run: no column "straddle"',
    );
    await copy(
      "broken.csv",
      "SELECT * REPLACE ('x' AS pnl) FROM rows WHERE date > '2024-01-01'",
      CSV,
    );
    assertOneLine(
      await straddle(["summary", "a.parquet", "broken.csv"], { cwd }),
      3,
      '"broken.csv" as a run',
    );
  }));

Deno.test("pieces that tell of their making must agree; their years and counts add up", () =>
  withFolder(async (cwd) => {
    const run = (to: string, ...args: string[]) =>
      straddleOk(["backtest", "--data", MINI, "-q", "-o", to, ...args], { cwd });
    await run("2023.parquet", PATTERN, "2023");
    await run("2024.parquet", PATTERN, "2024");
    await run("all-days.parquet", PATTERN, "2022", "--all-days");
    await run(
      "zone.parquet",
      PATTERN,
      "2022",
      "--price-zone",
      "Europe/Berlin",
      "--duplicates",
      "missing",
    );
    await sql(`COPY (SELECT ticker, field, date, value + 1 AS value FROM
      read_parquet(${quoted(join(MINI, "prices.parquet"))})) TO ${quoted(join(cwd, "p.parquet"))}`);
    await run("other.parquet", PATTERN, "2022", "--prices", "p.parquet");
    await run("whole.parquet", PATTERN, ...YEARS);
    assertFigures(await figures(cwd, "202?.parquet"), await figures(cwd, "whole.parquet"), "years");
    const refused = (name: string) => straddle(["summary", "2023.parquet", name], { cwd });
    assertOneLine(
      await refused("other.parquet"),
      3,
      'Cannot read "2023.parquet" and "other.parquet" as one run: they were made of different inputs (prices)',
    );
    assertOneLine(await refused("all-days.parquet"), 3, "they were made with different options");
    assertOneLine(await refused("zone.parquet"), 3, "they were made with different options");
    // How prices were read is told where it was chosen, and only there.
    const told = async (name: string) => {
      const [row] = await sql(`SELECT decode(value) AS json FROM
        parquet_kv_metadata(${quoted(join(cwd, name))}) WHERE decode(key) = 'straddle.arguments'`);
      return JSON.parse(String(row!.json));
    };
    assert.deepEqual(Object.keys(await told("2023.parquet")), ["pattern", "from", "to", "allDays"]);
    assert.deepEqual((await told("zone.parquet")).reading, {
      zone: "Europe/Berlin",
      duplicates: "missing",
    });
  }));

Deno.test("a weight that is no number is named, whoever wrote the run; it is never 100 %", () =>
  withRun(async (cwd, copy) => {
    const weigh = (weight: string) =>
      `SELECT * REPLACE (regexp_replace(straddle, '\\|[^|]*\\|$', '|${weight}|') AS straddle) FROM rows`;
    for (
      const [name, options] of [["p.parquet", "FORMAT parquet"], ["p.csv", CSV], [
        "p.json",
        "FORMAT json",
      ]] as const
    ) {
      for (const weight of ["half", "1e999", "50 60", "%"]) {
        await copy(name, weigh(weight), options);
        assertOneLine(
          await straddle(["summary", name], { cwd }),
          3,
          new RegExp(
            `^straddle: Cannot read "${name}" as a run: the weight "${weight}" of "[^"]+" is no number`,
          ),
        );
      }
      const of = async (weight: string) => {
        await copy(name, weigh(weight), options);
        return (await figures(cwd, name)).pnl;
      };
      assert.ok(Math.abs(2 * await of(" 50%") - await of("")) < 1e-12);
    }
  }));

Deno.test("what else a run is asked for is told of its pieces too", () =>
  withRun(async (cwd, copy) => {
    await copy("pieces/1.csv", part("year(date) <= 2023"), CSV);
    await copy("pieces/2.parquet", part("year(date) > 2023"));
    for (const args of [["--of", "vols", "--by", "asset"], ["--of", "vols", "--by", "year"]]) {
      const [one, pieces] = await Promise.all(
        ["run.parquet", "pieces"].map((run) =>
          straddleOk(["summary", run, ...args, "-f", "csv", "--digits", "10"], { cwd })
        ),
      );
      assert.equal(pieces, one);
    }
    await copy(
      "half.csv",
      "SELECT * REPLACE (regexp_replace(straddle, '\\|[^|]*\\|$', '|half|') AS straddle) FROM rows",
      CSV,
    );
    assertOneLine(
      await straddle(["summary", "half.csv", "--of", "vols"], { cwd }),
      3,
      'the weight "half" of',
    );
  }));
