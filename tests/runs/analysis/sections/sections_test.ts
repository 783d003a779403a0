/** The looks at a run's days, against plain SQL over its file. */
import { DuckDBInstance, type DuckDBValue } from "@duckdb/node-api";
import assert from "node:assert/strict";
import { join } from "node:path";
import { parseDay, parseMonth } from "../../../../src/base/calendar.ts";
import { type AnalysedRun, openRun } from "../../../../src/runs/analysis/open_run.ts";
import { entryLines } from "../../../../src/runs/analysis/sections/entries.ts";
import { type Section, sectionOf } from "../../../../src/runs/analysis/sections/sections.ts";
import { erf } from "../../../../src/engine/erf.ts";
import type { Division, SectionName } from "../../../../src/runs/divisions.ts";
import {
  assertOneLine,
  quoted,
  rowsOf,
  SAMPLE,
  straddle,
  straddleOk,
  withFolder,
} from "../../../cli/program.ts";
import * as plain from "./plain_sections.ts";

type Ask = (query: string) => Promise<(string | number | null)[][]>;

/** One DuckDB for all queries: days and counts come as numbers. */
async function withSql(body: (ask: Ask) => Promise<void>): Promise<void> {
  const instance = await DuckDBInstance.create(":memory:", { threads: "1" });
  const connection = await instance.connect();
  const plainly = (value: DuckDBValue) => {
    if (value === null || typeof value === "string" || typeof value === "number") return value;
    return typeof value === "bigint" ? Number(value) : parseDay(String(value)) ?? Number(value);
  };
  try {
    await body(async (query) =>
      (await connection.runAndReadAll(query)).getRows().map((row) => row.map(plainly))
    );
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

const RULE = { days: "weekdays", idle: "zero" } as const;

/** A section's lines, each behind the name of its part. */
function linesOf({ parts }: Section): (string | number | null)[][] {
  return parts.flatMap(({ name, lines }) => lines.map((cells) => [name, ...cells]));
}

function assertSame(
  found: readonly (readonly (string | number | null)[])[],
  expected: readonly (readonly (string | number | null)[])[],
  what: string,
): void {
  assert.equal(found.length, expected.length, what);
  for (const [i, row] of expected.entries()) {
    for (const [k, value] of row.entries()) {
      const cell = found[i]![k]!, where = `${what}, line ${i}, cell ${k}: ${found[i]} / ${row}`;
      if (typeof value !== "number") assert.equal(cell, value, where);
      else {
        assert.equal(typeof cell, "number", where);
        const apart = Math.abs(Number(cell) - value);
        assert.ok(apart <= 1e-9 * Math.max(1, Math.abs(value)), where);
      }
    }
  }
}

/** A run of the sample, opened, and what asks DuckDB about its file. */
async function withRun(
  body: (run: AnalysedRun, path: string, ask: Ask, cwd: string) => Promise<void>,
): Promise<void> {
  await withFolder(async (cwd) => {
    const path = join(cwd, "run.parquet");
    await straddleOk(["backtest", "--data", SAMPLE, "-q", "-o", path], { cwd });
    const run = await openRun([path], undefined, { components: false });
    try {
      await withSql((ask) => body(run, path, ask, cwd));
    } finally {
      run.close();
    }
  });
}

Deno.test("every section of a run's days is that of plain SQL, for the whole, by class, year and asset", () =>
  withRun(async (run, path, ask, cwd) => {
    const section = (name: Exclude<SectionName, "entries">, by?: Division, asset?: string) =>
      sectionOf(run, name, { by, rule: RULE, asset });
    const classes = Object.entries(run.facts.assets)
      .map(([asset, { class: name }]) => `WHEN ${quoted(asset)} THEN ${quoted(name)}`);
    const parts: [Division | undefined, string][] = [
      [undefined, "'total'"],
      ["class", `CASE asset ${classes.join(" ")} END`],
      ["asset", "asset"],
    ];
    for (const [by, expression] of parts) {
      for (const query of plain.tablesSql(path, expression)) await ask(query);
      const queries = {
        periods: plain.PERIODS,
        recovery: plain.RECOVERY,
        drawdowns: plain.DRAWDOWNS,
        regimes: plain.REGIME_LINES,
        concentration: plain.CONCENTRATION,
        rolling: plain.ROLLING,
        extremes: plain.EXTREMES,
      };
      for (const [name, query] of Object.entries(queries)) {
        const found = linesOf(section(name as keyof typeof queries, by));
        assertSame(found, await ask(query), `${name} by ${by}`);
      }
      const sharpe = linesOf(section("sharpe", by));
      const expected = (await ask(plain.SHARPE)).map((row) =>
        row.with(-1, (1 + erf(Number(row.at(-1)) / Math.SQRT2)) / 2)
      );
      assertSame(sharpe, expected, `sharpe by ${by}`);
      if (by === undefined) continue;
      const matrix = section("correlation", by);
      const names = matrix.columns.map(({ name }) => name);
      const pairs = matrix.parts.flatMap(({ name, lines: [cells] }) =>
        cells!.map((r, k) => [name, names[k]!, r])
      );
      const corr = await ask(plain.CORRELATION);
      assertSame(pairs, corr.map((row) => row.slice(0, 3)), `correlation by ${by}`);
      if (by !== "asset") continue;
      const [one] = run.sums.assets;
      const others = corr.filter(([a, b]) => a === one && b !== one)
        .sort((a, b) => Number(b[2]) - Number(a[2]));
      const fellows = linesOf(section("correlation", undefined, one)).map((
        [part, name, , r, days],
      ) => [part!, name!, r!, days!]);
      assertSame(fellows, others, "fellows");
    }
    // Years: assets of the year's days, each day with its own weight.
    for (const query of plain.tablesSql(path, "year(weekday)::VARCHAR")) await ask(query);
    const years = linesOf(section("concentration", "year")).filter(([, of]) =>
      of !== "weight held"
    );
    const expected = await ask(plain.CONCENTRATION);
    assertSame(years, expected.filter(([, of]) => of !== "weight held"), "concentration by year");

    await ask(plain.tablesSql(path, "'total'")[0]!);
    const month = "2024-03";
    const entries = await entryLines([path], parseMonth(month)!);
    const listed = entries.map((cells) => [...cells.slice(0, 6), ...cells.slice(8)]);
    assert.ok(listed.length > 50);
    assertSame(listed, await ask(plain.entriesSql(month)), "entries");

    const told = rowsOf(
      await straddleOk(["summary", path, "--of", "entries", "--month", month, "-f", "tsv"]),
    );
    assert.deepEqual(told.map(({ straddle }) => straddle), entries.map((cells) => cells[3]));
    const refused = (...args: string[]) => straddle(["summary", path, ...args], { cwd });
    assertOneLine(await refused("--of", "entries", "--month", "1999-01"), 1, "1999-01");
    assertOneLine(await refused("--of", "entries"), 2, "--month 2024-03");
    assertOneLine(await refused("--of", "correlation", "--asset", "nope"), 2, '"nope"');
    assertOneLine(await refused("--of", "concentration", "--by", "schedule"), 2, "Choose another");
  }));

Deno.test("a book's sections are of its net P&L, its sides by the sign of its exposure; a run has one side", () =>
  withRun(async (_, path, ask, cwd) => {
    const assets = (await ask(`SELECT DISTINCT asset FROM ${quoted(path)} ORDER BY asset`)).flat();
    const weights = assets.flatMap((asset, i) =>
      ["2020-01-01", "2024-06-01"].map((day, k) => `${asset},${day},${(i + k) % 2 ? 0.1 : -0.05}`)
    );
    await Deno.writeTextFile(join(cwd, "w.csv"), `asset,date,weight\n${weights.join("\n")}\n`);
    const book = join(cwd, "book.parquet");
    const made = ["--aum", "5e6", "--weights", "w.csv", "-o", book];
    await straddleOk(["book", path, ...made], { cwd });
    const run = await openRun([book], undefined, { components: false });
    try {
      await ask(`CREATE TABLE rows AS SELECT asset, net AS x, exposure AS w, date::DATE AS date,
        CASE isodow(date::DATE) WHEN 6 THEN date::DATE + 2 WHEN 7 THEN date::DATE + 1
          ELSE date::DATE END AS day FROM ${quoted(book)}`);
      const found = linesOf(sectionOf(run, "sides", { by: "year", rule: RULE }))
        .map(([year, side, , , pnl]) => [year!, side!, pnl!]);
      assert.ok(found.length > 4);
      assertSame(
        found,
        await ask(`SELECT year(day)::VARCHAR AS y, if(w > 0, 'long', 'short') AS side, sum(x)
          FROM rows WHERE w <> 0 GROUP BY y, side ORDER BY y, side`),
        "sides by year",
      );
      const whole = linesOf(sectionOf(run, "sides", { by: undefined, rule: RULE }));
      assertSame(
        whole.map(([, side, , held, pnl]) => [side!, held!, pnl!]),
        await ask(`WITH days AS (SELECT if(w > 0, 'long', 'short') AS side, date, sum(w) AS w,
            sum(x) AS x FROM rows WHERE w <> 0 GROUP BY side, date)
          SELECT side, avg(w), sum(x) FROM days GROUP BY side ORDER BY side`),
        "sides",
      );
      const extremes = linesOf(sectionOf(run, "extremes", { by: undefined, rule: RULE }));
      assertSame(
        extremes.slice(0, 3).map((cells) => cells.slice(2, 4)),
        await ask("SELECT day, sum(x) AS x FROM rows GROUP BY day ORDER BY x LIMIT 3"),
        "worst days",
      );
      const regimes = linesOf(sectionOf(run, "regimes", { by: "year", rule: RULE }));
      const pnl = regimes.reduce((sum, cells) => sum + Number(cells[4]), 0);
      const [[all]] = await ask("SELECT sum(x) FROM rows") as [[number]];
      assert.ok(Math.abs(pnl - all) < 1e-12, "regimes of the years add up to the run");
      assert.deepEqual(new Set(regimes.map((cells) => cells.at(-1))), new Set([null]));
      const entries = ["summary", book, "--of", "entries", "--month", "2024-03"];
      assertOneLine(await straddle(entries), 2, "it is a book; name the run it is made of");
      const text = await straddleOk(["summary", book, "--of", "sides", "-f", "table"]);
      assert.match(text, /│ long .* %.*│ short /s);
    } finally {
      run.close();
    }
    const plain = await openRun([path], undefined, { components: false });
    plain.close();
    const facts = {
      ...plain.facts,
      arguments: { ...plain.facts.arguments!, side: "short" as const },
    };
    const [[, side, , , pnl]] = linesOf(
      sectionOf({ ...plain, facts }, "sides", { by: undefined, rule: RULE }),
    ) as [[string, string, number, number, number]];
    const [[long]] = await ask(`SELECT sum(pnl * string_split(straddle, '|')[8]::DOUBLE / 100)
      FROM ${quoted(path)} WHERE mv IS NOT NULL`) as [[number]];
    assert.equal(side, "short");
    assert.ok(Math.abs(pnl + long) < 1e-9);
  }));
