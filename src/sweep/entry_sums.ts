/**
 * Weighted P&L by month of entry: what a straddle made counts to the month in which it was entered,
 * however long it lived. Walk-forward (W-4) needs it, which daily P&L cannot tell.
 */
import { monthOfDay, type MonthSpan, NO_DAY } from "../base/calendar.ts";
import { LONGEST_ENTRY_LAG } from "../schedules.ts";

/** Months in rising order, those without a straddle whose P&L is known left out. */
export interface EntryPnl {
  readonly month: Int32Array;
  readonly pnl: Float64Array;
}

export class EntrySums {
  readonly #first: number;
  /** NaN = no straddle yet. A plain array, since many are kept and thrown away. */
  readonly #sums: number[];

  constructor({ first, last }: MonthSpan) {
    this.#first = first - LONGEST_ENTRY_LAG;
    this.#sums = Array<number>(last - this.#first + 1).fill(NaN);
  }

  add(entry: number, pnl: number): void {
    if (entry !== NO_DAY) this.#addAt(monthOfDay(entry) - this.#first, pnl);
  }

  /** The same for one entered in a month. */
  addIn(month: number, pnl: number): void {
    this.#addAt(month - this.#first, pnl);
  }

  addAll({ month, pnl }: EntryPnl): void {
    for (let i = 0; i < month.length; i++) this.#addAt(month[i]! - this.#first, pnl[i]!);
  }

  result(): EntryPnl {
    const sums = this.#sums;
    let count = 0;
    for (let at = 0; at < sums.length; at++) if (sums[at]! === sums[at]!) count++;
    const month = new Int32Array(count), pnl = new Float64Array(count);
    for (let at = 0, i = 0; at < sums.length; at++) {
      if (sums[at]! !== sums[at]!) continue;
      month[i] = at + this.#first;
      pnl[i++] = sums[at]!;
    }
    return { month, pnl };
  }

  #addAt(at: number, pnl: number): void {
    const before = this.#sums[at]!;
    this.#sums[at] = before === before ? before + pnl : pnl;
  }
}

export const NO_ENTRIES: EntryPnl = { month: new Int32Array(0), pnl: new Float64Array(0) };
