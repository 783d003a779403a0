/** Histograms of daily P&L, made by the program and, of chosen days, by the page alike. */

export interface Bins {
  readonly from: number;
  readonly width: number;
  readonly counts: readonly number[];
}

const BINS = 50;

/** Counts of values in some fifty bins whose bounds are multiples of a round width. */
export function histogram(pnl: Float64Array): Bins {
  let low = Infinity, high = -Infinity;
  for (let i = 0; i < pnl.length; i++) {
    low = Math.min(low, pnl[i]!);
    high = Math.max(high, pnl[i]!);
  }
  const width = niceWidth((high - low) / BINS);
  if (!(width > 0) || !Number.isFinite(width)) {
    return { from: Number.isFinite(low) ? low : 0, width: 0, counts: [pnl.length] };
  }
  const from = Math.floor(low / width);
  const counts = Array<number>(Math.floor(high / width) - from + 1).fill(0);
  for (let i = 0; i < pnl.length; i++) counts[Math.floor(pnl[i]! / width) - from]!++;
  return { from: from * width, width, counts };
}

/** The next 1, 2, 2.5 or 5 times a power of ten. */
function niceWidth(least: number): number {
  const power = 10 ** Math.floor(Math.log10(least));
  return power * ([1, 2, 2.5, 5].find((step) => step * power >= least) ?? 10);
}
