/** `straddle sql`: views over a run that agree with its summary, and that reach nothing else. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { formatDay } from "../../src/base/calendar.ts";
import { askRun } from "../../src/commands/sql/ask_run.ts";
import { dailySums, type DayRule } from "../../src/runs/analysis/daily.ts";
import { openRun } from "../../src/runs/analysis/open_run.ts";
import { partsOf } from "../../src/runs/analysis/parts.ts";
import { inventRun, writeOwn } from "../runs/analysis/invented_run.ts";
import { laterErrorOf } from "../thrown.ts";
import { assertOneLine, quoted, SAMPLE, sql, straddle, straddleOk, withFolder } from "./program.ts";

const WEEKDAYS: DayRule = { days: "weekdays", idle: "zero" };

async function ask(run: string | readonly string[], query: string, rule = WEEKDAYS) {
  const { columns, rows } = await askRun([run].flat(), query, undefined, rule);
  return { names: columns.map(({ name }) => name), rows: [...rows()] };
}

function assertClose(found: unknown, expected: number, what: string) {
  assert.equal(typeof found, "number", what);
  const apart = Math.abs(found as number - expected);
  assert.ok(apart <= 1e-12 * Math.max(1, Math.abs(expected)), `${what}: ${found}, not ${expected}`);
}

/** A run with gaps, days of unknown P&L, a long idle time, and assets that never meet. */
function inventGaps() {
  const isOf = (month: RegExp) => (row: readonly unknown[]) => month.test(String(row[1]));
  const early = inventRun(["A", "B"]).flat().filter(isOf(/^\|2023-0[126]/));
  const late = inventRun(["C"]).flat().filter(isOf(/^\|2023-09/));
  return [early, late];
}

Deno.test("daily has the day series that summary measures, under every rule for days", () =>
  withFolder(async (folder) => {
    const path = join(folder, "run.parquet");
    writeOwn(path, inventGaps());
    const run = await openRun([path], undefined, { components: false });
    run.close();
    for (const days of ["weekdays", "calendar", "weeks"] as const) {
      for (const idle of ["zero", "skip"] as const) {
        const rule = { days, idle };
        const found = (await ask(
          path,
          `SELECT if(GROUPING(asset) = 1, '', asset) AS part, day, sum(pnl), sum(opnl), sum(hpnl)
           FROM daily GROUP BY GROUPING SETS ((day), (asset, day)) HAVING sum(pnl) IS NOT NULL
           ORDER BY day`,
          rule,
        )).rows;
        const series = [
          { part: "", sums: run.sums.assetDays },
          ...run.sums.assets.map((part, i) => ({ part, sums: [run.sums.assetDays[i]!] })),
        ];
        for (const { part, sums } of series) {
          const { flows } = dailySums(sums, rule);
          const rows = found.filter((row) => row[0] === part).map((row) => row.slice(1));
          const what = `${days} ${idle} ${part}`;
          assert.deepEqual(rows.map(([day]) => day), [...flows.day], what);
          rows.forEach(([day, pnl, opnl, hpnl], i) => {
            assertClose(pnl, flows.pnl[i]!, `${what} pnl of ${formatDay(day as number)}`);
            assertClose(opnl, flows.opnl[i]!, what);
            assertClose(hpnl, flows.hpnl[i]!, what);
          });
        }
      }
    }
    const { holdings } = dailySums(run.sums.assetDays, WEEKDAYS);
    const held = (await ask(
      path,
      "SELECT date, sum(live), sum(weight), sum(mv) FROM daily WHERE live > 0 GROUP BY 1 ORDER BY 1",
    )).rows;
    assert.deepEqual(held.map(([day]) => day), [...holdings.day]);
    held.forEach(([, live, weight, mv], i) => {
      assert.equal(Number(live), holdings.live[i]);
      assertClose(weight, holdings.weight[i]!, "weight");
      assertClose(mv, holdings.mv[i]!, "mv");
    });
  }));

Deno.test("straddles and assets have summary's counts and sums, in one file or in several", () =>
  withFolder(async (folder) => {
    const path = join(folder, "run.parquet");
    const rows = inventRun(["A", "B"]).flat();
    // A schedule may name a component twice: such straddles share their text.
    const twice = rows.filter((row) => row[0] === "B").flatMap((row) => [row, row]);
    writeOwn(path, [rows.filter((row) => row[0] === "A"), twice]);
    for (const asset of ["A", "B"]) {
      await sql(
        `COPY (SELECT * FROM ${quoted(path)} WHERE asset = '${asset}') TO ${
          quoted(join(folder, `${asset}.csv`))
        } (HEADER, NULLSTR '-')`,
      );
    }
    const run = await openRun([path], undefined, { components: false });
    run.close();
    const parts = partsOf(run.sums, "asset", WEEKDAYS, () => ({ class: "", group: "" }));
    for (const files of [[path], [join(folder, "?.csv")]]) {
      const counts = (await ask(files, "SELECT asset, straddles, pnl FROM assets")).rows;
      assert.deepEqual(
        counts.map(([name, straddles]) => [name, straddles]),
        parts.map(({ name, figures }) => [name, figures.straddles]),
      );
      counts.forEach(([name, , pnl], i) => assertClose(pnl, parts[i]!.figures.pnl!, `${name} pnl`));
      const straddles =
        (await ask(files, "SELECT asset, weight, entry, expiry, pnl FROM straddles"))
          .rows;
      assert.equal(straddles.length, run.sums.straddles.count);
      straddles.forEach(([asset, , entry, expiry, pnl], i) => {
        const sums = run.sums.straddles;
        assert.equal(asset, run.sums.assets[sums.asset[i]!]);
        assert.deepEqual([entry, expiry], [sums.entry[i], sums.expiry[i]]);
        assertClose(pnl ?? 0, Number.isNaN(sums.pnl[i]!) ? 0 : sums.pnl[i]!, "pnl");
      });
      const wins = (await ask(
        files,
        "SELECT asset, (count(*) FILTER (pnl > 0)) / count(pnl) FROM straddles GROUP BY 1 ORDER BY 1",
      )).rows;
      wins.forEach(([, rate], i) => assertClose(rate, parts[i]!.figures.winRate!, "win rate"));
    }
  }));

