/** `straddle sweep best`, `overfit` and `walk`: W-2, W-3 and W-4 by their file, computed anew from it. */
import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { SweepPageData } from "../../src/report/sweep_data.ts";
import { readPage } from "../report/page_file.ts";
import { assertOneLine, rowsOf, sql, straddle, straddleOk, withFolder } from "./program.ts";
import { plainLogits } from "../sweep/plain_cscv.ts";

/** Φ by Simpson's rule. */
function phi(x: number): number {
  const n = 2000, step = x / n;
  let sum = 0;
  for (let i = 0; i <= n; i++) {
    sum += (i === 0 || i === n ? 1 : i % 2 ? 4 : 2) * Math.exp(-((i * step) ** 2) / 2);
  }
  return 0.5 + sum * step / 3 / Math.sqrt(2 * Math.PI);
}

/** The x with a given Φ(x), by halving. */
function quantile(p: number): number {
  let [low, high] = [-9, 9];
  for (let i = 0; i < 60; i++) {
    const middle = (low + high) / 2;
    if (phi(middle) < p) low = middle;
    else high = middle;
  }
  return low;
}

const number = (row: Record<string, unknown>, name: string) => Number(row[name]);

/** W-2 of each variant of a file, from the days of a column: Sharpe ratios a day. */
async function deflatedOf(file: string, column: "pnl" | "net") {
  const moments = await sql(
    `SELECT variant, count(*)::INT AS days, avg(x) / stddev_pop(x) AS sharpe,
       kurtosis_pop(x) + 3 AS kurtosis, avg((x - mean) ** 3) / stddev_pop(x) ** 3 AS skew
     FROM (SELECT variant, ${column} AS x, avg(${column}) OVER (PARTITION BY variant) AS mean
       FROM '${file}' WHERE part = 'day') GROUP BY variant ORDER BY variant`,
  );
  const n = moments.length;
  const sharpes = moments.map((row) => number(row, "sharpe"));
  const mean = sharpes.reduce((sum, x) => sum + x) / n;
  const deviation = Math.sqrt(sharpes.reduce((sum, x) => sum + (x - mean) ** 2, 0) / (n - 1));
  const gamma = 0.5772156649015329;
  const lucky = deviation *
    ((1 - gamma) * quantile(1 - 1 / n) + gamma * quantile(1 - 1 / (n * Math.E)));
  const deflated = moments.map((row) => {
    const sr = number(row, "sharpe");
    return phi(
      (sr - lucky) * Math.sqrt(number(row, "days") - 1) /
        Math.sqrt(1 - number(row, "skew") * sr + (number(row, "kurtosis") - 1) / 4 * sr * sr),
    );
  });
  return { sharpes, lucky, deflated };
}

