/** Figures over the year before each day. */

export interface Rolling {
  /** Standard deviation a year; NaN while the window is not full, as are the others. */
  readonly vol: Float64Array;
  /** NaN where the deviation is 0, too. */
  readonly sharpe: Float64Array;
  readonly hitRatio: Float64Array;
}

/** Over the last `window` values of P&L, which are a year of them. */
export function rolling(pnl: Float64Array, window: number): Rolling {
  const blank = () => new Float64Array(pnl.length).fill(NaN);
  const vol = blank(), sharpe = blank(), hitRatio = blank();
  const year = Math.sqrt(window);
  for (let end = window; end <= pnl.length; end++) {
    let sum = 0, square = 0, hits = 0;
    for (let i = end - window; i < end; i++) {
      sum += pnl[i]!;
      if (pnl[i]! > 0) hits++;
    }
    const mean = sum / window;
    for (let i = end - window; i < end; i++) square += (pnl[i]! - mean) ** 2;
    const deviation = Math.sqrt(square / window);
    vol[end - 1] = deviation * year;
    hitRatio[end - 1] = hits / window;
    if (deviation > 0) sharpe[end - 1] = mean / deviation * year;
  }
  return { vol, sharpe, hitRatio };
}

/** A line a day with a full window. */
export function rollingLines(
  day: Int32Array,
  pnl: Float64Array,
  window: number,
): (number | null)[][] {
  const { vol, sharpe, hitRatio } = rolling(pnl, window);
  const lines: (number | null)[][] = [];
  for (let i = window - 1; i < day.length; i++) {
    const ratio = sharpe[i]!;
    lines.push([day[i]!, hitRatio[i]!, vol[i]!, Number.isNaN(ratio) ? null : ratio]);
  }
  return lines;
}
