/** The weekend's time decay: spread over its week, with every sum of weeks as it was. */
import fc from "fast-check";
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { dayOf, parseDay, weekdayOf } from "../../../src/base/calendar.ts";
import type { DaySums } from "../../../src/runs/analysis/aggregates.ts";
import { dailySums, type DayRule } from "../../../src/runs/analysis/daily.ts";
import { quoted, SAMPLE, sql, straddle, straddleOk, withFolder } from "../../cli/program.ts";
import { readPage } from "../../report/page_file.ts";

const RULES = ["weekdays", "weeks", "calendar"] as const;
const rule = (days: DayRule["days"], theta: "booked" | "spread"): DayRule => ({
  days,
  idle: "zero",
  theta,
});

/** A day: its P&L of option and hedge, and whether there is a quote; null = nothing is held. */
type Held = { readonly opnl: number; readonly hpnl: number; readonly quoted: boolean } | null;

const held: fc.Arbitrary<Held> = fc.option(
  fc.record({
    opnl: fc.integer({ min: -1000, max: 1000 }),
    hpnl: fc.integer({ min: -1000, max: 1000 }),
    quoted: fc.boolean(),
  }),
  { freq: 4 },
);

/** Days from a Thursday on. Without a quote neither price nor vol moves. */
function sumsOf(days: readonly Held[]): DaySums {
  const at = days.flatMap((day, i) => day === null ? [] : [i]);
  const own = at.map((i) => days[i]!);
  const doubles = (value: (day: NonNullable<Held>) => number) =>
    Float64Array.from(own, (day) => value(day!));
  const ints = (value: (day: NonNullable<Held>) => number) =>
    Int32Array.from(own, (day) => value(day!));
  return {
    day: Int32Array.from(at, (i) => dayOf(2024, 2, 1) + i),
    live: ints(() => 1),
    known: ints(() => 1),
    vols: ints(({ quoted }) => quoted ? 1 : 0),
    vol: doubles(({ quoted }) => quoted ? 20 : 0),
    mv: doubles(() => 1),
    weight: doubles(() => 1),
    pnl: doubles(({ opnl, hpnl, quoted }) => opnl + (quoted ? hpnl : 0)),
    opnl: doubles(({ opnl }) => opnl),
    hpnl: doubles(({ hpnl, quoted }) => quoted ? hpnl : 0),
  };
}

function byWeek({ day, pnl }: { day: Int32Array; pnl: Float64Array }): Map<number, number> {
  const sums = new Map<number, number>();
  day.forEach((day, i) => {
    const monday = day - weekdayOf(day);
    sums.set(monday, (sums.get(monday) ?? 0) + pnl[i]!);
  });
  return sums;
}

Deno.test("no sum changes: of P&L and option P&L, of any week, and nothing at all by week or calendar", () => {
  fc.assert(
    fc.property(fc.array(held, { maxLength: 40 }), (days) => {
      const sums = [sumsOf(days)];
      const [booked, spread] = (["booked", "spread"] as const)
        .map((theta) => dailySums(sums, rule("weekdays", theta)).flows);
      assert.deepEqual(spread!.day, booked!.day);
      assert.deepEqual(spread!.hpnl, booked!.hpnl);
      const weeks = byWeek(booked!);
      for (const [week, sum] of byWeek(spread!)) {
        assert.ok(Math.abs(sum - weeks.get(week)!) < 1e-9, `${week}`);
      }
      const opnl = (flows: typeof spread) => flows!.opnl.reduce((sum, x) => sum + x, 0);
      assert.ok(Math.abs(opnl(spread) - opnl(booked)) < 1e-9);
      for (const days of RULES.slice(1)) {
        assert.deepEqual(
          dailySums(sums, rule(days, "spread")),
          dailySums(sums, rule(days, "booked")),
        );
      }
    }),
  );
});

Deno.test("a decay of 1 a night is 7/5 a weekday; a market that is open on Sundays keeps its own", () => {
  const nights = (quoted: (i: number) => boolean) =>
    sumsOf(Array.from({ length: 16 }, (_, i) => ({ opnl: -1, hpnl: 0, quoted: quoted(i) })));
  const flows = (sums: DaySums) => dailySums([sums], rule("weekdays", "spread")).flows.pnl;
  const closed = nights((i) => i % 7 !== 2 && i % 7 !== 3);
  // From Thursday the 1st to Friday the 16th.
  assert.deepEqual(
    [...flows(closed)].map((x) => Number(x.toFixed(12))),
    [-1, -1, ...Array<number>(10).fill(-1.4)],
  );
  assert.deepEqual([...flows(nights(() => true))], [
    -1,
    -1,
    -3,
    -1,
    -1,
    -1,
    -1,
    -3,
    -1,
    -1,
    -1,
    -1,
  ]);
});

