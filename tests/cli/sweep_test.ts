/** `straddle sweep` from the outside: its file, its end, going on, shards, and the way back to a run. */
import assert from "node:assert/strict";
import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { Launched, until } from "./processes.ts";
import { namesIn, rowsOf, sql, straddle, straddleOk, withFolder } from "./program.ts";

/** 160 variants of a few seconds. */
const GRID = [
  ...["--vary", "entry=N0,N1,N2,N3,N4,N5,N6,N7,N8,N9"],
  ...["--vary", "expiry=F1,F2,F3,F4,R1,R2,R3,R4", "--vary", "weight=10,20"],
];
const sizeOf = (path: string) => statSync(path, { throwIfNoEntry: false })?.size ?? 0;

Deno.test("a sweep that was cancelled goes on, and shards give the same bytes for every N (W-5)", async () => {
  await withFolder(async (folder) => {
    const at = (name: string) => join(folder, name);
    await straddleOk(["sweep", ".", "2023", "2025", ...GRID, "-o", at("whole.parquet"), "-q"]);
    const whole = readFileSync(at("whole.parquet"));
    assert.deepEqual(namesIn(folder), ["whole.parquet"]);

    const output = ["-o", at("again.parquet")];
    const run = new Launched(["sweep", ".", "2023", "2025", ...GRID, ...output]);
    await until(() => sizeOf(at("again.parquet.unfinished")) > 200_000, "some variants");
    run.signal("SIGINT");
    const { code } = await run.end();
    assert.equal(code, 130, run.stderr);
    const [, kept] = /Cancelled; (\d+) of 160 variants are kept in/.exec(run.stderr) ?? [];
    assert.ok(Number(kept) > 0 && Number(kept) < 160, run.stderr);
    assert.deepEqual(namesIn(folder), ["again.parquet.unfinished", "whole.parquet"]);
    const refused = await straddle(["sweep", ".", "2023", "2025", ...GRID, ...output]);
    assert.equal(refused.code, 2);
    assert.match(refused.stderr, /is an unfinished sweep; go on with --resume/);
    const other = await straddle(["sweep", ".", "2023", "2024", ...GRID, ...output, "--resume"]);
    assert.equal(other.code, 2);
    assert.match(other.stderr, /it is of other years/);
    const resumed = await straddle(["sweep", ".", "2023", "2025", ...GRID, ...output, "--resume"]);
    assert.equal(resumed.code, 0, resumed.stderr);
    assert.match(resumed.stderr, new RegExp(`${kept} of them made before`));
    assert.deepEqual(readFileSync(at("again.parquet")), whole);

    const shard = (
      i: number,
    ) => ["sweep", ".", "2023", "2025", ...GRID, "--shard", `${i}/3`, "-o", at("shards")];
    const killed = new Launched(shard(1));
    const journal = at("shards/shard-0001-of-0003.sweep.unfinished");
    await until(() => sizeOf(journal) > 100_000, "some variants of the shard");
    killed.signal("SIGKILL");
    await killed.end();
    await straddleOk(shard(0));
    const gap = await straddle(["sweep", "merge", at("shards"), "-o", at("merged.parquet")]);
    assert.equal(gap.code, 3);
    assert.match(gap.stderr, /2 shards are not finished: 1, 2 of 3/);
    for (const i of [1, 2]) await straddleOk(shard(i));
    const again = await straddle(shard(1));
    assert.match(again.stderr, /is there already/);
    await straddleOk(["sweep", "merge", at("shards"), "-o", at("merged.parquet")]);
    assert.deepEqual(readFileSync(at("merged.parquet")), whole);

    const changed = ["sweep", ".", "2023", "2024", ...GRID, "--shard", "1/3", "-o", at("shards")];
    const mixed = await straddle(changed);
    assert.equal(mixed.code, 2);
    assert.match(mixed.stderr, /it is there, and of other years/);
  });
});