Deno.test("a sweep's best is judged by all that was tried (W-2, W-3, W-4)", () =>
  withFolder(async (cwd) => {
    const vary = ["--vary", "entry=N0,F5", "--vary", "expiry=F2,F3,R1"];
    await straddleOk(
      ["sweep", "^(KLP|MWH)", "2024", "2025", ...vary, "-q", "-o", "s.parquet"],
      { cwd },
    );
    const file = join(cwd, "s.parquet");
    const { sharpes, lucky, deflated } = await deflatedOf(file, "pnl");
    const n = sharpes.length;
    assert.equal(n, 6);

    const best = await straddle(["sweep", "best", "s.parquet", "--by", "dsr", "-f", "json"], {
      cwd,
    });
    const rows: Record<string, number>[] = JSON.parse(best.stdout);
    assert.equal(rows.length, n);
    rows.forEach(({ variant, dsr }, i) => {
      assert.ok(Math.abs(dsr! - deflated[variant! - 1]!) < 1e-9, `variant ${variant}: ${dsr}`);
      assert.ok(i === 0 || dsr! <= rows[i - 1]!.dsr!, "the best come first");
    });

    const [verdict] = JSON.parse(
      await straddleOk(["sweep", "overfit", "s.parquet", "-f", "json"], { cwd }),
    );
    assert.ok(Math.abs(verdict.lucky_sharpe - lucky * Math.sqrt(252)) < 1e-9);
    const winner = sharpes.indexOf(Math.max(...sharpes));
    assert.equal(verdict.best, winner + 1);
    assert.ok(Math.abs(verdict.dsr - deflated[winner]!) < 1e-9);
    const days = await sql(
      `SELECT variant, (date - DATE '1970-01-01')::INT AS day, pnl FROM '${file}'
       WHERE part = 'day' ORDER BY variant, date`,
    );
    const logits = plainLogits(sharpes.map((_, i) => {
      const own = days.filter(({ variant }) => variant === i + 1);
      return {
        day: own.map((row) => number(row, "day")),
        pnl: own.map((row) => number(row, "pnl")),
      };
    }));
    const pbo = logits.filter((x) => x <= 0).length / logits.length;
    assert.deepEqual([verdict.splits, verdict.pbo], [12_870, pbo]);
    const line = `The best of 6 worthless variants would show a Sharpe ratio of ${
      (lucky * Math.sqrt(252)).toFixed(2)
    }; probability of backtest overfitting (PBO) ${pbo.toFixed(2)}\n`;
    assert.equal(best.stderr, line);

    // By what was entered until September 2024, 2025 is chosen for.
    const months = await sql(
      `SELECT variant, avg(pnl) FILTER (date < DATE '2024-10-01') /
           stddev_pop(pnl) FILTER (date < DATE '2024-10-01') AS before,
         avg(pnl) FILTER (date >= DATE '2025-01-01') /
           stddev_pop(pnl) FILTER (date >= DATE '2025-01-01') AS sharpe
       FROM (SELECT v.variant, m.date, coalesce(p.pnl, 0) AS pnl
         FROM (SELECT DISTINCT variant FROM '${file}') v
         CROSS JOIN (SELECT DISTINCT date FROM '${file}' WHERE part = 'entry') m
         LEFT JOIN (FROM '${file}' WHERE part = 'entry') p
           ON p.variant = v.variant AND p.date = m.date)
       GROUP BY variant ORDER BY before DESC`,
    );
    const walk = rowsOf(await straddleOk(["sweep", "walk", "s.parquet", "-f", "tsv"], { cwd }));
    assert.deepEqual(walk.map(({ year }) => year), ["2025"]);
    const [year] = walk;
    assert.equal(year!.variant, String(months[0]!.variant));
    for (const name of ["before", "sharpe"]) {
      const expected = number(months[0]!, name) * Math.sqrt(12);
      assert.ok(Math.abs(Number(year![name]) / expected - 1) < 1e-9, `${name} ${year![name]}`);
    }

    // The page says the same, and the same sweep makes the same bytes.
    for (const name of ["one.html", "two.html"]) {
      await straddleOk(["sweep", "report", "s.parquet", "-o", name], { cwd });
    }
    const html = readFileSync(join(cwd, "one.html"), "utf8");
    assert.equal(readFileSync(join(cwd, "two.html"), "utf8"), html);
    const page = readPage(html);
    const { luck, walk: walked, measures, axes } = page.data as unknown as SweepPageData;
    assert.deepEqual([luck.trials, luck.best + 1, luck.splits!.pbo], [n, winner + 1, pbo]);
    assert.equal(luck.luckySharpe, verdict.lucky_sharpe);
    assert.equal(luck.splits!.logits.counts.reduce((sum, x) => sum + x), 12_870);
    assert.equal(walked!.sharpe, verdict.walk_sharpe);
    assert.deepEqual(axes.map(({ name }) => name), ["entry", "expiry"]);
    const [, dsr] = measures;
    page.column(dsr!.values).forEach((x, i) => assert.ok(Math.abs(x - deflated[i]!) < 5.1e-5));
    // P&L is per live straddle (BK-5).
    const totals = await sql(
      `SELECT pnl / held AS pnl FROM '${file}' WHERE part = 'total' ORDER BY variant`,
    );
    const pnl = page.column(measures.find(({ key }) => key === "pnl")!.values);
    totals.forEach((row, i) => assert.ok(Math.abs(pnl[i]! - number(row, "pnl")) < 5.1e-7));

    const single = ["sweep", "^KLP", "2024", "--vary", "entry=N0", "-q", "-o", "one.parquet"];
    await straddleOk(single, { cwd });
    const alone = JSON.parse(
      await straddleOk(["sweep", "overfit", "one.parquet", "-f", "json"], { cwd }),
    )[0];
    assert.deepEqual([alone.variants, alone.lucky_sharpe, alone.pbo], [1, 0, null]);
    assertOneLine(await straddle(["sweep", "walk", "one.parquet"], { cwd }), 1, "no year");
    await straddleOk(["sweep", "report", "one.parquet", "-o", "alone.html"], { cwd });
    assertOneLine(await straddle(["sweep", "report", "none", "-o", "r.html"], { cwd }), 4, "none");
    Deno.writeTextFileSync(join(cwd, "no.parquet"), "no sweep");
    assertOneLine(
      await straddle(["sweep", "report", "no.parquet", "-o", "r.html"], { cwd }),
      3,
      "give a file that straddle sweep wrote",
    );
    assert.ok(!existsSync(join(cwd, "r.html")));
  }));

