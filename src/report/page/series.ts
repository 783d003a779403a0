/** What the charts derive from a part's cumulative P&L. */
import type { Scope } from "../page_data.ts";
import type { Run } from "./run.ts";

export interface Series {
  readonly day: Float64Array;
  readonly pnl: Float64Array;
  readonly opnl: Float64Array;
  readonly hpnl: Float64Array;
}

export function seriesOf(run: Run, scope: Scope): Series {
  const { day, pnl, opnl, hpnl } = scope.series;
  return {
    day: run.column(day),
    pnl: run.column(pnl),
    opnl: run.column(opnl),
    hpnl: run.column(hpnl),
  };
}

/** Shares as percentages; what is missing as null, as charts want it. */
export function percentages(values: Float64Array): (number | null)[] {
  return Array.from(values, (value) => Number.isNaN(value) ? null : 100 * value);
}

/** How far below its highest point so far (at first 0) a cumulative P&L is; never above 0. */
export function drawdown(pnl: Float64Array): Float64Array {
  let high = 0;
  return pnl.map((value) => value - (high = Math.max(high, Number.isNaN(value) ? high : value)));
}

/** P&L from point to point, the first from 0. */
export function changes(pnl: Float64Array): Float64Array {
  let before = 0;
  return pnl.map((value) => {
    const change = value - before;
    before = value;
    return change;
  });
}

export interface Rolling {
  /** Standard deviation a year; NaN while the window is not full. */
  readonly vol: Float64Array;
  /** NaN where the deviation is 0, too. */
  readonly sharpe: Float64Array;
}

/** Deviation (of the whole window) and Sharpe ratio over the last `window` points, a year of them. */
export function rolling(pnl: Float64Array, window: number): Rolling {
  const change = changes(pnl);
  const vol = new Float64Array(pnl.length).fill(NaN), sharpe = vol.slice();
  const year = Math.sqrt(window);
  for (let end = window; end <= change.length; end++) {
    let sum = 0, square = 0;
    for (let i = end - window; i < end; i++) sum += change[i]!;
    const mean = sum / window;
    for (let i = end - window; i < end; i++) square += (change[i]! - mean) ** 2;
    const deviation = Math.sqrt(square / window);
    vol[end - 1] = deviation * year;
    if (deviation > 0) sharpe[end - 1] = mean / deviation * year;
  }
  return { vol, sharpe };
}

/** The share `p` quantile of sorted values (Hyndman & Fan 1996, definition 7). */
export function quantile(sorted: Float64Array, p: number): number {
  const at = (sorted.length - 1) * p, low = Math.floor(at);
  const below = sorted[low]!, above = sorted[Math.min(low + 1, sorted.length - 1)]!;
  return below + (at - low) * (above - below);
}
