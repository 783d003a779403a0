/** Series that stand still while their fellows move, and weekends that repeat the Friday. */
import { weekdayOf } from "../../../base/calendar.ts";
import type { Prices } from "./prices.ts";

/** Consecutive prices of one value. */
export interface Stretch {
  readonly first: number;
  readonly last: number;
  readonly prices: number;
  readonly value: number;
}

/** Five weeks of one price; or three, if they are a good part of all that there is. */
const LONG = 25, SHORT = 15, SHARE = 0.2;
/** A contract is needed for three months: three weeks of it are a fifth. */
const CONTRACT_DAYS = 200;

/**
 * The longest stretch of one price, if it is long enough to doubt it; `needed` in days. A series that
 * never moves is meant so, and one that comes to the same lowest or highest price again has a bound.
 */
export function frozenStretch(prices: Prices, needed: number): Stretch | undefined {
  const { days, values, count } = prices;
  const isDoubtful = (
    length: number,
  ) => (length >= LONG || needed > CONTRACT_DAYS && length >= SHORT && length >= SHARE * count);
  let found: Stretch | undefined;
  for (let start = 0, end = 1; end <= count; end++) {
    if (end < count && values[end] === values[start]) continue;
    if (end - start === count) break;
    const length = weekdaysIn(days, start, end);
    if (length > (found?.prices ?? 0) && isDoubtful(length) && !isBound(prices, start, end)) {
      found = { first: days[start]!, last: days[end - 1]!, prices: length, value: values[start]! };
    }
    start = end;
  }
  return found;
}

/** How many of some days are no Saturdays and Sundays. */
function weekdaysIn(days: Int32Array, start: number, end: number): number {
  if (end - start < SHORT) return 0;
  return days.subarray(start, end).reduce((sum, day) => sum + (weekdayOf(day) < 5 ? 1 : 0), 0);
}

/**
 * Whether the price from `start` to before `end` is the lowest or highest, and is there elsewhere or a
 * whole number: a source's floor of 5 may be met once.
 */
function isBound({ values, count }: Prices, start: number, end: number): boolean {
  const value = values[start]!;
  let lower = false, higher = false, again = false;
  for (let i = 0; i < count; i++) {
    if (values[i]! < value) lower = true;
    else if (values[i]! > value) higher = true;
    else if (i < start || i >= end) again = true;
  }
  return (again || Number.isInteger(value)) && !(lower && higher);
}

/** Whether a series changes on at least half as many days of a stretch as that one has prices. */
export function movesIn({ days, values, count }: Prices, stretch: Stretch): boolean {
  let moves = 0;
  for (let i = 1; i < count; i++) {
    if (days[i]! <= stretch.first) continue;
    if (days[i]! > stretch.last) break;
    if (values[i] !== values[i - 1]) moves++;
  }
  return 2 * moves >= stretch.prices;
}

/** Prices of Saturdays and Sundays, and how many of them are the price before. */
export interface Weekends {
  readonly prices: number;
  readonly copies: number;
  readonly sundays: number;
  readonly fridays: number;
}

export function weekendsOf({ days, values, count }: Prices): Weekends {
  let prices = 0, copies = 0, sundays = 0, fridays = 0;
  for (let i = 0; i < count; i++) {
    const weekday = weekdayOf(days[i]!);
    if (weekday === 4) fridays++;
    if (weekday < 5) continue;
    prices++;
    if (weekday === 6) sundays++;
    if (i > 0 && values[i] === values[i - 1]) copies++;
  }
  return { prices, copies, sundays, fridays };
}
