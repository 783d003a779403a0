/** How long drawdowns lasted, and the deepest of them. */
import { deepest, type Drawdown, drawdowns } from "../drawdowns.ts";
import { cumulative, quantile, roundingOf } from "../statistics.ts";

/** Depths from which drawdowns are looked at, as shares of the deepest one's. */
const DEPTHS = [0, 0.1, 0.25, 0.5];
const SHOWN = 10;

/** The falls of daily P&L that are more than rounding. */
function falls(pnl: Float64Array): Drawdown[] {
  const least = roundingOf(pnl);
  return drawdowns(cumulative(pnl)).filter(({ depth }) => depth > least);
}

/** A line a depth. */
export function recoveryLines(day: Int32Array, pnl: Float64Array): (number | null)[][] {
  const all = falls(pnl);
  const most = all.reduce((most, { depth }) => Math.max(most, depth), 0);
  return DEPTHS.map((share) => {
    const deep = all.filter(({ depth }) => depth >= share * most);
    const days = Float64Array.from(
      deep.filter(({ to }) => to !== undefined),
      ({ from, to }) => day[to!]! - day[Math.max(from, 0)]!,
    ).sort();
    const open = deep.find(({ to }) => to === undefined);
    return [
      share,
      deep.length,
      days.at(-1) ?? null,
      days.length === 0 ? null : quantile(days, 0.5),
      deep.length === 0 ? null : 1 - days.length / deep.length,
      open === undefined ? null : day.at(-1)! - day[Math.max(open.from, 0)]!,
    ];
  });
}

/** The deepest, a line each. */
export function drawdownLines(day: Int32Array, pnl: Float64Array): (number | null)[][] {
  return deepest(falls(pnl), SHOWN).map(({ depth, from, trough, to }, i) => {
    const [peak, low] = [day[Math.max(from, 0)]!, day[trough]!];
    const back = to === undefined ? null : day[to]!;
    return [i + 1, depth, peak, low, back, low - peak, back === null ? null : back - low];
  });
}
