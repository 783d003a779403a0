/** `summary`: the figures of a run. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { plainFigures, plainSums, plainVols } from "../runs/analysis/plain_sql.ts";
import {
  assertOneLine,
  MINI,
  quoted,
  rowsOf,
  SAMPLE,
  sampleRun,
  sql,
  straddle,
  straddleOk,
  withFolder,
} from "./program.ts";

/** A run of the sample data, and a folder to work in. */
async function withRun(ending: string, body: (cwd: string, run: string) => Promise<void>) {
  const run = await sampleRun(ending);
  await withFolder((cwd) => body(cwd, run));
}

type Row = Record<string, string | number | null>;

async function summary(cwd: string, ...args: string[]): Promise<Row[]> {
  return JSON.parse(await straddleOk(["summary", ...args, "-f", "json"], { cwd }));
}

/** That every figure of the plain rows is in the summary's rows, to 1e-9. */
function assertSame(rows: readonly Row[], plain: readonly Record<string, unknown>[], key?: string) {
  assert.equal(rows.length, plain.length);
  for (const [i, expected] of plain.entries()) {
    const row = rows[i]!;
    if (key !== undefined) assert.equal(row[key], expected.part);
    for (const [name, value] of Object.entries(expected)) {
      if (name === "part") continue;
      const found = row[name]!;
      if (typeof found === "string") assert.equal(found, value, `${expected.part} ${name}`);
      else {
        assert.equal(typeof found, "number", `${expected.part} ${name}`);
        const apart = Math.abs(found - Number(value));
        assert.ok(
          apart <= 1e-9 * Math.max(1, Math.abs(found)),
          `${name}: ${found} is not ${value}`,
        );
      }
    }
  }
}

Deno.test("the whole run's figures are those of plain SQL over its file", () =>
  withRun("parquet", async (cwd, run) => {
    assertSame(await summary(cwd, run), await plainFigures(run, "''"));
  }));

const COMPONENT =
  `array_to_string([string_split(straddle, '|')[4] || string_split(straddle, '|')[5],
  string_split(straddle, '|')[6] || string_split(straddle, '|')[7], nullif(percent, '')], '_')`;

Deno.test("so are those by asset and by schedule component", () =>
  withRun("parquet", async (cwd, run) => {
    assertSame(await summary(cwd, run, "--by", "asset"), await plainFigures(run, "asset"), "asset");
    const rows = await summary(cwd, run, "--by", "schedule");
    assertSame(rows, await plainFigures(run, COMPONENT), "schedule");
  }));

Deno.test("classes and groups come with a Parquet run, and from --amt for others", () =>
  withRun("parquet", async (cwd, run) => {
    const classes = Object.fromEntries(
      rowsOf(await straddleOk(["assets", "--data", SAMPLE, "--with", "class,group", "-f", "tsv"]))
        .map(({ asset, cls }) => [asset, cls]),
    );
    const named = Object.entries(classes).map(([asset, cls]) => `WHEN '${asset}' THEN '${cls}'`);
    const rows = await summary(cwd, run, "--by", "class");
    assertSame(rows, await plainFigures(run, `CASE asset ${named.join(" ")} END`), "class");
    const csv = await sampleRun("csv");
    const amt = join(SAMPLE, "amt.yml");
    assert.deepEqual(await summary(cwd, csv, "--by", "class", "--amt", amt), rows);
    const [unknown, ...rest] = await summary(cwd, csv, "--by", "group");
    assert.equal(unknown!.group, null);
    assert.deepEqual(rest, []);
  }));

Deno.test("years and months add up to the run, and so do their straddles", () =>
  withRun("parquet", async (cwd, run) => {
    const [whole] = await summary(cwd, run);
    for (const by of ["year", "month"]) {
      const rows = await summary(cwd, run, "--by", by);
      for (const name of ["pnl", "opnl", "hpnl", "straddles", "days"]) {
        const sum = rows.reduce((sum, row) => sum + Number(row[name]), 0);
        assert.ok(Math.abs(sum - Number(whole![name])) < 1e-9, `${by} ${name}: ${sum}`);
      }
      assert.deepEqual(rows.map((row) => row[by]), rows.map((row) => row[by]).toSorted());
    }
  }));

Deno.test("a run has the same figures in every format", () =>
  withRun("parquet", async (cwd, run) => {
    const figures = await summary(cwd, run, "--by", "asset");
    const bare = ({ class: _, group: __, ...rest }: Row) => rest;
    for (const ending of ["csv", "tsv", "json", "ndjson"]) {
      const same = await summary(cwd, await sampleRun(ending), "--by", "asset");
      assert.deepEqual(same.map(bare), figures.map(bare), ending);
    }
  }));

