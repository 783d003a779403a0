/** The list of series to request, against what a backtest's own resolver looks up. */
import { compilePattern } from "../../src/base/pattern.ts";
import assert from "node:assert/strict";
import { loadChain, NO_CHAIN } from "../../src/inputs/chain.ts";
import { findAssets, readAmt } from "../../src/loader.ts";
import { neededSeries } from "../../src/inspect/needed_series.ts";
import { NO_OVERRIDES } from "../../src/inputs/overrides.ts";
import { resolveAsset } from "../../src/engine/resolve.ts";
import { SeriesCollector } from "../../src/engine/series.ts";
import { monthsOfYears } from "../../src/schedules.ts";
import { MINI, SAMPLE } from "../cli/program.ts";
import { sharedTest } from "../shared.ts";
import { CURRENT, REFERENCE, type Rules } from "../../src/inputs/rules.ts";

const ROLLED: Rules = { set: "current", volMarks: "rolled" };

/** Compares the two lists for all assets of a table. */
function assertSameSeries(
  amtPath: string,
  chainPath: string | undefined,
  rules = REFERENCE,
): void {
  const amt = readAmt(amtPath);
  const chain = chainPath === undefined ? NO_CHAIN : loadChain(chainPath);
  // SAME Index is entered with a code that has no vol; its hedge is shown, but nothing is valued by it.
  const assets = findAssets(amt, { pattern: compilePattern("^(?!SAME Index$)"), live: false });
  const months = monthsOfYears(2021, 2025);
  const looked = new SeriesCollector();
  for (const asset of assets) {
    resolveAsset({ amt, chain, overrides: NO_OVERRIDES, rules }, asset, months, looked);
  }
  const needed = neededSeries(amt, assets, months, chain, true, rules);
  const names = new Set(needed.map(({ ticker, field }) => `${ticker}|${field}`));
  const expected = new Set(looked.tickers.map((ticker, i) => `${ticker}|${looked.fields[i]}`));
  assert.ok(names.size > 5);
  assert.deepEqual([...names].sort(), [...expected].sort());
}

for (const folder of [MINI, SAMPLE]) {
  const name = folder === MINI ? "the small set" : "the sample";
  Deno.test(`what a backtest of ${name} looks up is what is needed, and nothing else`, () => {
    assertSameSeries(`${folder}/amt.yml`, `${folder}/futs.csv`);
    assertSameSeries(`${folder}/amt.yml`, undefined);
    assertSameSeries(`${folder}/amt.yml`, undefined, ROLLED);
  });
}

sharedTest(
  "what a backtest of the real assets looks up is what is needed, and nothing else",
  ["data/amt.yml", "data/futs.csv"],
  (amt, futs) => {
    for (const rules of [REFERENCE, CURRENT, ROLLED]) assertSameSeries(amt!, futs, rules);
  },
);
