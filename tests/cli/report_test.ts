/** `report` and `backtest --report`: a run as one page. */
import assert from "node:assert/strict";
import { copyFileSync, existsSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { FIGURES } from "../../src/runs/figures.ts";
import { formatMonth, monthOfDay, parseDay } from "../../src/base/calendar.ts";
import type { PairAsset, PairData } from "../../src/report/page_data.ts";
import type { Figures } from "../../src/runs/figures.ts";
import { plainSums, plainVols } from "../runs/analysis/plain_sql.ts";
import { readPage } from "../report/page_file.ts";
import {
  assertOneLine,
  MINI,
  namesIn,
  quoted,
  rowsOf,
  SAMPLE,
  sql,
  straddle,
  straddleOk,
  withFolder,
} from "./program.ts";

const RUN = ["backtest", "--data", SAMPLE, "-q"];

/** A page's figures as the summary's columns show them. */
function asRow(figures: Figures): Record<string, unknown> {
  return Object.fromEntries(FIGURES.map(({ key, column }) => [column, figures[key]]));
}

/** A summary's row as a page's figures are: dates as days. */
function withDays(row: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    FIGURES.map(({ column, kind }) => {
      const value = row[column];
      return [column, kind === "day" && value !== null ? parseDay(String(value)) : value];
    }),
  );
}

Deno.test("the page's figures are the summary's", () =>
  withFolder(async (cwd) => {
    await straddleOk([...RUN, "-o", "run.parquet"], { cwd });
    await straddleOk(["report", "run.parquet", "-o", "report.html"], { cwd });
    const { data } = readPage(readFileSync(join(cwd, "report.html"), "utf8"));
    const summary = async (...by: string[]): Promise<Record<string, unknown>[]> =>
      JSON.parse(await straddleOk(["summary", "run.parquet", ...by, "-f", "json"], { cwd }));
    for (const kind of ["total", "class", "group", "asset"] as const) {
      const scopes = data.scopes.filter((scope) => scope.kind === kind);
      const rows = await summary(...(kind === "total" ? [] : ["--by", kind]));
      assert.equal(scopes.length, rows.length);
      scopes.forEach(({ name, figures }, i) => {
        if (kind !== "total") assert.equal(name, rows[i]![kind]);
        assert.deepEqual(asRow(figures), withDays(rows[i]!), `${kind} ${name}`);
      });
    }
    const schedules = await summary("--by", "schedule");
    for (const [i, name] of data.schedules.entries()) {
      const row = schedules.find(({ schedule }) => schedule === name)!;
      assert.deepEqual(asRow(data.scheduleFigures[i]!), withDays(row));
    }
    assert.deepEqual(data.facts.inputs.map(({ role }) => role), [
      "amt",
      "chain",
      "overrides",
      "prices",
    ]);
  }));

Deno.test("a page's commands carry the run's inputs, and lead back to the straddle's rows", () =>
  withFolder(async (cwd) => {
    for (const file of ["amt.yml", "futs.csv", "overrides.csv", "prices.parquet"]) {
      copyFileSync(join(MINI, file), join(cwd, file));
    }
    copyFileSync(join(cwd, "prices.parquet"), join(cwd, "more of it.parquet"));
    const inputs = ["--amt", "amt.yml", "--overrides", "overrides.csv", "--chain", "futs.csv"];
    const prices = "{more of it,prices}.parquet";
    const report = async (args: readonly string[], name: string) => {
      await straddleOk([...args, "-q", "-o", `${name}.parquet`, "--report", `${name}.html`], {
        cwd,
      });
      return readPage(readFileSync(join(cwd, `${name}.html`), "utf8"));
    };
    const args = ["backtest", "^ACME", "2024", ...inputs, "--prices", prices];
    const { data, column } = await report(args, "run");
    assert.deepEqual(data.inputs, [
      ...["--amt", "amt.yml", "--chain", "futs.csv", "--overrides", "overrides.csv"],
      ...["--prices", "more of it.parquet", "--prices", "prices.parquet"],
    ]);
    const straddles = new Set(
      (await sql(`SELECT straddle FROM ${quoted(join(cwd, "run.parquet"))}`)).map((row) =>
        row.straddle
      ),
    );
    const schedules = column(data.straddles.schedule);
    const tails = Array.from(schedules, (at) => data.scheduleFields[at]!);
    const texts = [...column(data.straddles.month)].map((month, i) => {
      const entry = monthOfDay(column(data.straddles.entry)[i]!);
      return `|${formatMonth(entry)}|${formatMonth(month)}${tails[i]}`;
    });
    assert.deepEqual(new Set(texts), straddles);
    const rows = await straddleOk(["value", "ACME US Equity", texts[0]!, ...data.inputs], { cwd });
    assert.equal(rowsOf(rows)[0]!.straddle, texts[0]);
    const sample = await report(["backtest", "^KLP", "2024", "--data", SAMPLE], "sample");
    assert.deepEqual(sample.data.inputs, [], "the program finds the sample data itself");
  }));