Deno.test("a weight that is no number is named, with exit 3", () =>
  withFolder(async (folder) => {
    const path = join(folder, "run.parquet");
    const rows = inventRun(["A"]).flat().map((row) =>
      row.toSpliced(1, 1, `${row[1]}`.replace("50|", "x|"))
    );
    writeOwn(path, [rows]);
    const error = await laterErrorOf(() => ask(path, "FROM daily"));
    assert.equal(error.exitCode, 3);
    assert.match(error.message, /the weight "x" of "\|2023-0.*" is no number/);
    assert.equal((await ask(path, "SELECT count(*) FROM rows")).rows[0]![0], rows.length);
  }));

Deno.test("through the door: figures of the sample by SQL, a book, the page's columns, refusals", () =>
  withFolder(async (cwd) => {
    const options = { cwd };
    await straddleOk(
      ["backtest", "--data", SAMPLE, "--costs", "amt", "-q", "-o", "run.parquet"],
      options,
    );
    const [whole] = JSON.parse(await straddleOk(["summary", "run.parquet", "-f", "json"], options));
    const [found] = JSON.parse(
      await straddleOk([
        "sql",
        "run.parquet",
        `WITH x AS (SELECT day, sum(pnl) AS pnl FROM daily GROUP BY day HAVING sum(pnl) IS NOT NULL)
         SELECT count(*) AS days, sum(pnl) AS pnl, avg(pnl) * 252 / (stddev_pop(pnl) * sqrt(252))
           AS sharpe, min(pnl) AS worst, (SELECT count(*) FROM straddles) AS straddles FROM x`,
        ...["-f", "json"],
      ], options),
    );
    assert.equal(found.days, whole.days);
    assert.equal(found.straddles, whole.straddles);
    for (const name of ["pnl", "sharpe", "worst"]) assertClose(found[name], whole[name], name);

    // The manifest tells of assets without rows, and how straddles ended.
    const run = join(cwd, "run.parquet");
    const ended = await ask(
      run,
      "SELECT sum(states['valued'])::INTEGER, count(*) FILTER (straddles = 0), count(class) FROM assets",
    );
    assert.deepEqual(ended.rows, [[whole.straddles, 2, 14]]);
    const net = await ask(
      run,
      "SELECT sum(net), (SELECT sum(net * weight) FROM straddles) FROM daily",
    );
    assertClose(net.rows[0]![0], net.rows[0]![1] as number, "net by day and by straddle");

    await straddleOk(["book", "run.parquet", "--aum", "1e6", "-o", "book.csv"], options);
    const book = join(cwd, "book.csv");
    const shares = await ask(book, "SELECT sum(pnl), (SELECT sum(net) FROM rows) FROM daily");
    assertClose(shares.rows[0]![0], shares.rows[0]![1] as number, "a book's P&L is net");

    const page = Deno.readTextFileSync(new URL("../../docs/sql.md", import.meta.url));
    for (const view of ["daily", "straddles", "assets"]) {
      const section = page.split(`## \`${view}\``)[1]!.split("\n## ")[0]!;
      const told = section.split("\n").flatMap((line) =>
        line.startsWith("| `") ? line.split("|")[1]!.match(/[a-z_…]+/g)! : []
      );
      const { names } = await ask(run, `FROM ${view} LIMIT 0`);
      const plain = told.filter((name) => !/…|^net$/.test(name));
      assert.deepEqual(names.filter((name) => !/^(cost_|net$)/.test(name)), plain, view);
    }

    for (
      const [query, code, said] of [
        [`SELECT * FROM read_csv(${quoted(join(SAMPLE, "futs.csv"))})`, 2, "Refused the function"],
        [`FROM ${quoted(join(SAMPLE, "prices.parquet"))}`, 2, "Cannot run the query"],
        ["COPY rows TO 'copy.csv'", 2, "Refused COPY"],
        ["SET threads = 8", 2, "Refused SET"],
        ["FROM rows; FROM rows", 2, "one SQL statement"],
        [
          "SELECT write_log('x')",
          2,
          'Refused the function "write_log": a query may only read the run',
        ],
        ["FROM nowhere", 2, "Cannot run the query"],
      ] as const
    ) {
      const error = await laterErrorOf(() => ask(run, query));
      assert.equal(error.exitCode, code, query);
      assert.ok(error.message.includes(said), error.message);
    }
    assertOneLine(await straddle(["sql", "run.parquet"], options), 2, "Name a run, then a query");
    assertOneLine(await straddle(["sql", "no.parquet", "FROM rows"], options), 4, "no.parquet");
  }));
