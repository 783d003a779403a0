/**
 * Sums by asset and day of straddles that have a weight each: what a book holds and makes. The days
 * are those of the run's own sums. Weights are of straddle texts; their sign is the side.
 */

export interface WeightedDays {
  /** Weights of the straddles with a value, and their values times weight. */
  readonly weight: Float64Array;
  readonly mv: Float64Array;
  readonly pnl: Float64Array;
  readonly opnl: Float64Array;
  readonly hpnl: Float64Array;
  /** Costs count times the weight's size, whatever its side; zero where the run has none. */
  readonly costOption: Float64Array;
  readonly costHedge: Float64Array;
}

/** The columns in the order in which they are summed; the costs come last. */
export const WEIGHTED = [
  "weight",
  "mv",
  "pnl",
  "opnl",
  "hpnl",
  "costOption",
  "costHedge",
] as const satisfies readonly (keyof WeightedDays)[];

/** The run's columns of costs, in the order of {@link WEIGHTED}'s. */
export const COST_COLUMNS = ["cost_option", "cost_hedge"] as const;

/** Sums for `days` days, all zero. */
export function noDays(days: number): WeightedDays {
  const zeros = () => new Float64Array(days);
  return {
    ...{ weight: zeros(), mv: zeros(), pnl: zeros(), opnl: zeros(), hpnl: zeros() },
    ...{ costOption: zeros(), costHedge: zeros() },
  };
}