Deno.test("the page's series, months, bins, straddles and paths are those of the run's rows", () =>
  withFolder(async (cwd) => {
    const run = quoted(join(cwd, "run.parquet"));
    await straddleOk([...RUN, "-o", "run.parquet"], { cwd });
    await straddleOk(["report", "run.parquet", "-o", "report.html", "--days", "calendar"], { cwd });
    const { data, column } = readPage(readFileSync(join(cwd, "report.html"), "utf8"));
    const weight = "coalesce(try_cast(string_split(straddle, '|')[8] AS DOUBLE) / 100, 1)";
    const daily = await sql(
      `SELECT (date::DATE - DATE '1970-01-01')::INTEGER AS day, sum(pnl * ${weight}) AS pnl
       FROM ${run} GROUP BY date ORDER BY date`,
    );
    const [total] = data.scopes;
    assert.deepEqual([...column(total!.series.day)], daily.map(({ day }) => day));
    let sum = 0;
    column(total!.series.pnl).forEach((value, i) => {
      sum += Number(daily[i]!.pnl);
      assert.ok(Math.abs(value - sum) < 1e-6, `day ${i}`);
    });
    const months = column(total!.months.pnl);
    assert.ok(Math.abs(months.reduce((a, b) => a + b) - sum) < 1e-4);
    const counts = total!.histogram.counts.reduce((a, b) => a + b);
    assert.equal(counts, daily.length);
    const straddles = await sql(
      `SELECT asset, sum(pnl) AS pnl, count(*) AS days,
         (min(date)::DATE - DATE '1970-01-01')::INTEGER AS entry,
         any_value(strike) AS strike, any_value(strike_vol) AS vol
       FROM ${run} GROUP BY asset, straddle ORDER BY asset, straddle`,
    );
    assert.equal(data.straddles.count, straddles.length);
    const columns = {
      asset: column(data.straddles.asset),
      pnl: column(data.straddles.pnl),
      entry: column(data.straddles.entry),
      strike: column(data.straddles.strike),
      vol: column(data.straddles.vol),
    };
    straddles.forEach((row, i) => {
      const asset = data.assets[columns.asset[i]!]!;
      assert.equal(asset.name, row.asset);
      assert.equal(columns.entry[i], row.entry);
      assert.ok(Math.abs(columns.pnl[i]! - Number(row.pnl)) <= 5.1e-6);
      assert.ok(Math.abs(columns.vol[i]! - Number(row.vol)) <= 5.1e-3);
      const strike = columns.strike[i]! / 10 ** asset.priceDecimals;
      assert.ok(Math.abs(strike / Number(row.strike) - 1) < 1e-3, `${strike} ${row.strike}`);
    });
    const rows = await sql(`SELECT mv, pnl FROM ${run} ORDER BY asset, straddle, date`);
    assert.equal(data.paths.straddle.length, straddles.length, "a small run keeps every path");
    const mv = column(data.paths.mv), pnl = column(data.paths.pnl);
    rows.forEach((row, i) => {
      assert.ok(Math.abs(mv[i]! - Number(row.mv)) <= 5.1e-7);
      assert.ok(Math.abs(pnl[i]! - Number(row.pnl)) <= 5.1e-7);
    });
  }));

Deno.test("coverage has every straddle of the run, by end state", () =>
  withFolder(async (cwd) => {
    await straddleOk([...RUN, "-o", "run.parquet"], { cwd });
    await straddleOk(["report", "run.parquet", "-o", "report.html"], { cwd });
    const { facts } = readPage(readFileSync(join(cwd, "report.html"), "utf8")).data;
    const counts = Object.values(facts.assets).flatMap(({ states }) => Object.values(states));
    assert.equal(counts.reduce((a, b) => a + b), facts.counts!.straddles);
    const all = rowsOf(
      await straddleOk(["straddles", "--data", SAMPLE, ".", "2023", "2025", "-f", "tsv"]),
    );
    assert.equal(all.length, facts.counts!.straddles);
  }));