Deno.test("--theta spread: the days of summary and report are those of SQL over pnl_theta", () =>
  withFolder(async (cwd) => {
    const run = join(cwd, "run.parquet");
    const switches = ["--attribution", "--hedge-cost", "1"];
    await straddleOk(["backtest", "--data", SAMPLE, ...switches, "-q", "-o", run], { cwd });
    const spread = ["--theta", "spread", "-f", "json"];
    const [found] = JSON.parse(await straddleOk(["summary", run, ...spread], { cwd }));
    const [plain] = await sql(`WITH rows AS (
        SELECT asset, date::DATE AS day, isodow(day) AS weekday, pnl, pnl_theta,
          coalesce(try_cast(nullif(string_split(straddle, '|')[8], '') AS DOUBLE), 100) / 100 AS w,
          CASE WHEN isodow(day) > 5 THEN day + (8 - isodow(day))::INTEGER ELSE day END AS bucket
        FROM ${quoted(run)} WHERE mv IS NOT NULL),
      known AS (SELECT DISTINCT asset, day FROM rows WHERE weekday < 6 AND pnl IS NOT NULL),
      decays AS (SELECT asset, bucket, sum(pnl_theta * w) AS x FROM rows WHERE weekday > 5
        GROUP BY asset, bucket),
      pairs AS (SELECT d.asset, bucket, x, day, count(*) OVER (PARTITION BY d.asset, bucket) AS n
        FROM decays d JOIN known k ON d.asset = k.asset AND day BETWEEN bucket AND bucket + 4),
      moved AS (SELECT day, x / n AS x FROM pairs
        UNION ALL SELECT DISTINCT ON (asset, bucket) bucket, -x FROM pairs
        UNION ALL SELECT bucket, pnl * w FROM rows WHERE pnl IS NOT NULL),
      days AS (SELECT day, sum(x) AS x FROM moved GROUP BY day)
      SELECT count(*) AS days, sum(x) AS pnl, stddev_pop(x) AS sd, min(x) AS worst,
        arg_min(day, x)::VARCHAR AS worst_day, -quantile_cont(x, 0.05) AS var95,
        avg(x) FILTER (isodow(day) = 1) AS mondays FROM days`);
    for (const name of ["days", "pnl", "sd", "worst", "var95"]) {
      const [a, b] = [Number(found[name]), Number(plain![name])];
      assert.ok(Math.abs(a - b) < 1e-11 * Math.max(1, Math.abs(b)), `${name}: ${a}, ${b}`);
    }
    assert.equal(found.worst_day, plain!.worst_day);

    await straddleOk(["report", run, "--theta", "spread", "-o", "r.html"], { cwd });
    const { data, column } = readPage(readFileSync(join(cwd, "r.html"), "utf8"));
    const { figures, series } = data.scopes[0]!;
    assert.equal(figures.worst, found.worst);
    const [pnl, cost] = [column(series.pnl), column(series.added.hedgeCost!)];
    const [theta, gamma, vega, net] = (["theta", "gamma", "vega", "net"] as const)
      .map((name) => column(series.added[name]!));
    const days = column(series.day);
    // The parts add up on every day, Tuesdays included; the packed columns have six decimals.
    for (let i = 0; i < days.length; i++) {
      assert.ok(Math.abs(theta![i]! + gamma![i]! + vega![i]! - pnl[i]!) < 3e-6, `${days[i]}`);
      assert.ok(Math.abs(pnl[i]! - cost[i]! - net![i]!) < 3e-6, `${days[i]}`);
    }
    const mondays = days.reduce(
      (sum, day, i) => sum + (weekdayOf(day) === 0 ? pnl[i]! - (pnl[i - 1] ?? 0) : 0),
      0,
    ) / days.filter((day) => weekdayOf(day) === 0).length;
    assert.ok(Math.abs(mondays - Number(plain!.mondays)) < 1e-6);

    await straddleOk(["report", run, "--days", "weeks", "-o", "w.html"], { cwd });
    const weeks = readPage(readFileSync(join(cwd, "w.html"), "utf8"));
    const [byWeek] = JSON.parse(
      await straddleOk(["summary", run, "--days", "weeks", "-f", "json"], { cwd }),
    );
    const whole = weeks.data.scopes[0]!;
    assert.deepEqual(
      [whole.figures.days, whole.figures.worst, whole.figures.worstDay],
      [byWeek.days, byWeek.worst, parseDay(byWeek.worst_day)],
    );
    assert.ok(weeks.column(whole.series.day).every((day) => weekdayOf(day) === 4));
    const told = await straddle(["summary", run, "--days", "weeks", ...spread], { cwd });
    assert.match(told.stderr, /--theta has no effect beside --days weeks/);
    assert.deepEqual(JSON.parse(told.stdout), [byWeek]);
  }));
