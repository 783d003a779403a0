/** What holding for some days in a row brought, whichever day one began: rolling sums of P&L. */
import { cumulative, quantile } from "../statistics.ts";

/** A week, a month, a quarter, half a year and a year of weekdays. */
const DAYS = [5, 21, 63, 126, 252];
/** The same of weeks. */
const WEEKS = [1, 4, 13, 26, 52];

/** A line a length, of daily (or weekly) P&L; a length that never fits has no windows. */
export function outcomes(pnl: Float64Array, yearDays: number): (number | null)[][] {
  const sums = cumulative(pnl);
  return (yearDays === 52 ? WEEKS : DAYS).map((length) => {
    const windows = Math.max(0, pnl.length - length + 1);
    if (windows === 0) return [length, 0, null, null, null, null];
    const made = new Float64Array(windows);
    let below = 0;
    for (let first = 0; first < windows; first++) {
      made[first] = sums[first + length - 1]! - (first === 0 ? 0 : sums[first - 1]!);
      if (made[first]! < 0) below++;
    }
    made.sort();
    return [length, windows, made[0]!, quantile(made, 0.5), made.at(-1)!, below / windows];
  });
}
