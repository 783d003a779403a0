/**
 * What a model is to the engine. A model takes one straddle at a time and fills columns for all of
 * its days in a step, so that the engine chooses a model once a straddle and never once a day.
 */
import type { PriceSeries } from "../../inputs/prices/series.ts";
import type { Asset } from "../../inputs/amt/asset_table.ts";
import type { FigureRows } from "../figure_rows.ts";

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

/** Columns of Greeks (G-1). */
export interface Greeks {
  /** Change of delta a unit of the hedge's price: S in units of the strike, or a forward rate. */
  readonly gamma: Float64Array;
  /** Change of value a point of vol, as the vol is quoted. */
  readonly vega: Float64Array;
  /** Change of value a calendar day. */
  readonly theta: Float64Array;
}

/** Columns of the parts of a P&L (G-2), by what moved. */
export interface PnlParts {
  readonly theta: Float64Array;
  readonly gamma: Float64Array;
  readonly vega: Float64Array;
  /** What the hedge left open; undefined = it leaves nothing open. */
  readonly open: Float64Array | undefined;
}

/** What hedging a straddle means in money, day by day from its entry day. */
export interface HedgeTerms {
  /** What costs are charged on, a unit of the hedge (G-5). */
  readonly price: Float64Array;
  /** What a unit of the hedge makes, a unit of the price that gamma is measured in. */
  readonly slope: Float64Array;
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

  /** The asset table's slippage times this is in the unit of the vol, and so of vega (G-4). */
  readonly slippageScale: number;

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
  valueDays(strike: number, days: number, rows: FigureRows, at: number): number;

  /**
   * Writes `opnl`, `hpnl` and `pnl` of the days from what `valueDays` wrote; `held` is the hedge
   * after each row's close. Returns whether the straddle has earned its `gapNote`.
   */
  addProfits(
    strike: number,
    days: number,
    rows: FigureRows,
    at: number,
    held: Float64Array,
  ): boolean;

  /** Writes the Greeks of the first `count` days from place `at` on; NaN on days without a value. */
  addGreeks(strike: number, days: number, count: number, greeks: Greeks, at: number): void;

  /**
   * Splits each row's P&L by what moved since the last day with a value, in the order time, price,
   * vol (G-2). Call it after `addProfits`, with the same holdings.
   */
  attribute(
    strike: number,
    days: number,
    rows: FigureRows,
    at: number,
    held: Float64Array,
    parts: PnlParts,
  ): void;

  /** Writes the terms of all days, from place 0 on. */
  hedgeTerms(strike: number, days: number, terms: HedgeTerms): void;
}
