/** How much hangs on few assets (Herfindahl 1950). */
import { sum } from "../statistics.ts";

/** An asset's P&L, and its weight summed over days whatever its side. */
export interface AssetTotals {
  readonly pnl: number;
  readonly weight: number;
}

/** A line for each of weight, sizes of P&L, and P&L. */
export function concentrationLines(
  assets: readonly AssetTotals[],
): (number | string | null)[][] {
  const pnl = assets.map(({ pnl }) => pnl);
  return [
    ["weight held", ...ofSizes(assets.map(({ weight }) => weight))],
    ["size of P&L", ...ofSizes(pnl.map(Math.abs))],
    ["P&L", pnl.filter((x) => x !== 0).length, top(pnl, 10), top(pnl, 20), null, null],
  ];
}

function ofSizes(sizes: readonly number[]): (number | null)[] {
  const some = sizes.filter((x) => x > 0);
  const whole = sum(some);
  if (whole === 0) return [0, null, null, null, null];
  const herfindahl = sum(some.map((x) => (x / whole) ** 2));
  return [some.length, top(some, 10), top(some, 20), herfindahl, 1 / herfindahl];
}

/** The share of the `count` largest; null = the whole is not above 0. */
function top(values: readonly number[], count: number): number | null {
  const whole = sum(values);
  const largest = values.toSorted((a, b) => b - a).slice(0, count);
  return whole > 0 ? sum(largest) / whole : null;
}
