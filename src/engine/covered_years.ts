/** The years that prices cover: those of the series that some assets need. */
import { civilOf, dayOf, type YearSpan } from "../base/calendar.ts";
import { letSignalsIn } from "../base/cancel.ts";
import type { Asset } from "../inputs/amt/asset_table.ts";
import type { PriceDatabase } from "../inputs/prices/database.ts";
import type { Inputs } from "../loader.ts";
import { monthsOfYears } from "../schedules.ts";
import { resolveAsset } from "./resolve.ts";
import { SeriesCollector } from "./series.ts";

/**
 * The first and the last year with a price that the assets' straddles of that very year need. Where
 * there is none, the years of the files; undefined when these have no rows. A stray day of another
 * series would otherwise add years without end.
 */
export async function coveredYears(
  inputs: Inputs,
  database: PriceDatabase,
  assets: readonly Asset[],
): Promise<YearSpan | undefined> {
  const span = await database.span();
  if (span === undefined) return undefined;
  const all = { from: civilOf(span.first).year, to: civilOf(span.last).year };
  const isNeeded = async (year: number) => {
    const series = new SeriesCollector();
    const months = monthsOfYears(year, year);
    for (const asset of assets) resolveAsset(inputs, asset, months, series);
    await letSignalsIn();
    return await database.hasPrice(series, dayOf(year, 1, 1), dayOf(year, 12, 31));
  };
  let { from, to }: YearSpan = all;
  // From year to year in which the files have any day: strays may be centuries away.
  while (!(await isNeeded(from))) {
    const next = await database.firstDayFrom(dayOf(from + 1, 1, 1));
    if (next === undefined) return all;
    from = civilOf(next).year;
  }
  while (to > from && !(await isNeeded(to))) {
    to = civilOf((await database.lastDayTo(dayOf(to - 1, 12, 31)))!).year;
  }
  return { from, to };
}