Deno.test("where costs or a side are asked for, what is left after them is judged (W-2, W-4)", () =>
  withFolder(async (cwd) => {
    const vary = ["--vary", "side=long,short", "--vary", "hedge-cost=0,5", "--costs", "amt"];
    await straddleOk(["sweep", "^KLP", "2024", "2025", ...vary, "-q", "-o", "n.parquet"], { cwd });
    const file = join(cwd, "n.parquet");
    const { sharpes, lucky, deflated } = await deflatedOf(file, "net");
    const best = await straddle(["sweep", "best", "n.parquet", "-f", "json"], { cwd });
    const rows: Record<string, number>[] = JSON.parse(best.stdout);
    const order = [...sharpes.keys()].sort((a, b) => sharpes[b]! - sharpes[a]!);
    assert.deepEqual(rows.map(({ variant }) => variant), order.map((i) => i + 1));
    assert.match(best.stderr, /would show a net Sharpe ratio of/);
    const [verdict] = JSON.parse(
      await straddleOk(["sweep", "overfit", "n.parquet", "-f", "json"], { cwd }),
    );
    assert.ok(Math.abs(verdict.lucky_sharpe - lucky * Math.sqrt(252)) < 1e-9);
    assert.ok(Math.abs(verdict.dsr - deflated[order[0]!]!) < 1e-9);

    // Costs count to the month in which they are paid; from the short side P&L is turned round.
    const [year] = rowsOf(await straddleOk(["sweep", "walk", "n.parquet", "-f", "tsv"], { cwd }));
    const short = year!.side === "short" ? -1 : 1;
    const variant = Number(year!.variant);
    const [sums] = await sql(
      `SELECT sum(${short} * pnl) FILTER (part = 'entry') / any_value(held) AS gross,
         sum(${short} * pnl - net) FILTER (part = 'day') / any_value(held) AS costs
       FROM (SELECT part, date, pnl, net FROM '${file}' WHERE variant = ${variant}),
         (SELECT held FROM '${file}' WHERE variant = ${variant} AND part = 'total')
       WHERE date >= DATE '2025-01-01'`,
    );
    const expected = number(sums!, "gross") - number(sums!, "costs");
    assert.ok(number(sums!, "costs") > 0);
    assert.ok(Math.abs(Number(year!.pnl) - expected) < 1e-12, `${year!.pnl} ${expected}`);
    await straddleOk(["sweep", "report", "n.parquet", "-o", "n.html"], { cwd });
    const { data } = readPage(readFileSync(join(cwd, "n.html"), "utf8"));
    const { luck, measures } = data as unknown as SweepPageData;
    assert.equal(luck.best, order[0]);
    assert.deepEqual(
      measures.slice(0, 4).map(({ key }) => key),
      ["net_sharpe", "dsr", "net", "net_max_drawdown"],
    );
  }));
