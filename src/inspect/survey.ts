/** All straddles of some assets with their prices, in this thread: what checks and coverage look at. */
import { type MonthSpan, weekdayOf, type YearSpan } from "../base/calendar.ts";
import { letSignalsIn } from "../base/cancel.ts";
import { inputError } from "../base/errors.ts";
import type { Asset } from "../inputs/amt/asset_table.ts";
import type { PriceDatabase } from "../inputs/prices/database.ts";
import type { PriceSeries } from "../inputs/prices/series.ts";
import { resolveAsset, type StraddleTable } from "../engine/resolve.ts";
import { coveredYears } from "../engine/covered_years.ts";
import { SeriesCollector } from "../engine/series.ts";
import type { Inputs } from "../loader.ts";
import { monthsOfYears } from "../schedules.ts";

export interface Survey {
  readonly months: MonthSpan;
  readonly tables: readonly StraddleTable[];
  readonly series: SeriesCollector;
  /** For each series the positions in `tables` of the assets that read it. */
  readonly users: readonly ReadonlySet<number>[];
  readonly prices: PriceSeries;
}

/** Resolves the assets' straddles of the months and reads their prices, as a backtest does. */
export async function survey(
  inputs: Inputs,
  database: PriceDatabase,
  assets: readonly Asset[],
  months: MonthSpan,
): Promise<Survey> {
  const { series, tables } = await resolveAll(inputs, assets, months);
  const users = series.tickers.map(() => new Set<number>());
  tables.forEach((table, t) => {
    const near = table.marks === undefined ? [] : [table.marks.near];
    for (const ids of [table.vol, ...near, ...table.hedges]) {
      for (let i = 0; i < table.count; i++) if (ids[i]! >= 0) users[ids[i]!]!.add(t);
    }
  });
  return { months, tables, series, users, prices: await database.load(series) };
}

/** The assets' straddles of the months, and the series that they need. */
export async function resolveAll(
  inputs: Inputs,
  assets: readonly Asset[],
  months: MonthSpan,
): Promise<Pick<Survey, "tables" | "series">> {
  const series = new SeriesCollector();
  const tables: StraddleTable[] = [];
  for (const asset of assets) {
    tables.push(resolveAsset(inputs, asset, months, series));
    await letSignalsIn();
  }
  return { series, tables };
}

/** What the price files have of a series on the days that a run needs. */
export interface Coverage {
  readonly ticker: string;
  readonly field: string;
  readonly assets: number;
  /** First and last day with a price; null = none. */
  readonly first: number | null;
  readonly last: number | null;
  readonly days: number;
  /** Weekdays without a price between the first and the last day. */
  readonly gaps: number;
  /** Gaps among the weekdays between the first and the last day; 1 = no price at all. */
  readonly missing: number;
}

/** The coverage of each series, by its id. */
export function coverage({ series, users, prices }: Survey): Coverage[] {
  return series.tickers.map((ticker, id) => {
    const value = (day: number) => prices.values[prices.origins[id]! + day]!;
    let first = series.firstDays[id]!;
    let last = series.lastDays[id]!;
    let days = 0, weekdays = 0, priced = 0;
    while (first <= last && Number.isNaN(value(first))) first++;
    while (last >= first && Number.isNaN(value(last))) last--;
    for (let day = first; day <= last; day++) {
      const isWeekday = weekdayOf(day) < 5;
      const isPriced = !Number.isNaN(value(day));
      if (isPriced) days++;
      if (!isWeekday) continue;
      weekdays++;
      if (isPriced) priced++;
    }
    return {
      ticker: prices.renamed.get(id) ?? ticker,
      field: series.fields[id]!,
      assets: users[id]!.size,
      first: days === 0 ? null : first,
      last: days === 0 ? null : last,
      days,
      gaps: weekdays - priced,
      missing: days === 0 ? 1 : weekdays === 0 ? 0 : (weekdays - priced) / weekdays,
    };
  });
}

/** The expiry months of the years; undefined = those that the prices of the assets cover. */
export async function coveredMonths(
  inputs: Inputs,
  database: PriceDatabase,
  assets: readonly Asset[],
  years: YearSpan | undefined,
): Promise<MonthSpan> {
  const { from, to } = years ?? await coveredYears(inputs, database, assets) ?? {};
  if (from === undefined || to === undefined) {
    throw inputError("Cannot tell the years: the price files hold no rows");
  }
  return monthsOfYears(from, to);
}
