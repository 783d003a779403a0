/**
 * Daily P&L of many variants, summed by blocks of days. A Sharpe ratio over some of the blocks needs
 * no more than these: 48 numbers a variant, however many days there are.
 */
import { weekdayOf } from "../../base/calendar.ts";

/** S of W-3. */
export const BLOCKS = 16;

export interface BlockSums {
  readonly variants: number;
  /** Days, sums of P&L and sums of its squares: of a block all variants, then of the next. */
  readonly count: Float64Array;
  readonly sum: Float64Array;
  readonly square: Float64Array;
}

/** Blocks of equally many weekdays between two days, give or take one. */
export class BlockAdder {
  readonly sums: BlockSums;
  readonly #first: number;
  readonly #weekdays: number;

  constructor(readonly variants: number, first: number, last: number) {
    const doubles = () => new Float64Array(BLOCKS * variants);
    this.sums = { variants, count: doubles(), sum: doubles(), square: doubles() };
    this.#first = weekdaysBefore(first);
    this.#weekdays = weekdaysBefore(last) + 1 - this.#first;
  }

  /** Adds a variant's days, which lie between the two, in rising order. */
  add(variant: number, day: Int32Array, pnl: Float64Array): void {
    const { variants, sums: { count, sum, square } } = this;
    let i = 0;
    for (let block = 0; block < BLOCKS; block++) {
      const end = Math.ceil((block + 1) * this.#weekdays / BLOCKS) + this.#first;
      const last = block === BLOCKS - 1;
      let n = 0, s = 0, q = 0;
      for (; i < day.length && (last || weekdaysBefore(day[i]!) < end); i++) {
        const x = pnl[i]!;
        n++;
        s += x;
        q += x * x;
      }
      const at = block * variants + variant;
      count[at] = n;
      sum[at] = s;
      square[at] = q;
    }
  }
}

/** Weekdays before a day since Monday, 1969-12-29; a weekend's days have the next Monday's. */
function weekdaysBefore(day: number): number {
  const weekday = weekdayOf(day);
  return (day - weekday + 3) / 7 * 5 + Math.min(weekday, 5);
}