Deno.test("days without a value change nothing", () =>
  withRun("parquet", async (cwd, run) => {
    await straddleOk(["backtest", "--data", SAMPLE, "-q", "--all-days", "-o", "all.parquet"], {
      cwd,
    });
    assert.deepEqual(await summary(cwd, "all.parquet"), await summary(cwd, run));
  }));

Deno.test("a component that a schedule names twice counts twice", () =>
  withFolder(async (cwd) => {
    const amt = Deno.readTextFileSync(join(MINI, "amt.yml"));
    const twice = amt.replace("[N2_OVERRIDE_100]", "[N2_OVERRIDE_100, N2_OVERRIDE_100]");
    assert.notEqual(twice, amt);
    const args = ["--chain", join(MINI, "futs.csv"), "--overrides", join(MINI, "overrides.csv")];
    const runOf = async (text: string, name: string) => {
      await Deno.writeTextFile(join(cwd, "amt.yml"), text);
      const prices = join(MINI, "prices.parquet");
      const inputs = ["--amt", "amt.yml", ...args, "--prices", prices];
      await straddleOk(["backtest", ".", "2024", ...inputs, "-q", "-o", name], { cwd });
      return await summary(cwd, name, "--by", "asset");
    };
    const plain = await runOf(amt, "once.parquet");
    const doubled = await runOf(twice, "twice.parquet");
    const changed = doubled.filter((row, i) => row.straddles !== plain[i]!.straddles);
    assert.ok(changed.length > 0);
    for (const row of changed) {
      const before = plain.find(({ asset }) => asset === row.asset)!;
      assert.equal(row.straddles, 2 * Number(before.straddles));
      assert.ok(Math.abs(Number(row.pnl) - 2 * Number(before.pnl)) < 1e-12);
      assert.equal(row.win_rate, before.win_rate);
      assert.ok(Math.abs(Number(row.mean_straddle) - Number(before.mean_straddle)) < 1e-12);
    }
  }));

Deno.test("what is undefined is a dash or null, never 0", () =>
  withFolder(async (cwd) => {
    await straddleOk(["backtest", "^ACME", "2024", "--data", MINI, "-q", "-o", "run.csv"], { cwd });
    const lines = Deno.readTextFileSync(join(cwd, "run.csv")).split("\n");
    await Deno.writeTextFile(join(cwd, "one.csv"), `${lines[0]}\n${lines[1]}\n`);
    const text = await straddleOk(["summary", "one.csv", "-f", "tsv"], { cwd });
    const [row] = rowsOf(text);
    for (const name of ["sharpe", "sortino", "calmar", "skew", "drawdown_from", "drawdown_to"]) {
      assert.equal(row![name], "–", name);
    }
    assert.equal(row!.sd, "0");
    const [json] = await summary(cwd, "one.csv");
    assert.equal(json!.sharpe, null);
  }));

Deno.test("a last weekend's P&L is in the month that begins with its Monday", () =>
  withFolder(async (cwd) => {
    await straddleOk(["backtest", "^ACME", "2024", "--data", MINI, "-q", "-o", "run.csv"], { cwd });
    const [header, row] = Deno.readTextFileSync(join(cwd, "run.csv")).split("\n");
    const names = header!.split(",");
    const rowOf = (date: string, pnl: string) =>
      row!.split(",").map((cell, i) =>
        names[i] === "date"
          ? date
          : names[i] === "pnl"
          ? pnl
          : names[i] === "expiry"
          ? "2024-03-31"
          : cell
      ).join(",");
    // 2024-03-30 and 31 are a weekend; nothing follows.
    const rows = [
      rowOf("2024-03-29", "-0.5"),
      rowOf("2024-03-30", "-0.25"),
      rowOf("2024-03-31", "1"),
    ];
    await Deno.writeTextFile(join(cwd, "end.csv"), [header, ...rows, ""].join("\n"));
    const [whole] = await summary(cwd, "end.csv");
    const weight = Number(whole!.pnl) / 0.25;
    const months = await summary(cwd, "end.csv", "--by", "month");
    assert.deepEqual(
      months.map(({ month, pnl }) => [month, Math.round(1e9 * Number(pnl) / weight) / 1e9]),
      [
        ["2024-03", -0.5],
        ["2024-04", 0.75],
      ],
    );
  }));

