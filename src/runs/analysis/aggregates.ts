/**
 * A run's rows summed by straddle, by asset and day, and by schedule component and day. Weights are
 * the percents at the end of straddle texts over 100, and 1 where there is none (H-17).
 */

export interface RunAggregates {
  /** The assets that have a row, in code-point order. */
  readonly assets: readonly string[];
  /** Schedule components, like `N0_F3_25`. */
  readonly components: readonly string[];
  readonly straddles: StraddleSums;
  /** One for each asset. */
  readonly assetDays: readonly DaySums[];
  /** One for each component. */
  readonly componentDays: readonly DaySums[];
}

/** A row a straddle, in the order of the run. P&L is unweighted; a missing number is NaN. */
export interface StraddleSums {
  readonly count: number;
  /** Position among the run's texts: straddles of the same text share one. */
  readonly text: Int32Array;
  /** Positions in `assets` and `components`. */
  readonly asset: Int32Array;
  readonly component: Int32Array;
  /** Expiry month: 12 · year + month - 1. */
  readonly month: Int32Array;
  readonly entry: Int32Array;
  readonly expiry: Int32Array;
  /** Implied vol at entry, percent. */
  readonly vol: Float64Array;
  readonly strike: Float64Array;
  readonly pnl: Float64Array;
  readonly opnl: Float64Array;
  readonly hpnl: Float64Array;
}

/** A row a day with a value, in order. */
export interface DaySums {
  readonly day: Int32Array;
  /** Straddles with a value. */
  readonly live: Int32Array;
  /** How many of them have a P&L; without any the day's is unknown. */
  readonly known: Int32Array;
  /** Their weights, summed: how many strikes are held. */
  readonly weight: Float64Array;
  /** How many of them have a vol, and its sum. */
  readonly vols: Int32Array;
  readonly vol: Float64Array;
  readonly mv: Float64Array;
  /** Weighted (H-17). */
  readonly pnl: Float64Array;
  readonly opnl: Float64Array;
  readonly hpnl: Float64Array;
}

/** Columns that are read for single straddles where the run has them. */
const PATH_ADDED = ["delta", "held", "pnl_theta", "pnl_gamma", "pnl_vega"] as const;
export type PathAdded = (typeof PATH_ADDED)[number];

/** Those of them that a run with these columns has. */
export function addedOf(columns: readonly string[]): PathAdded[] {
  return PATH_ADDED.filter((name) => columns.includes(name));
}

/** Rows of some straddles, one after the other, each in the order of its days; NaN = missing. */
export interface PathRows {
  /** The straddles' positions among the run's texts, rising. */
  readonly text: Int32Array;
  readonly day: Int32Array;
  /** The first hedge's. */
  readonly price: Float64Array;
  readonly vol: Float64Array;
  readonly mv: Float64Array;
  readonly pnl: Float64Array;
  readonly opnl: Float64Array;
  readonly added: Readonly<Partial<Record<PathAdded, Float64Array>>>;
}

const [NO_DAYS, NO_NUMBERS] = [new Int32Array(0), new Float64Array(0)];

/** The rows of no straddle. */
export const NO_PATHS: PathRows = {
  ...{ text: NO_DAYS, day: NO_DAYS, price: NO_NUMBERS, vol: NO_NUMBERS, mv: NO_NUMBERS },
  ...{ pnl: NO_NUMBERS, opnl: NO_NUMBERS, added: {} },
};

/** Straddles of the same text are alike in everything; each of `copies` has its part of the sums. */
export function repeat(
  sums: Omit<StraddleSums, "count" | "text">,
  copies: Int32Array,
): StraddleSums {
  const text = Int32Array.from(copies, (_, i) => i);
  if (copies.every((n) => n === 1)) return { count: copies.length, text, ...sums };
  const rows = Array.from(copies).flatMap((n, i) => Array<number>(n).fill(i));
  const ints = (column: Int32Array) => Int32Array.from(rows, (i) => column[i]!);
  const doubles = (column: Float64Array) => Float64Array.from(rows, (i) => column[i]!);
  const parts = (column: Float64Array) => Float64Array.from(rows, (i) => column[i]! / copies[i]!);
  return {
    count: rows.length,
    text: ints(text),
    asset: ints(sums.asset),
    component: ints(sums.component),
    month: ints(sums.month),
    entry: ints(sums.entry),
    expiry: ints(sums.expiry),
    vol: doubles(sums.vol),
    strike: doubles(sums.strike),
    pnl: parts(sums.pnl),
    opnl: parts(sums.opnl),
    hpnl: parts(sums.hpnl),
  };
}
