/** Sums of P&L that workers keep beside the rows: by day over all assets, and by asset. */
import { firstDayOfMonth, lastDayOfMonth } from "../base/calendar.ts";
import { parsePercent } from "../base/numbers.ts";
import { LONGEST_ENTRY_LAG } from "../schedules.ts";

/** What is known of a run's P&L in the end: plain data. */
export type PnlByDay = Pick<PnlTally, "firstDay" | "byDay" | "strikeDays">;

export class PnlTally {
  /** Weighted P&L by day, from the first on which a straddle of the run can have a row. */
  readonly byDay: Float64Array;
  readonly firstDay: number;
  /** Weights of straddles, summed over the days on which their P&L is known. */
  strikeDays = 0;

  /** For straddles that expire in the given months. */
  constructor({ first, last }: { readonly first: number; readonly last: number }) {
    this.firstDay = firstDayOfMonth(first - LONGEST_ENTRY_LAG);
    this.byDay = new Float64Array(lastDayOfMonth(last) - this.firstDay + 1);
  }

  /** Adds rows `begin` to before `end`, times the weight; gives their sum. */
  add(
    date: Int32Array,
    pnl: Float64Array,
    begin: number,
    end: number,
    weight: number,
  ): number {
    let sum = 0;
    for (let row = begin; row < end; row++) {
      const weighted = pnl[row]! * weight;
      if (weighted !== weighted) continue;
      this.byDay[date[row]! - this.firstDay]! += weighted;
      sum += weighted;
      this.strikeDays += weight;
    }
    return sum;
  }
}

/** Whether a percent is one that has a weight: a number, or nothing. */
export function isWeight(percent: string): boolean {
  return percent.trim() === "" || parsePercent(percent) !== undefined;
}

/** A straddle's weight: its schedule's percent over 100, and 1 where there is none (H-17). */
export function weightOf(percent: string): number {
  return (parsePercent(percent) ?? 100) / 100;
}
