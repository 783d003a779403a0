/** What was held long and what short, each as a run of its own. */
import type { DaySums, RunAggregates } from "../aggregates.ts";
import type { Part } from "../parts.ts";

export const SIDES = ["long", "short"] as const;
export type Side = (typeof SIDES)[number];

/**
 * The part of a run that is held on a side. A book's weights have signs; a run's are sizes, and all of
 * its straddles are on the side `made`.
 */
export function sideOf(
  run: RunAggregates,
  side: Side,
  made: Side | undefined,
): RunAggregates {
  const assetDays = run.assetDays.map((sums) => {
    if (made !== undefined) return keep(sums, () => made === side, side === "short" ? -1 : 1);
    return keep(sums, (i) => side === "long" ? sums.weight[i]! > 0 : sums.weight[i]! < 0, 1);
  });
  return { ...run, assetDays };
}

/** The days that are kept, their P&L times `sign`. */
function keep(sums: DaySums, kept: (i: number) => boolean, sign: 1 | -1): DaySums {
  const all = Array.from(sums.day, (_, i) => i).filter(kept);
  const ints = (column: Int32Array) => Int32Array.from(all, (i) => column[i]!);
  const doubles = (column: Float64Array, times = 1) =>
    Float64Array.from(all, (i) => times * column[i]!);
  return {
    day: ints(sums.day),
    live: ints(sums.live),
    known: ints(sums.known),
    vols: ints(sums.vols),
    weight: doubles(sums.weight),
    vol: doubles(sums.vol),
    mv: doubles(sums.mv),
    pnl: doubles(sums.pnl, sign),
    opnl: doubles(sums.opnl, sign),
    hpnl: doubles(sums.hpnl, sign),
  };
}

/** A side's line; none where it is never held. */
export function sideLines(side: Side, { figures }: Part): (number | string | null)[][] {
  const { days, held, pnl, mean, sd, sharpe, maxDrawdown, hitRatio, first } = figures;
  if (first === null) return [];
  return [[side, days, held, pnl, mean, sd, sharpe, maxDrawdown, hitRatio]];
}