Deno.test("the same run gives the same page, byte for byte, and run and page in one go too", () =>
  withFolder(async (cwd) => {
    await straddleOk([...RUN, "-o", "run.parquet", "--report", "one.html", "-j", "1"], { cwd });
    await straddleOk(["report", "run.parquet", "-o", "two.html"], { cwd });
    assert.equal(
      readFileSync(join(cwd, "one.html"), "utf8"),
      readFileSync(join(cwd, "two.html"), "utf8"),
    );
    await straddleOk([...RUN, "-o", "run.csv", "--report", "csv.html"], { cwd });
    const { facts } = readPage(readFileSync(join(cwd, "csv.html"), "utf8")).data;
    assert.equal(facts.inputs.length, 4, "a run in CSV has its facts while it is at hand");
    const { stdout } = await straddle([...RUN, "--report", "only.html"], { cwd });
    assert.equal(stdout, "", "a report takes the table's place");
    assert.deepEqual(namesIn(cwd), [
      "csv.html",
      "one.html",
      "only.html",
      "run.csv",
      "run.parquet",
      "two.html",
    ]);
  }));

Deno.test("two runs stand on one page: each as alone, and where their straddles differ", () =>
  withFolder(async (cwd) => {
    await straddleOk([...RUN, "-o", "a.parquet"], { cwd });
    const b = ["backtest", "^[A-M]", "2023", "2024", "--data", SAMPLE, "-q", "--hedge", "weekly"];
    await straddleOk([...b, "-o", "b.parquet"], { cwd });
    const { stderr } = await straddle(["report", "a.parquet", "b.parquet", "-o", "both.html"], {
      cwd,
    });
    assert.equal(stderr, "");
    const data = readPage(readFileSync(join(cwd, "both.html"), "utf8")).data as unknown as PairData;
    for (const [i, run] of data.runs.entries()) {
      await straddleOk(["report", run.title, "-o", `${i}.html`], { cwd });
      const alone = readPage(readFileSync(join(cwd, `${i}.html`), "utf8")).data;
      assert.equal(run.title, ["a.parquet", "b.parquet"][i]);
      assert.deepEqual(
        run.scopes.map(({ kind, name, figures }) => ({ kind, name, figures })),
        alone.scopes.map(({ kind, name, figures }) => ({ kind, name, figures })),
      );
    }
    const sums = (file: string) =>
      `(SELECT asset, straddle, sum(pnl * coalesce(try_cast(string_split(straddle, '|')[8] AS DOUBLE)
         / 100, 1)) AS pnl FROM ${quoted(join(cwd, file))} GROUP BY ALL)`;
    const wanted = await sql(
      `SELECT asset AS name,
         count(*) FILTER (a.pnl IS NOT NULL AND b.pnl IS NOT NULL) AS both,
         count(*) FILTER (abs(a.pnl - b.pnl) > 1e-12) AS changed,
         coalesce(sum(b.pnl - a.pnl) FILTER (abs(a.pnl - b.pnl) > 1e-12), 0) AS change,
         count(*) FILTER (b.pnl IS NULL) AS "onlyA",
         coalesce(sum(a.pnl) FILTER (b.pnl IS NULL), 0) AS "pnlOnlyA",
         count(*) FILTER (a.pnl IS NULL) AS "onlyB",
         coalesce(sum(b.pnl) FILTER (a.pnl IS NULL), 0) AS "pnlOnlyB"
       FROM ${sums("a.parquet")} a FULL JOIN ${sums("b.parquet")} b USING (asset, straddle)
       GROUP BY asset ORDER BY asset`,
    );
    assert.equal(data.assets.length, wanted.length);
    for (const [i, row] of wanted.entries()) {
      for (const [key, value] of Object.entries(row)) {
        const shown = data.assets[i]![key as keyof PairAsset];
        if (typeof shown === "string") assert.equal(shown, value);
        else assert.ok(Math.abs(shown - Number(value)) < 1e-9, `${row.name} ${key}: ${shown}`);
      }
    }
    // Runs with nothing in common may be parts of one.
    await straddleOk(
      ["backtest", "^N", "2023", "2025", "--data", SAMPLE, "-q", "-o", "c.parquet"],
      {
        cwd,
      },
    );
    const apart = await straddle(["report", "b.parquet", "c.parquet", "-o", "-"], { cwd });
    assert.equal(apart.code, 0);
    assert.match(
      apart.stderr,
      /^Note: "b.parquet" and "c.parquet" have no straddle in common: .*folder/,
    );
  }));

Deno.test("a page of the sample data is small enough to be mailed", () =>
  withFolder(async (cwd) => {
    await straddleOk([...RUN, "--report", "report.html"], { cwd });
    assert.ok(statSync(join(cwd, "report.html")).size < 1.5e6);
  }));

