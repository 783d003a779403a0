/** Whether the series of a swap asset are in the units that the NS model takes: guarded, not guessed. */
import { firstDayOfMonth, lastDayOfMonth } from "../../base/calendar.ts";
import type { PriceSeries } from "../../inputs/prices/series.ts";
import { swapYears } from "../../tickers.ts";
import type { AssetStraddles } from "./model.ts";

/** The days between the first and the last on which straddles read two series; -1 = there is none. */
interface Pair {
  readonly a: number;
  readonly b: number;
  first: number;
  last: number;
}

/**
 * What speaks against the units, by the medians over the days of the asset's straddles, so that odd
 * days say nothing; undefined = nothing does.
 */
export function swapUnitFault(table: AssetStraddles, prices: PriceSeries): string | undefined {
  const leg = (param: string) => {
    const k = table.hedgeParams.indexOf(param);
    return (i: number) => k < 0 ? -1 : table.hedges[k]![i]!;
  };
  const [rate, annuity] = [leg("hedge"), leg("hedge2")];
  const median = (
    a: (i: number) => number,
    b: (i: number) => number,
    of: (a: number, b: number) => number,
  ) => medianOf(samples(pairsOf(table, a, b), prices, of));
  const years = swapYears(table.asset);
  const seen = "the median over its days of";

  const size = median(rate, rate, Math.abs);
  if (size > 0.25) {
    return `${seen} |fsw0m| is ${shown(size)}, above 0.25; give rates as decimals, 0.035 for 3.5 %`;
  }
  const product = median(rate, annuity, (rate, annuity) => rate * annuity);
  if (product <= -0.5 || product >= 1) {
    return `${seen} fsw0m times pva0m is ${shown(product)}, not between -0.5 and 1; ` +
      "give rates as decimals and annuities in years";
  }
  const ratio = median(annuity, annuity, (annuity) => annuity / (years ?? NaN));
  if (ratio < 0.4 || ratio > 1.1) {
    return `${seen} pva0m, divided by the tenor of ${years} years, is ${shown(ratio)}, ` +
      "not from 0.4 to 1.1; give annuities in years";
  }
  const volOf = (i: number) => table.vol[i]!;
  const vol = median(volOf, volOf, (vol) => vol);
  if (vol < 5 || vol > 400) {
    return `${seen} the vol is ${shown(vol)}, not from 5 to 400; give it in basis points a year`;
  }
  return undefined;
}

function pairsOf(
  { count, entryMonth, expiryMonth }: AssetStraddles,
  a: (i: number) => number,
  b: (i: number) => number,
): Pair[] {
  const pairs = new Map<string, Pair>();
  for (let i = 0; i < count; i++) {
    if (a(i) < 0 || b(i) < 0) continue;
    const key = `${a(i)}|${b(i)}`;
    const [first, last] = [firstDayOfMonth(entryMonth[i]!), lastDayOfMonth(expiryMonth[i]!)];
    const pair = pairs.get(key);
    if (!pair) pairs.set(key, { a: a(i), b: b(i), first, last });
    else {
      pair.first = Math.min(pair.first, first);
      pair.last = Math.max(pair.last, last);
    }
  }
  return [...pairs.values()];
}

function samples(
  pairs: readonly Pair[],
  { values, origins }: PriceSeries,
  of: (a: number, b: number) => number,
): number[] {
  const found: number[] = [];
  for (const { a, b, first, last } of pairs) {
    for (let day = first; day <= last; day++) {
      const sample = of(values[origins[a]! + day]!, values[origins[b]! + day]!);
      if (sample === sample) found.push(sample);
    }
  }
  return found;
}

/** NaN = of nothing. */
function medianOf(numbers: readonly number[]): number {
  const sorted = Float64Array.from(numbers).sort();
  const middle = sorted.length >> 1;
  return sorted.length === 0
    ? NaN
    : sorted.length % 2 === 1
    ? sorted[middle]!
    : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

/** For the message only. */
function shown(number: number): string {
  return String(Number(number.toPrecision(4)));
}
