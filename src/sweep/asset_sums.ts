/** One asset of a variant: valued without a row being written, and summed as its run would be. */
import { addedColumns, type Switches } from "../engine/switches.ts";
import type { MonthSpan } from "../base/calendar.ts";
import { weightOf } from "../engine/pnl_tally.ts";
import { resolveAsset } from "../engine/resolve.ts";
import { RowBuffer } from "../engine/row_buffer.ts";
import type { SeriesCollector } from "../engine/series.ts";
import { AssetValuation } from "../engine/valuation.ts";
import type { Asset } from "../inputs/amt/asset_table.ts";
import type { PriceSeries } from "../inputs/prices/series.ts";
import type { Inputs } from "../loader.ts";
import type { DaySums } from "../runs/analysis/aggregates.ts";
import { DayTally, type TallyRows } from "../runs/analysis/day_tally.ts";
import { type EntryPnl, EntrySums } from "./entry_sums.ts";

export interface AssetSums {
  readonly days: DaySums;
  /** Unweighted P&L of its straddles that have a value, in order; NaN = unknown. */
  readonly pnl: Float64Array;
  /** Weighted P&L of all of them by month of entry. */
  readonly entered: EntryPnl;
  /** Straddles that ended in an error. */
  readonly failures: number;
}

/** What all variants of a sweep have in common. */
export interface Ground {
  readonly months: MonthSpan;
  readonly series: SeriesCollector;
  readonly prices: PriceSeries;
}

const tally = new DayTally();
const noText = () => "";

/**
 * The sums of an asset that its run names `times` times (L-2): to the last bit those that
 * `runs/analysis` makes of the run's file, since both add the same numbers in the same order.
 */
export function sumAsset(
  inputs: Inputs,
  asset: Asset,
  times: number,
  switches: Switches,
  { months, series, prices }: Ground,
): AssetSums {
  const table = resolveAsset(inputs, asset, months, series);
  const valuation = new AssetValuation(table, prices, table.hedgeParams, false, switches);
  const hedges = table.hedgeParams.length;
  const buffer = new RowBuffer(1, hedges, table.rows.length, addedColumns(switches));
  const rows: TallyRows = { ...buffer, day: buffer.date };
  const weights = table.rows.map(({ wgt }) => weightOf(wgt));
  const cells = new Float64Array(2 * table.count);
  const [known, entries, exits, entered] = [0, 0, 0, 0].map(() => new Int32Array(table.count));
  const valued = new Uint8Array(table.count);
  const { day, mv, pnl } = rows;
  for (let pass = 0; pass < times; pass++) {
    for (let i = 0; i < table.count; i++) {
      const { entry, expiry } = valuation.value(i, buffer, noText);
      let begin = 0, end = buffer.rows;
      while (begin < end && !isFinite(mv[begin]!)) begin++;
      while (begin < end && !isFinite(mv[end - 1]!)) end--;
      if (begin < end) {
        if (!tally.fit(day[begin]!, day[end - 1]!)) throw new RangeError("Days too far apart");
        tally.add(rows, begin, end, weights[table.row[i]!]!);
        valued[i] = 1;
        entered![i] = entry;
        // Rows are in the order of days, and neither of these is without a value.
        for (let row = begin; row < end && day[row] === entry; row++) entries![i]!++;
        for (let row = end - 1; row >= begin && day[row] === expiry; row--) exits![i]!++;
        known![i]! += addPnl(cells, 2 * i, mv, pnl, begin, end);
      }
      buffer.reset();
    }
  }
  const straddles: number[] = [];
  const byEntry = new EntrySums(months);
  for (let i = 0; i < table.count; i++) {
    if (valued[i] === 0) continue;
    const copies = Math.max(entries![i]!, exits![i]!, 1);
    if (known![i]! > 0) byEntry.add(entered![i]!, cells[2 * i]! * weights[table.row[i]!]!);
    const pnl = known![i]! > 0 ? cells[2 * i]! / copies : NaN;
    for (let copy = 0; copy < copies; copy++) straddles.push(pnl);
  }
  const failures = table.errors.size * times;
  return {
    days: tally.take(),
    pnl: Float64Array.from(straddles),
    entered: byEntry.result(),
    failures,
  };
}

/** Adds the P&L of rows that have a value to a sum; gives how many there are (day_tally.ts). */
function addPnl(
  cells: Float64Array,
  cell: number,
  mv: Float64Array,
  pnl: Float64Array,
  begin: number,
  end: number,
): number {
  let known = 0, sum = cells[cell]!, lost = cells[cell + 1]!;
  for (let row = begin; row < end; row++) {
    const m = mv[row]!, p = pnl[row]!;
    if (m - m !== 0 || p - p !== 0) continue;
    known++;
    const corrected = p - lost;
    const total = sum + corrected;
    lost = total - sum - corrected;
    sum = total;
  }
  cells[cell] = sum;
  cells[cell + 1] = lost;
  return known;
}

/** Half the time of `Number.isFinite` where code is not yet optimized. */
function isFinite(x: number): boolean {
  return x - x === 0;
}
