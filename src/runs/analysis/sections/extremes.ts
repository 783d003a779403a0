/** The best and the worst days. */
import { column, type TopicColumn } from "../topic.ts";

const SHOWN = 10;

export const EXTREMES: readonly TopicColumn[] = [
  column("rank", "count", "1 = the worst and the best; of equal days the earlier"),
  column(
    "worst_day",
    "day",
    "Day of the rank's smallest P&L (with --days weeks the week's Friday)",
  ),
  column("worst", "pnl", "Its P&L"),
  column("best_day", "day", "Day of the rank's largest P&L"),
  column("best", "pnl", "Its P&L"),
];

/** A line a rank. */
export function extremeLines(day: Int32Array, pnl: Float64Array): number[][] {
  const order = Array.from(pnl, (_, i) => i);
  const worst = order.toSorted((a, b) => pnl[a]! - pnl[b]!).slice(0, SHOWN);
  const best = order.sort((a, b) => pnl[b]! - pnl[a]!).slice(0, SHOWN);
  return worst.map((low, i) => {
    const high = best[i]!;
    return [i + 1, day[low]!, pnl[low]!, day[high]!, pnl[high]!];
  });
}