Deno.test("a sweep's file holds figures by part and daily P&L, and show reproduces a variant", async () => {
  await withFolder(async (folder) => {
    const file = join(folder, "sweep.parquet");
    const csv = join(folder, "variants.csv");
    const set = "amt:expiry_schedules.third_friday";
    Deno.writeTextFileSync(
      csv,
      `entry,weight,${set},hedge,side,hedge-cost\n-3,,,,,\n` +
        `,50,"[N0_F3_60, F5_F3_40]",weekly,short,"Equity=1,2"\nF10,,,none,,\n`,
    );
    const args = ["^(KLP|NORTH)", "2023", "2024", "--costs", "amt"];
    await straddleOk(["sweep", ...args, "--variants", csv, "-o", file, "-q"]);
    const parts = await sql(
      `SELECT part, count(*)::INT AS n FROM '${file}' WHERE variant = 2 GROUP BY 1 ORDER BY 1`,
    );
    assert.deepEqual(parts.map(({ part }) => part), ["asset", "class", "day", "entry", "total"]);
    const [daily] = await sql(
      `SELECT abs(sum(pnl) - (SELECT pnl FROM '${file}' WHERE variant = 2 AND part = 'total'))
         AS apart FROM '${file}' WHERE variant = 2 AND part = 'day'`,
    );
    assert.ok(Number(daily!.apart) < 1e-12);

    const best = rowsOf(await straddleOk(["sweep", "best", file, "--by", "pnl", "-f", "tsv"]));
    const order = await sql(
      `SELECT variant FROM '${file}' WHERE part = 'total' ORDER BY pnl DESC`,
    );
    assert.deepEqual(best.map(({ variant }) => variant), order.map((row) => String(row.variant)));
    const shown = await straddleOk(["sweep", "show", file, "2"]);
    assert.match(shown, /--set weight=50 --set '?amt:expiry_schedules.third_friday=\[N0_F3_60, /);
    assert.match(shown, /--hedge weekly --side short --hedge-cost Equity=1,2/);
    const [words = ""] = shown.trim().match(/backtest.*/) ?? [];
    const run = join(folder, "run.parquet");
    const unquoted = (words.match(/'[^']*'|[^\s']+/g) ?? []).map((word) =>
      word.replace(/^'|'$/g, "")
    );
    await straddleOk([...unquoted.slice(0, -1), run]);
    // W-4: what straddles made counts to the month in which they were entered.
    const [months] = await sql(
      `WITH straddles AS (
         SELECT date_trunc('month', min(date)::DATE) AS month, sum(pnl) *
           coalesce(try_cast(string_split(straddle, '|')[8] AS DOUBLE) / 100, 1) AS pnl
         FROM '${run}' GROUP BY asset, straddle
       ), months AS (SELECT month, sum(pnl) AS pnl FROM straddles GROUP BY month)
       SELECT count(*)::INT AS n, max(coalesce(abs(a.pnl - b.pnl), 1)) AS apart FROM months a
       FULL JOIN (FROM '${file}' WHERE variant = 2 AND part = 'entry') b ON a.month = b.date`,
    );
    assert.ok(Number(months!.n) > 20 && Number(months!.apart) < 1e-12, JSON.stringify(months));
    const summary = await straddleOk(["summary", run, "--columns", "pnl,sharpe,mv", "-f", "tsv"]);
    const [total] = await sql(
      `SELECT pnl, sharpe, mv FROM '${file}' WHERE variant = 2 AND part = 'total'`,
    );
    assert.deepEqual(rowsOf(summary)[0], {
      pnl: String(total!.pnl),
      sharpe: String(total!.sharpe),
      mv: String(total!.mv),
    });

    // What is left after costs, from the side that is looked at.
    const costs = rowsOf(await straddleOk(["summary", run, "--of", "costs", "-f", "tsv"]))[0]!;
    const [net] = await sql(
      `SELECT * FROM '${file}' WHERE variant = 2 AND part = 'total'`,
    );
    for (const name of ["gross", "cost_option", "turnover"]) {
      assert.equal(String(net![name]), costs[name], name);
    }
    for (const name of ["cost_hedge", "hedge_netted", "net"]) {
      assert.ok(Math.abs(Number(net![name]) / Number(costs[name]) - 1) < 1e-12, name);
    }
    const [days] = await sql(
      `SELECT sum(net) AS net, avg(net) / stddev_pop(net) * sqrt(252) AS sharpe
         FROM '${file}' WHERE variant = 2 AND part = 'day'`,
    );
    assert.ok(Math.abs(Number(days!.net) / Number(net!.net) - 1) < 1e-12);
    assert.ok(Math.abs(Number(days!.sharpe) / Number(net!.net_sharpe) - 1) < 1e-12);
  });
});

Deno.test("variants that cannot be are all named before anything runs", async () => {
  await withFolder(async (folder) => {
    const csv = join(folder, "variants.csv");
    Deno.writeTextFileSync(
      csv,
      "entry,options\nN0,third_friday\nQ1,\nN5,third_fridy\nN0,third_friday\n",
    );
    const output = join(folder, "sweep.parquet");
    const { code, stderr } = await straddle(["sweep", "--variants", csv, "-o", output]);
    assert.equal(code, 2);
    assert.match(stderr, /^straddle: Cannot run these variants:$/m);
    assert.match(stderr, /^row 3 \(entry=Q1 options=\): Cannot set entry to "Q1"/m);
    assert.match(stderr, /^row 4 .*did you mean "third_friday"\?$/m);
    assert.match(stderr, /^row 5 .*it is the same as row 2 /m);
    assert.deepEqual(namesIn(folder), ["variants.csv"]);
    const estimate = await straddle(["sweep", "--vary", "entry=N0,N5", "--estimate"]);
    assert.equal(estimate.code, 0);
    assert.match(estimate.stderr, /^2 variants of 14 assets, 2023–2025\n {2}time .*\n {2}memory /);
    for (
      const [args, what] of [
        [["--vary", "entri=N0"], /did you mean "entry"/],
        [["--vary", "amt:amt.Kelp oil.Modl=1"], /the asset table has no "Modl" there/],
        [["--vary", "amt:expiry_schedules.listed=3"], /must be|is the number|write a list/],
        [[], /Say what varies/],
      ] as const
    ) {
      const { code, stderr } = await straddle(["sweep", ...args, "-o", output]);
      assert.equal(code, 2, stderr);
      assert.match(stderr, what);
    }
  });
});