Deno.test("what cannot be reported is refused and leaves no page", () =>
  withFolder(async (cwd) => {
    const refused = async (code: number, args: string[], ...words: string[]) => {
      assertOneLine(await straddle(args, { cwd }), code, ...words);
      assert.ok(!existsSync(join(cwd, "r.html")));
    };
    await refused(3, ["report", join(MINI, "amt.yml"), "-o", "r.html"], "amt.yml");
    await refused(4, ["report", "none.parquet", "-o", "r.html"], "none.parquet", "no such file");
    await refused(2, ["report", "none.parquet"], "-o");
    const mini = ["backtest", "--data", MINI, ".", "2024", "-q", "--report"];
    await refused(2, [...mini, "r.html", "-o", "-"], "-o run.parquet");
    await refused(2, [...mini, "r.html", "-f", "csv"], "-o run.parquet");
    await refused(2, [...mini, "r.parquet", "-o", "r.parquet"], "same file");
    await refused(4, [...mini, "no/r.html", "-o", "x.parquet"], "no such file");
  }));

Deno.test("a page shows what switches added, scope by scope, and the vols of every straddle", () =>
  withFolder(async (cwd) => {
    const switches = ["--greeks", "--attribution", "--hedge", "weekly", "--hedge-cost", "1"];
    await straddleOk([...RUN, "--rules", "current", ...switches, "-o", "run.parquet"], { cwd });
    await straddleOk(["report", "run.parquet", "-o", "report.html"], { cwd });
    const run = join(cwd, "run.parquet");
    const page = readPage(readFileSync(join(cwd, "report.html"), "utf8"));
    const { scopes, straddles, paths } = page.data;
    const columns = ["pnl_theta", "pnl_gamma", "pnl_vega", "pnl_delta", "cost_hedge", "net"];
    const names = ["theta", "gamma", "vega", "open", "hedgeCost", "net"] as const;
    const sums = [
      ...await plainSums(run, "''", columns),
      ...await plainSums(run, "asset", columns),
    ];
    for (const sum of sums) {
      const scope = scopes.find(({ kind, name }) =>
        sum.part === "" ? kind === "total" : kind === "asset" && name === sum.part
      )!;
      names.forEach((name, i) => {
        const shown = page.column(scope.series.added[name]!).at(-1)!;
        assert.ok(Math.abs(shown - Number(sum[columns[i]!])) < 1e-5, `${sum.part} ${name}`);
      });
    }
    // Classes, too, are the sums of their assets.
    const ends = (kind: string) =>
      scopes.filter((scope) => scope.kind === kind)
        .reduce((sum, { series }) => sum + page.column(series.added.theta!).at(-1)!, 0);
    assert.ok(Math.abs(ends("class") - ends("asset")) < 1e-3);
    const gamma = await sql(`SELECT sum(gamma * coalesce(try_cast(string_split(straddle, '|')[8]
      AS DOUBLE) / 100, 1)) AS x, count(*) AS n FROM ${
      quoted(run)
    } WHERE date = DATE '2024-06-12'`);
    const { series } = scopes[0]!;
    const on = page.column(series.day).indexOf(parseDay("2024-06-12")!);
    assert.ok(Math.abs(page.column(series.added.netGamma!)[on]! / Number(gamma[0]!.x) - 1) < 1e-5);
    assert.equal(page.column(series.added.live!)[on], Number(gamma[0]!.n));
    const vols = page.column(straddles.realised), assets = page.column(straddles.asset);
    const mean = (asset: string) => {
      const own = [...vols].filter((_, i) => page.data.assets[assets[i]!]!.name === asset);
      return own.reduce((sum, vol) => sum + vol, 0) / own.length;
    };
    for (const { part, realised } of await plainVols(run, "asset")) {
      const { volUnit } = page.data.assets.find(({ name }) => name === part)!;
      // The plain query knows no swaptions.
      if (volUnit === "bp") continue;
      assert.ok(Math.abs(mean(String(part)) - Number(realised)) < 0.05, String(part));
    }
    assert.deepEqual(Object.keys(paths.added), [
      "delta",
      "held",
      "pnl_theta",
      "pnl_gamma",
      "pnl_vega",
    ]);
    const asked = page.data.inputs.join(" ");
    for (const words of ["--rules current", "--greeks", "--hedge weekly", "--hedge-cost 1"]) {
      assert.ok(asked.includes(words), `the commands lack ${words}: ${asked}`);
    }
  }));
