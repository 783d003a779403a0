/**
 * What a model is to the engine. A model takes one straddle at a time and fills columns for all of
 * its days in a step, so that the engine chooses a model once a straddle and never once a day.
 */
import type { PriceSeries } from "../../inputs/prices/series.ts";
import type { Asset } from "../../inputs/amt/asset_table.ts";
import type { RowBuffer } from "../row_buffer.ts";

/** The straddles of an asset with their months and series, -1 = none: a part of their table. */
export interface AssetStraddles {
  readonly asset: Asset;
  readonly count: number;
  readonly entryMonth: Int32Array;
  readonly expiryMonth: Int32Array;
  readonly vol: Int32Array;
  readonly hedgeParams: readonly string[];
  readonly hedges: readonly Int32Array[];
}

/**
 * The days of a straddle from entry to expiry. Its methods are called in order: the prices are kept
 * in the model's own scratch arrays from one to the next. NaN is every number that is missing.
 */
export interface Model {
  /** The hedge columns that it is priced from; a straddle that lacks one has no value. */
  readonly hedges: readonly string[];

  /** What a straddle's note is if a day without a value leaves its mark on the P&L: a bit of `Note`. */
  readonly gapNote: number;

  /**
   * What speaks against the units of an asset's series, with the number seen; undefined =
   * nothing does. A model without a doubt about them has no such method.
   */
  unitFault?(straddles: AssetStraddles, prices: PriceSeries): string | undefined;

  /**
   * Takes the prices of `days` days, rolled forward (V-3). `vol` is the place of the entry day's vol
   * in `vols`, and `hedges[k]` that of its price in `prices`; -1 = there is no such series.
   */
  takePrices(
    vols: Float64Array,
    vol: number,
    prices: Float64Array,
    hedges: Int32Array,
    days: number,
  ): void;

  /**
   * Writes `mv` and `delta` of the days into the rows from `at` on; `strike` is the entry day's
   * price of the first hedge column, which a model of more prices has no use for. Returns how
   * many days have a value.
   */
  valueDays(strike: number, days: number, rows: RowBuffer, at: number): number;

  /**
   * Writes `opnl`, `hpnl` and `pnl` of the days from what `valueDays` wrote. Returns whether the
   * straddle has earned its `gapNote`.
   */
  addProfits(strike: number, days: number, rows: RowBuffer, at: number): boolean;
}
