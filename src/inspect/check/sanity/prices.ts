/** The prices of a series as the sanity rules look at them. */
import type { PriceSeries } from "../../../inputs/prices/series.ts";
import type { SeriesCollector } from "../../../engine/series.ts";

/** Prices above zero by day; the arrays hold `count` of them, and may be longer. */
export interface Prices {
  readonly days: Int32Array;
  readonly values: Float64Array;
  readonly count: number;
}

/** Memory for the prices of a series, which the next one may have. */
export interface PriceMemory {
  readonly days: Int32Array;
  readonly values: Float64Array;
}

/** The prices above zero of a series, within the days that a run needs; in `memory`, if there is one. */
export function positivePrices(
  { values, origins }: PriceSeries,
  series: SeriesCollector,
  id: number,
  memory?: PriceMemory,
): Prices {
  const [first, last, origin] = [series.firstDays[id]!, series.lastDays[id]!, origins[id]!];
  const length = Math.max(0, last - first + 1);
  const { days, values: positive } = memory ??
    { days: new Int32Array(length), values: new Float64Array(length) };
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