Deno.test("infinite numbers and NaN count as missing, in every figure", () =>
  withFolder(async (cwd) => {
    await straddleOk(["backtest", "^ACME", "2024", "--data", MINI, "-q", "-o", "run.csv"], { cwd });
    const [header, ...rows] = Deno.readTextFileSync(join(cwd, "run.csv")).trimEnd().split("\n");
    const pnl = header!.split(",").indexOf("pnl");
    const figures = async (cell: string) => {
      const odd = rows.map((row, r) =>
        row.split(",").map((text, i) => r === 3 && i === pnl ? cell : text).join(",")
      );
      await Deno.writeTextFile(join(cwd, "odd.csv"), [header, ...odd, ""].join("\n"));
      return await summary(cwd, "odd.csv");
    };
    const missing = await figures("");
    for (const cell of ["inf", "-inf", "nan"]) assert.deepEqual(await figures(cell), missing, cell);
  }));

Deno.test("nothing is written over what it is made of", () =>
  withFolder(async (cwd) => {
    const run = ["backtest", "^ACME", "2024", "--data", MINI, "-q", "-o", "run.csv"];
    await straddleOk(run, { cwd });
    // On Windows not everybody may make links.
    const link = Deno.build.os === "windows" ? "run.csv" : "link.csv";
    if (link === "link.csv") await Deno.symlink("run.csv", join(cwd, link));
    const before = Deno.readTextFileSync(join(cwd, "run.csv"));
    for (
      const args of [
        ["summary", "run.csv", "-o", "./run.csv"],
        ["report", link, "-o", "run.csv"],
        ["report", "run.csv", "-o", link],
        [...run, "--report", "./run.csv"],
      ]
    ) assertOneLine(await straddle(args, { cwd }), 2, "run.csv");
    assert.equal(Deno.readTextFileSync(join(cwd, "run.csv")), before);
  }));

Deno.test("--explain says what each column is", async () => {
  const rows = rowsOf(await straddleOk(["summary", "--explain", "-f", "tsv"]));
  assert.ok(rows.some(({ figure, meaning }) => figure === "sharpe" && /252/.test(meaning!)));
});

Deno.test("what is no run is refused: exit 3 with the reason, exit 4 when it cannot be opened", () =>
  withFolder(async (cwd) => {
    await Deno.writeTextFile(join(cwd, "other.csv"), "asset,price\nX,1\n");
    assertOneLine(await straddle(["summary", "other.csv"], { cwd }), 3, '"other.csv"', "no column");
    assertOneLine(
      await straddle(["summary", "none.csv"], { cwd }),
      4,
      '"none.csv"',
      "no such file",
    );
    assertOneLine(
      await straddle(["summary", join(MINI, "prices.parquet")], { cwd }),
      3,
      "prices.parquet",
      "no column",
    );
    await straddleOk(["backtest", "^ACME", "2024", "--data", MINI, "-q", "-o", "run.csv"], { cwd });
    const text = Deno.readTextFileSync(join(cwd, "run.csv"));
    await Deno.writeTextFile(join(cwd, "odd.csv"), text.replaceAll("|N|", "|N"));
    assertOneLine(await straddle(["summary", "odd.csv"], { cwd }), 3, '"odd.csv"', "no straddle");
    await Deno.writeTextFile(join(cwd, "head.csv"), `${text.split("\n")[0]}\n`);
    assertOneLine(await straddle(["summary", "head.csv"], { cwd }), 1, '"head.csv"', "no rows");
  }));

Deno.test("vols paid and got are those of plain SQL, by every part, of a file of ours or not", () =>
  withRun("parquet", async (cwd, run) => {
    const vols = (file: string, ...args: string[]) => summary(cwd, file, "--of", "vols", ...args);
    const whole = await vols(run);
    assert.deepEqual(whole.map(({ unit }) => unit), ["%"]);
    assertSame(whole, await plainVols(run, "''"));
    const years = await vols(run, "--by", "year");
    assertSame(years, await plainVols(run, "year(expiry)::VARCHAR"), "year");
    const csv = await sampleRun("csv");
    assert.deepEqual(await vols(csv), whole);
    assert.deepEqual(await vols(csv, "--by", "year"), years);
    const plain = await plainVols(run, "asset");
    assertSame(await vols(run, "--by", "asset"), plain, "asset");
  }));

