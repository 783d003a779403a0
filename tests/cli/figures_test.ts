/** Figures of runs with idle days, unknown P&L, no risk, one day and weekends at a year's end. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { plainFigures } from "../runs/analysis/plain_sql.ts";
import { sharedTest } from "../shared.ts";
import { quoted, sql, straddleOk, withFolder } from "./program.ts";

const of = (name: string) => `cases/figures/${name}.csv`;

async function figures(path: string, ...args: string[]) {
  return JSON.parse(await straddleOk(["summary", path, "-f", "json", ...args]));
}

sharedTest(
  "idle weekdays count as zero, or with --idle skip not at all",
  [of("idle-days")],
  async (path) => {
    const [{ sharpe, calmar, ...all }] = await figures(path);
    assert.deepEqual([sharpe.toFixed(3), calmar.toFixed(3)], ["0.395", "0.497"]);
    const [plain] = await plainFigures(path, "''");
    assert.ok(Math.abs(sharpe - Number(plain!.sharpe)) < 1e-9);
    assert.equal(all.days, Number(plain!.days));
    const [skipped] = await figures(path, "--idle", "skip");
    assert.equal(skipped.days, 45);
    assert.ok(skipped.sharpe > 2 * sharpe);
    assert.equal(skipped.pnl, all.pnl);
  },
);

sharedTest(
  "without risk but rounding there is no ratio",
  [of("constant-but-for-rounding")],
  async (path) => {
    const [{ sharpe, sortino, calmar, skew }] = await figures(path);
    assert.deepEqual([sharpe, sortino, calmar, skew], [null, null, null, null]);
  },
);

sharedTest(
  "a day whose P&L is unknown is left out of every mean",
  [of("unknown-pnl")],
  async (path) => {
    const [{ days, mean }] = await figures(path);
    assert.deepEqual([days, mean], [4, 0.005]);
    await withFolder(async (cwd) => {
      const parquet = join(cwd, "run.parquet");
      await sql(`COPY (SELECT * FROM ${quoted(path)}) TO ${quoted(parquet)} (FORMAT parquet)`);
      assert.equal((await figures(parquet))[0].mean, 0.005);
    });
  },
);

sharedTest("a weekend at a year's end counts to the new year, as --explain says", [
  of("year-end-weekend"),
], async (path) => {
  const years = await figures(path, "--by", "year");
  assert.deepEqual(
    years.map(({ year, pnl }: { year: string; pnl: number }) => [year, pnl.toFixed(2)]),
    [
      ["2023", "0.01"],
      ["2024", "0.30"],
    ],
  );
  const calendar = await figures(path, "--by", "year", "--days", "calendar");
  assert.deepEqual(calendar.map(({ pnl }: { pnl: number }) => pnl.toFixed(2)), ["0.07", "0.24"]);
  assert.match(await straddleOk(["summary", "--explain"]), /in a new year or month too/);
});

sharedTest(
  "one day makes figures and a page",
  [of("one-day")],
  (path) =>
    withFolder(async (cwd) => {
      const [{ days, pnl, sharpe }] = await figures(path);
      assert.deepEqual([days, pnl, sharpe], [1, 0.01, null]);
      await straddleOk(["report", path, "-o", "page.html"], { cwd });
      assert.ok(Deno.statSync(join(cwd, "page.html")).size > 10_000);
    }),
);
