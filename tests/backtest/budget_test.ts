/** How `--memory` is read and shared, and that a worker's batches are as small as it says. */
import { loadAmt, loadInputs } from "../../src/loader.ts";
import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { runTasks } from "../../src/backtest/tasks.ts";
import { makeBudget, parseSize } from "../../src/backtest/budget.ts";
import { csv } from "../../src/output/delimited.ts";
import { makePlan, type Plan } from "../../src/backtest/plan.ts";
import { openPrices } from "../../src/inputs/prices/database.ts";
import type { SeriesPlan } from "../../src/inputs/prices/series.ts";
import { backtestColumns } from "../../src/engine/columns.ts";
import { Stopwatch } from "../../src/base/stopwatch.ts";

Deno.test("a size has a unit: MB are 10^6 bytes, MiB 2^20", () => {
  assert.deepEqual(
    ["512MB", "512mb", "512 M", "1.5GiB", "1gb", "0.25g", "300000K", "1TiB", "7b"].map(parseSize),
    [512e6, 512e6, 512e6, 1.5 * 2 ** 30, 1e9, 0.25e9, 3e8, 2 ** 40, 7],
  );
  const nonsense = ["", "MB", "12", "0MB", "-1MB", "+1MB", "1e3MB", "1,5GB", "1..5GB", "1XB"];
  for (const text of [...nonsense, "1 G B", "1GBB", "constructor", "9999999TB", "٣MB"]) {
    assert.equal(parseSize(text), undefined, text);
  }
});

const RUN = { workers: 16, straddles: 231_192, chunkRows: 90_000, tableBytes: 221_200 };

Deno.test("less memory means fewer workers with less each, never more than asked for", () => {
  let before = { workers: 0, duckdb: 0, batch: 0, backlog: 0 };
  for (const size of [400, 600, 1000, 2000, 4000, 16_000, 1_000_000]) {
    const budget = makeBudget(size * 1e6, RUN);
    assert.ok(budget.workers >= before.workers && budget.workers <= RUN.workers, `${size} MB`);
    const settable = budget.workers * (budget.duckdb + budget.batch + budget.backlog);
    assert.ok(settable < size * 1e6, `${size} MB`);
    before = budget;
  }
  assert.equal(before.workers, 16);
  assert.equal(makeBudget(1e12, { ...RUN, workers: 1 }).workers, 1);
});

const DATA = fileURLToPath(new URL("../../data/", import.meta.url));

Deno.test("small batches read a few prices at a time and give the same rows", async () => {
  const amt = loadAmt(`${DATA}amt.yml`);
  const inputs = loadInputs(amt, {
    chain: `${DATA}futs.csv`,
    overrides: `${DATA}overrides.csv`,
  });
  const live = amt.assets.filter((asset) => asset.live);
  const whole = makePlan(amt, live, { from: 2023, to: 2025 }, false);
  const tasks = whole.assets.map((_, id) => ({ id, assets: [id], cost: 5000 }));
  const plan: Plan = { ...whole, tasks };
  const text = async (batchBytes?: number) => {
    const database = await openPrices([`${DATA}prices.parquet`], batchBytes && 64e6);
    const slots: number[] = [];
    const watched = {
      ...database,
      load(plan: SeriesPlan) {
        const days = plan.tickers.map((_, i) => plan.lastDays[i]! - plan.firstDays[i]! + 1);
        slots.push(days.reduce((a, b) => a + b, 0));
        return database.load(plan);
      },
    };
    let rows = "";
    const encoder = csv.encoder(backtestColumns(plan.hedges), {});
    const sink = {
      chunk(_: unknown, __: number, { parts }: { parts: readonly Uint8Array[] }) {
        for (const part of parts) rows += new TextDecoder().decode(part);
      },
      endTask() {},
      progress() {},
    };
    const outlet = { encoder, sink, watch: new Stopwatch() };
    const hand = { plan, tasks, allDays: false, batchBytes };
    await runTasks({ inputs, database: watched }, hand, outlet);
    return { rows, slots };
  };
  const all = await text();
  const some = await text(200_000);
  const each = await text(1);
  assert.equal(all.slots.length, 1);
  assert.equal(each.slots.length, tasks.length);
  assert.ok(some.slots.length > 1 && some.slots.length < tasks.length, `${some.slots.length}`);
  // Each batch ends with the asset that makes it large enough.
  assert.ok(Math.max(...some.slots) * 8 < 200_000 + Math.max(...each.slots) * 8);
  assert.ok(all.rows.length > 1_000_000);
  assert.equal(some.rows, all.rows);
  assert.equal(each.rows, all.rows);
});