Deno.test("what a run was not made with is named, with the option that makes it", () =>
  withRun("parquet", async (cwd, run) => {
    const asked = await straddle(["summary", run, "--of", "attribution"], { cwd });
    assertOneLine(asked, 3, /no column "pnl_theta"; make the run with --attribution$/m);
  }));

Deno.test("costs and the P&L's parts are the sums of the run's columns, by part", () =>
  withFolder(async (cwd) => {
    const made = ["--attribution", "--hedge", "weekly", "--costs", "amt", "--hedge-cost", "1"];
    await straddleOk(["backtest", "--data", SAMPLE, "-q", ...made, "-o", "run.parquet"], { cwd });
    const run = join(cwd, "run.parquet");
    const year = "year(weekday)::VARCHAR";
    const parts = ["pnl", "pnl_theta", "pnl_gamma", "pnl_vega", "pnl_delta"];
    const asked = ["--of", "attribution", "--by", "year"];
    assertSame(await summary(cwd, run, ...asked), await plainSums(run, year, parts), "year");
    const costs = ["cost_option", "cost_hedge", "net"];
    const lines = await summary(cwd, run, "--of", "costs", "--by", "asset");
    assertSame(lines, await plainSums(run, "asset", costs), "asset");
    for (const { gross, cost_option, cost_hedge, hedge_netted, net, break_even } of lines) {
      const cost = Number(cost_option) + Number(cost_hedge);
      assert.ok(Math.abs(Number(gross) - cost - Number(net)) < 1e-12);
      assert.ok(Number(hedge_netted) <= Number(cost_hedge) + 1e-12);
      assert.equal(break_even, Number(gross) > 0 ? Number(gross) / cost : null);
    }
  }));

Deno.test("a finished run is charged at several factors as a run with costs is, without a new run", () =>
  withFolder(async (cwd) => {
    const backtest = (file: string, ...options: string[]) =>
      straddleOk(["backtest", "--data", SAMPLE, "-q", ...options, "-o", file], { cwd });
    const charged = ["--costs", "amt", "--side", "short", "--hedge-cost", "0.5,Equity=2"];
    await backtest("plain.parquet");
    await backtest("one.parquet", ...charged);
    await backtest("half.parquet", ...charged, "--cost-factor", "0.5");
    const costs = (file: string, ...options: string[]) =>
      summary(cwd, file, "--of", "costs", "--by", "class", ...options);
    const amt = ["--amt", join(SAMPLE, "amt.yml")];
    const later = await costs(
      "plain.parquet",
      ...amt,
      ...charged.slice(2),
      "--cost-factor",
      "0.5,1",
    );
    const made = [...await costs("half.parquet"), ...await costs("one.parquet")];
    const byKey = (a: Row, b: Row) =>
      `${a.class}${a.cost_factor}` < `${b.class}${b.cost_factor}` ? -1 : 1;
    assertSame(later.sort(byKey), made.sort(byKey).map((row) => ({ ...row, part: row.class })));
    const refused = await straddle(["summary", "plain.parquet", "--of", "costs"], { cwd });
    assertOneLine(
      refused,
      2,
      /name the asset table with --amt, or make the run with --costs amt$/m,
    );
  }));

Deno.test("--days weeks sums from Saturday to Friday, as plain SQL does, 52 weeks a year", () =>
  withRun("parquet", async (cwd, run) => {
    const [found] = await summary(cwd, run, "--days", "weeks");
    const [plain] = await sql(`WITH rows AS (
        SELECT coalesce(try_cast(nullif(string_split(straddle, '|')[8], '') AS DOUBLE), 100) / 100 * pnl
          AS x, date::DATE + ((12 - isodow(date::DATE)) % 7)::INTEGER AS friday
        FROM ${quoted(run)} WHERE mv IS NOT NULL),
      weeks AS (SELECT friday, sum(x) AS x FROM rows GROUP BY friday)
      SELECT count(*) AS days, sum(x) AS pnl, stddev_pop(x) AS sd,
        avg(x) * 52 / (stddev_pop(x) * sqrt(52)) AS sharpe, (count(*) FILTER (x > 0)) / count(*) AS
        hit_ratio, min(x) AS worst, arg_min(friday, x)::VARCHAR AS worst_day,
        -quantile_cont(x, 0.05) AS var95 FROM weeks`);
    assertSame([found!], [plain!]);
    assert.match(
      await straddleOk(["summary", run, "--days", "weeks", "-f", "table"], { cwd }),
      /Weeks .*Mean a week .*Worst week /s,
    );
  }));
