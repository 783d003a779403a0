/** Falls of a cumulative P&L from its highest point so far. */

/** One fall, from a high to the return to it. Positions are those of the series' values. */
export interface Drawdown {
  /** How far it fell; above 0. */
  readonly depth: number;
  /** Position of the high; -1 = the start, before the first value. */
  readonly from: number;
  readonly trough: number;
  /** Position of the first value back at the high; undefined = not yet. */
  readonly to: number | undefined;
}

/** All drawdowns of a cumulative series that starts at 0, in order of time. None overlap. */
export function drawdowns(cumulative: Float64Array): Drawdown[] {
  const all: Drawdown[] = [];
  let peak = 0, from = -1, trough = -1, depth = 0;
  const end = (to: number | undefined) => {
    if (depth > 0) all.push({ depth, from, trough, to });
  };
  cumulative.forEach((value, i) => {
    if (value >= peak) {
      end(i);
      [peak, from, depth] = [value, i, 0];
    } else if (peak - value > depth) {
      [depth, trough] = [peak - value, i];
    }
  });
  end(undefined);
  return all;
}

/** The deepest first; of equal ones the earlier. */
export function deepest(all: readonly Drawdown[], count: number): Drawdown[] {
  return [...all].sort((a, b) => b.depth - a.depth).slice(0, count);
}
