/** The prices of a series as the sanity rules look at them. */
import type { PriceSeries } from "../../../inputs/prices/series.ts";
import type { SeriesCollector } from "../../../engine/series.ts";

/** Prices above zero by day; the arrays hold `count` of them, and may be longer. */
export interface Prices {
  readonly days: Int32Array;
  readonly values: Float64Array;
  readonly count: number;
}

/** The prices above zero of a series, within the days that a run needs. */
export function positivePrices(
  { values, origins }: PriceSeries,
  series: SeriesCollector,
  id: number,
): Prices {
  const [first, last, origin] = [series.firstDays[id]!, series.lastDays[id]!, origins[id]!];
  const days = new Int32Array(Math.max(0, last - first + 1));
  const positive = new Float64Array(days.length);
  let count = 0;
  for (let day = first; day <= last; day++) {
    const value = values[origin + day]!;
    // NaN is not above zero.
    if (!(value > 0)) continue;
    days[count] = day;
    positive[count++] = value;
  }
  return { days, values: positive, count };
}
