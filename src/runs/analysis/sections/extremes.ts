/** The best and the worst days. */

const SHOWN = 10;

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
