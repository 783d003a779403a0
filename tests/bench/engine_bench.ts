/** The hot parts one by one, on the sample data set: `deno task bench:micro`. */
import { fileURLToPath } from "node:url";
import { loadChain } from "../../src/chain.ts";
import { runTasks } from "../../src/engine.ts";
import { erf } from "../../src/erf.ts";
import { findAssets, loadAmt } from "../../src/loader.ts";
import type { Chunk } from "../../src/output/chunk.ts";
import { FORMAT_NAMES, loadFormat } from "../../src/output/formats.ts";
import { giveMemory } from "../../src/output/memory.ts";
import { loadOverrides } from "../../src/overrides.ts";
import { makePlan } from "../../src/plan.ts";
import { openPrices } from "../../src/prices.ts";
import { resolveAsset, SeriesCollector } from "../../src/resolve.ts";
import { backtestColumns, RowBuffer } from "../../src/rows.ts";
import { Stopwatch } from "../../src/stopwatch.ts";
import { AssetValuation } from "../../src/valuation.ts";

const data = fileURLToPath(new URL("../../data/", import.meta.url));
const amt = loadAmt(`${data}amt.yml`);
const inputs = {
  amt,
  chain: loadChain(`${data}futs.csv`),
  overrides: loadOverrides(`${data}overrides.csv`),
};
const assets = findAssets(amt, /./, { live: true });
const plan = makePlan(amt, assets, { from: 2023, to: 2025 }, false);
const database = await openPrices([`${data}prices.parquet`]);
const resolve = () => {
  const series = new SeriesCollector();
  const tables = assets.map((asset) => resolveAsset(inputs, asset, plan.months, series));
  return { series, tables };
};
const { series, tables } = resolve();
const prices = await database.load(series);

const points = Float64Array.from({ length: 10_000 }, (_, i) => (i - 5000) / 1000);
Deno.bench("erf, 10,000 points of -5…5", () => {
  let sum = 0;
  for (const x of points) sum += erf(x);
  if (sum > 1) throw new Error("erf is odd");
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
  await runTasks(inputs, database, plan, plan.tasks, false, encoder, new Stopwatch(), sink);
  return kept!;
}

const chunk = await sampleChunk();
for (const name of FORMAT_NAMES) {
  const encoder = (await loadFormat(name)).encoder(backtestColumns(plan.hedges), {});
  Deno.bench(`encode ${chunk.rows} rows as ${name}`, () => {
    encoder.encode(chunk).parts.forEach(giveMemory);
  });
}
