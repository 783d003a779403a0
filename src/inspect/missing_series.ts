/** Which series the live assets of an asset table need, by the rules asked for, that an import has not brought. */
import { SeriesCollector } from "../engine/series.ts";
import type { Amt } from "../inputs/amt/asset_table.ts";
import { civilOf, formatDay } from "../base/calendar.ts";
import { letSignalsIn } from "../base/cancel.ts";
import { usageError } from "../base/errors.ts";
import { findAssets, loadInputs } from "../loader.ts";
import { compilePattern } from "../base/pattern.ts";
import { resolveAsset } from "../engine/resolve.ts";
import { monthsOfYears } from "../schedules.ts";
import { compareText } from "../base/text.ts";
import { yearSpan } from "../base/wording.ts";
import type { Chain } from "../inputs/chain.ts";
import type { Merged } from "../inputs/import/merge.ts";
import type { InputPaths } from "../inputs/paths.ts";
import { NearSeries } from "./near_series.ts";
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
  /** Whether it is there under a name that is nearly its own. */
  readonly isNear: boolean;
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
  paths: Pick<InputPaths, "chain" | "overrides" | "rules">,
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
    const near = table.marks === undefined ? [] : [table.marks.near];
    for (const ids of [table.vol, ...near, ...table.hedges]) {
      for (let i = 0; i < table.count; i++) {
        if (ids[i]! >= 0) (readers[ids[i]!] ??= new Set()).add(asset.underlying);
      }
    }
    await letSignalsIn();
  }
  const missing = findMissing(series, readers, merged, inputs.chain);
  const needed = count(series.tickers.length, "series", "series");
  const lines = [
    `${count(assets.length, "live asset")} of "${amt.path}" need ${needed} for ${
      yearSpan(years)
    }: ` +
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

/** Those that are nearly there first. */
function findMissing(
  needed: SeriesCollector,
  readers: readonly (ReadonlySet<string> | undefined)[],
  { series }: Merged,
  chain: Chain,
): Missing[] {
  const byTicker = Map.groupBy(series, ({ ticker }) => ticker);
  const near = new NearSeries(series.map(({ ticker, field }) => [ticker, field] as const), chain);
  const find = (ticker: string | undefined, field: string) =>
    ticker === undefined ? undefined : byTicker.get(ticker)?.find((each) => each.field === field);
  const found = needed.tickers.flatMap((ticker, id): Missing[] => {
    const [field, from, to] = [needed.fields[id]!, needed.firstDays[id]!, needed.lastDays[id]!];
    const there = find(ticker, field) ?? find(needed.alternates.get(id), field);
    if (there && there.first <= to && there.last >= from) return [];
    const hint = there ? undefined : near.hint(ticker, field);
    const fields = byTicker.get(ticker)?.map((own) => `"${own.field}"`).slice(0, 4).join(", ");
    const what = there
      ? `none from ${formatDay(from)} to ${formatDay(to)}`
      : `none${fields === undefined ? "" : `; the ticker has ${fields}`}${hint ? `; ${hint}` : ""}`;
    return [{ ticker, field, assets: readers[id]?.size ?? 0, what, isNear: hint !== undefined }];
  });
  return found.sort((a, b) =>
    Number(b.isNear) - Number(a.isNear) || compareText(a.ticker, b.ticker) ||
    compareText(a.field, b.field)
  );
}
