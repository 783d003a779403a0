/**
 * What a model is to the engine. A model takes one straddle at a time and fills columns for all of
 * its days in a step, so that the engine chooses a model once a straddle and never once a day.
 */
import type { RowBuffer } from "../row_buffer.ts";

/**
 * The days of a straddle from entry to expiry. Its methods are called in order: the prices are kept
 * in the model's own scratch arrays from one to the next. NaN is every number that is missing.
 */
export interface Model {
  /** The hedge columns that it is priced from; a straddle that lacks one has no value. */
  readonly hedges: readonly string[];

  /**
   * Takes the prices of `days` days, rolled forward (V-3). `vol` and `hedges[k]` are the places of
   * the entry day's prices in `prices`, -1 = there is no such series.
   */
  takePrices(prices: Float64Array, vol: number, hedges: Int32Array, days: number): void;

  /**
   * Writes `mv` and `delta` of the days into the rows from `at` on; `strike` is the entry day's
   * price of the first hedge column. Returns how many days have a value.
   */
  valueDays(strike: number, days: number, rows: RowBuffer, at: number): number;

  /**
   * Writes `opnl`, `hpnl` and `pnl` of the days from what `valueDays` wrote. Returns whether a day
   * with a value has no P&L.
   */
  addProfits(strike: number, days: number, rows: RowBuffer, at: number): boolean;
}
