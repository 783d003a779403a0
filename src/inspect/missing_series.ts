/** Which series the live assets of an asset table need that an import has not brought. */
import { SeriesCollector } from "../engine/series.ts";
import type { Amt } from "../inputs/amt/asset_table.ts";
import { civilOf, formatDay } from "../base/calendar.ts";
import { hearSignals } from "../base/cancel.ts";
import { usageError } from "../base/errors.ts";
import { findAssets, loadInputs } from "../loader.ts";
import { compilePattern } from "../base/pattern.ts";
import { resolveAsset } from "../engine/resolve.ts";
import { monthsOfYears } from "../schedules.ts";
import { didYouMean } from "../base/suggest.ts";
import { compareText } from "../base/text.ts";
import type { Merged, MergedSeries } from "../inputs/import/merge.ts";
import { count } from "../inputs/import/report.ts";

export interface Years {
  readonly from: number;
  readonly to: number;
}

/** The longest span of years that is taken from prices alone: a stray day is no reason for more. */
const MOST_YEARS = 150;
const MOST_NAMED = 12;

interface Missing {
  readonly ticker: string;
  readonly field: string;
  readonly assets: number;
  readonly what: string;
}

/** The expiry years of the prices. Throws a usage error when a stray day makes them absurd. */
export function yearsOf({ series }: Merged): Years {
  const from = civilOf(series.reduce((day, { first }) => Math.min(day, first), Infinity)).year;
  const to = civilOf(series.reduce((day, { last }) => Math.max(day, last), -Infinity)).year;
  if (to - from < MOST_YEARS) return { from, to };
  throw usageError(
    `The prices are of ${from} to ${to}: name the expiry years with --years 2001-2026`,
  );
}

/** Lines about the series that are needed, as a backtest of the years looks them up, and not there. */
export async function missingLines(
  amt: Amt,
  paths: { readonly chain: string | undefined; readonly overrides: string | undefined },
  merged: Merged,
  years: Years,
): Promise<string[]> {
  const broken = new Set(
    amt.problems.filter(({ severity }) => severity === "error").map(({ asset }) => asset),
  );
  const live = [...new Set(findAssets(amt, { pattern: compilePattern("."), live: true }))];
  const assets = live.filter(({ underlying }) => !broken.has(underlying));
  const inputs = loadInputs(amt, paths);
  const series = new SeriesCollector();
  const months = monthsOfYears(years.from, years.to);
  const readers: Set<string>[] = [];
  for (const asset of assets) {
    const table = resolveAsset(inputs, asset, months, series);
    for (const ids of [table.vol, ...table.hedges]) {
      for (let i = 0; i < table.count; i++) {
        if (ids[i]! >= 0) (readers[ids[i]!] ??= new Set()).add(asset.underlying);
      }
    }
    await hearSignals();
  }
  const missing = findMissing(series, readers, merged, inputs.chain.normalizedOf);
  const span = years.from === years.to ? `${years.from}` : `${years.from}–${years.to}`;
  const needed = count(series.tickers.length, "series", "series");
  const lines = [
    `${count(assets.length, "live asset")} of "${amt.path}" need ${needed} for ${span}: ` +
    (missing.length === 0 ? "all are there" : `${missing.length.toLocaleString("en")} missing`),
    ...missing.slice(0, MOST_NAMED).map(({ ticker, field, assets, what }) =>
      `  ${ticker}  ${field || '""'}: ${what} (${count(assets, "asset")})`
    ),
  ];
  if (missing.length > MOST_NAMED) {
    lines.push(
      `  … and ${count(missing.length - MOST_NAMED, "other")}; see straddle prices coverage`,
    );
  }
  if (assets.length < live.length) {
    lines.push(
      `  without ${count(live.length - assets.length, "asset")} with errors; see straddle check`,
    );
  }
  return lines;
}

function findMissing(
  needed: SeriesCollector,
  readers: readonly (ReadonlySet<string> | undefined)[],
  { series }: Merged,
  normalizedOf: ReadonlyMap<string, string>,
): Missing[] {
  const byTicker = new Map<string, MergedSeries[]>();
  for (const each of series) {
    const own = byTicker.get(each.ticker);
    if (own) own.push(each);
    else byTicker.set(each.ticker, [each]);
  }
  const actualOf = new Map<string, string>();
  for (const ticker of byTicker.keys()) {
    const normalized = normalizedOf.get(ticker);
    if (normalized !== undefined) actualOf.set(normalized, ticker);
  }
  /** Tickers by what is left of them without letter case, blanks and signs. */
  const likeNames = new Map([...byTicker.keys()].map((name) => [plain(name), name]));
  const found: Missing[] = [];
  needed.tickers.forEach((ticker, id) => {
    const [field, from, to] = [needed.fields[id]!, needed.firstDays[id]!, needed.lastDays[id]!];
    const there = byTicker.get(ticker)?.find((each) => each.field === field);
    if (there && there.first <= to && there.last >= from) return;
    const assets = readers[id]?.size ?? 0;
    if (there) {
      const what = `none from ${formatDay(from)} to ${formatDay(to)}`;
      found.push({ ticker, field, assets, what });
      return;
    }
    found.push({ ticker, field, assets, what: hint(ticker, field) });
  });
  return found.sort((a, b) => compareText(a.ticker, b.ticker) || compareText(a.field, b.field));

  function hint(ticker: string, field: string): string {
    const actual = actualOf.get(ticker);
    if (actual !== undefined) {
      return `none; the files name it "${actual}", prices are looked up as "${ticker}"`;
    }
    const fields = byTicker.get(ticker)?.map((each) => each.field);
    if (fields !== undefined) {
      return `none; the ticker has ${fields.slice(0, 4).map((name) => `"${name}"`).join(", ")}` +
        didYouMean(field, fields);
    }
    const same = likeNames.get(plain(ticker));
    return same === undefined ? "none" : `none; is it "${same}"?`;
  }
}

function plain(name: string): string {
  return name.toLowerCase().replace(/[\s_.-]/g, "");
}
