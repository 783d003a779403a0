/** Falls of a cumulative P&L from its highest point so far. */
import { lostIn } from "./statistics.ts";

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
  for (let i = 0; i < cumulative.length; i++) {
    const value = cumulative[i]!;
    if (value >= peak) {
      end(i);
      peak = value;
      from = i;
      depth = 0;
    } else if (peak - value > depth) {
      depth = peak - value;
      trough = i;
    }
  }
  end(undefined);
  return all;
}

/** The deepest first; of equal ones the earlier. */
export function deepest(all: readonly Drawdown[], count: number): Drawdown[] {
  return [...all].sort((a, b) => b.depth - a.depth).slice(0, count);
}

/** The deepest drawdown of the running sum of values, the first of equal ones; undefined = none. */
export function deepestOf(values: Float64Array): Drawdown | undefined {
  let total = 0, lost = 0;
  let peak = 0, high = -1;
  let depth = 0, from = -1, trough = -1, to: number | undefined;
  /** Whether the one at hand is the deepest so far. */
  let inside = false;
  for (let i = 0; i < values.length; i++) {
    const before = total, x = values[i]!;
    total = before + x;
    lost += lostIn(total, before, x);
    const value = total + lost;
    if (value >= peak) {
      if (inside) to = i;
      inside = false;
      peak = value;
      high = i;
    } else if (peak - value > depth) {
      depth = peak - value;
      from = high;
      trough = i;
      to = undefined;
      inside = true;
    }
  }
  return depth > 0 ? { depth, from, trough, to } : undefined;
}
