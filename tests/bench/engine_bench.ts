/** The hot parts one by one, on the sample data set: `deno task bench:micro`. */
import { fileURLToPath } from "node:url";
import { loadChain } from "../../src/inputs/chain.ts";
import { runTasks } from "../../src/backtest/tasks.ts";
import { erfAll } from "../../src/engine/erf.ts";
import { expAll, logAll } from "../../src/engine/exp_log.ts";
import { findAssets, loadAmt } from "../../src/loader.ts";
import { REFERENCE } from "../../src/inputs/rules.ts";
import type { Chunk } from "../../src/output/chunk.ts";
import { FORMAT_NAMES, loadFormat } from "../../src/output/formats.ts";
import { giveMemory } from "../../src/base/buffers.ts";
import { loadOverrides } from "../../src/inputs/overrides.ts";
import { ES } from "../../src/engine/models/es.ts";
import { makePlan } from "../../src/backtest/plan.ts";
import { PnlTally } from "../../src/engine/pnl_tally.ts";
import { openPrices } from "../../src/inputs/prices/database.ts";
import { resolveAsset } from "../../src/engine/resolve.ts";
import { SeriesCollector } from "../../src/engine/series.ts";
import { RowBuffer } from "../../src/engine/row_buffer.ts";
import { backtestColumns } from "../../src/engine/columns.ts";
import { Stopwatch } from "../../src/base/stopwatch.ts";
import { AssetValuation } from "../../src/engine/valuation.ts";

const data = fileURLToPath(new URL("../../data/", import.meta.url));
const amt = loadAmt(`${data}amt.yml`);
const inputs = {
  amt,
  chain: loadChain(`${data}futs.csv`),
  overrides: loadOverrides(`${data}overrides.csv`),
  rules: REFERENCE,
};
const assets = findAssets(amt, { pattern: /./, live: true });
const plan = makePlan(amt, assets, { from: 2023, to: 2025 }, false);
const database = await openPrices([`${data}prices.parquet`]);
const resolve = () => {
  const series = new SeriesCollector();
  const tables = assets.map((asset) => resolveAsset(inputs, asset, plan.months, series));
  return { series, tables };
};
const { series, tables } = resolve();
const prices = await database.load(series);

/** Runs a function over arrays on 10,000 points between two bounds. */
function benchArray(name: string, all: typeof erfAll, from: number, to: number): void {
  const count = 10_000;
  const points = Float64Array.from({ length: count }, (_, i) => from + (to - from) * i / count);
  const values = new Float64Array(count);
  Deno.bench(`${name}, 10,000 points of ${from}…${to}`, () => {
    values.set(points);
    all(values, count);
  });
}
benchArray("erfAll", erfAll, -5, 5);
benchArray("expAll", expAll, -30, 0);
benchArray("logAll", logAll, 0.8, 1.25);

/** A straddle of 60 days over and over: each step of the model on its own. */
const days = 60;
const path = Float64Array.from(
  { length: 2 * days },
  (_, i) => i < days ? 20 + Math.sin(i) : 100 + 5 * Math.sin(i / 9),
);
const one = new RowBuffer(1000, 1, 1);
one.addDays(0, days - 1);
Deno.bench(
  "model: take the prices of 60 days",
  () => ES.takePrices(path, 0, path, Int32Array.of(days), days),
);
Deno.bench("model: value 60 days", () => {
  ES.valueDays(100, days, one, 0);
});
Deno.bench("model: P&L of 60 days", () => {
  ES.addProfits(100, days, one, 0, one.delta);
});
const tally = new PnlTally({ first: 0, last: 12 });
one.date.forEach((_, row) => one.date[row] = tally.firstDay + row % 300);
Deno.bench("tally 60 days", () => {
  tally.add(one.date, one.pnl, 0, days, 0.5);
});

Deno.bench(`resolve ${plan.straddles} straddles`, () => {
  resolve();
});

Deno.bench(`load ${series.tickers.length} series`, async () => {
  await database.load(series);
});

const buffer = new RowBuffer(100_000, plan.hedges.length, plan.maxCopies);
Deno.bench(`value ${plan.straddles} straddles`, () => {
  buffer.reset();
  for (const table of tables) {
    const valuation = new AssetValuation(table, prices, plan.hedges, false);
    for (let i = 0; i < table.count; i++) valuation.value(i, buffer, () => "");
  }
});

/** All rows of the sample as one chunk, as an encoder meets them. */
async function sampleChunk(): Promise<Chunk> {
  let kept: Chunk | undefined;
  const encoder = {
    encode(chunk: Chunk) {
      kept ??= structuredClone(chunk);
      return { parts: [], note: undefined };
    },
  };
  const sink = { chunk() {}, endTask() {}, progress() {} };
  const hand = { plan, tasks: plan.tasks, allDays: false };
  await runTasks({ inputs, database }, hand, { encoder, sink, watch: new Stopwatch() });
  return kept!;
}

const chunk = await sampleChunk();
for (const name of FORMAT_NAMES) {
  const encoder = (await loadFormat(name)).encoder(backtestColumns(plan.hedges), {});
  Deno.bench(`encode ${chunk.rows} rows as ${name}`, () => {
    encoder.encode(chunk).parts.forEach(giveMemory);
  });
}
