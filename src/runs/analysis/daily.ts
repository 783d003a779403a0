/**
 * Daily sums of a part of a run: of an asset, a class, a schedule component, or of everything.
 *
 * Straddles have a value on every calendar day, but markets move on weekdays: a series of P&L has a
 * day a weekday, to which the P&L of the weekend before it counts, so that 252 days make a year.
 */
import { weekdayOf } from "../../base/calendar.ts";
import type { DaySums } from "./aggregates.ts";
import { spreadWeekends } from "./weekend.ts";

/** Which days a series of P&L has. */
export interface DayRule {
  /** A weekend's P&L counts to its Monday, all days each by itself, or a week's to its Friday. */
  readonly days: "weekdays" | "calendar" | "weeks";
  /** Days from the first to the last on which nothing is held: a P&L of zero, or no day at all. */
  readonly idle: "zero" | "skip";
  /**
   * The time decay of weekends without a quote: on their Monday, or spread over the weekdays of the
   * week that follows; absent = booked. Calendar days and weeks know no difference.
   */
  readonly theta?: "booked" | "spread";
}

/** P&L by day, weighted; days in rising order, without those on which all P&L is unknown. */
export interface DailyPnl {
  readonly day: Int32Array;
  readonly pnl: Float64Array;
  readonly opnl: Float64Array;
  readonly hpnl: Float64Array;
}

/** What is held, by calendar day; days in rising order, only those with a value. */
export interface DailyHoldings {
  readonly day: Int32Array;
  readonly live: Int32Array;
  /** Live straddles that have a vol, and the sum of it. */
  readonly vols: Int32Array;
  readonly vol: Float64Array;
  readonly mv: Float64Array;
  /** Their weights, summed. */
  readonly weight: Float64Array;
}

export interface Daily {
  readonly flows: DailyPnl;
  readonly holdings: DailyHoldings;
  /** Days of a year, or its weeks where the flows are those of weeks. */
  readonly yearDays: number;
}

/** Adds up sums by day, in the order given. */
export function dailySums(parts: readonly DaySums[], rule: DayRule): Daily {
  const filled = parts.filter(({ day }) => day.length > 0);
  const first = Math.min(...filled.map(({ day }) => day[0]!));
  const last = Math.max(...filled.map(({ day }) => day.at(-1)!));
  const sums = new DailySums(
    filled.length === 0 ? 0 : first,
    filled.length === 0 ? -7 : last,
    rule,
  );
  for (const part of filled) sums.add(part);
  return sums.result();
}

/** Sums by day of parts that come one after the other, all between two days. */
export class DailySums {
  readonly #live: Int32Array;
  readonly #vols: Int32Array;
  readonly #flowing: Int32Array;
  readonly #held: Int32Array;
  readonly #vol: DaySeries;
  readonly #mv: DaySeries;
  readonly #weight: DaySeries;
  readonly #pnl: DaySeries;
  readonly #opnl: DaySeries;
  readonly #hpnl: DaySeries;

  constructor(readonly first: number, last: number, readonly rule: DayRule) {
    // The P&L of the last days may count to the Friday after them.
    const size = last - first + 7;
    const ints = () => new Int32Array(size), doubles = () => new DaySeries(size);
    [this.#live, this.#vols, this.#flowing, this.#held] = [ints(), ints(), ints(), ints()];
    [this.#vol, this.#mv, this.#weight] = [doubles(), doubles(), doubles()];
    [this.#pnl, this.#opnl, this.#hpnl] = [doubles(), doubles(), doubles()];
  }

  add(booked: DaySums): void {
    const { first, rule } = this;
    const sums = isSpread(rule) ? spreadWeekends(booked) : booked;
    for (let i = 0; i < sums.day.length; i++) {
      const day = sums.day[i]!;
      const on = day - first;
      this.#live[on]! += sums.live[i]!;
      this.#vols[on]! += sums.vols[i]!;
      this.#vol.add(on, sums.vol[i]!);
      this.#mv.add(on, sums.mv[i]!);
      this.#weight.add(on, sums.weight[i]!);
      const at = flowDay(day, rule.days) - first;
      this.#held[at] = 1;
      if (sums.known[i] === 0) continue;
      this.#flowing[at] = 1;
      this.#pnl.add(at, sums.pnl[i]!);
      this.#opnl.add(at, sums.opnl[i]!);
      this.#hpnl.add(at, sums.hpnl[i]!);
    }
  }

  result(): Daily {
    const { first, rule } = this;
    const flowing = this.#flowing.slice();
    if (rule.idle === "zero") fillIdle(this.#held, flowing, first, rule);
    const flows = positions(flowing), helds = positions(this.#live);
    const days = (at: Int32Array) => at.map((i) => i + first);
    return {
      yearDays: yearDays(rule.days),
      flows: {
        day: days(flows),
        pnl: this.#pnl.values(flows),
        opnl: this.#opnl.values(flows),
        hpnl: this.#hpnl.values(flows),
      },
      holdings: {
        day: days(helds),
        live: helds.map((i) => this.#live[i]!),
        vols: helds.map((i) => this.#vols[i]!),
        vol: this.#vol.values(helds),
        mv: this.#mv.values(helds),
        weight: this.#weight.values(helds),
      },
    };
  }
}

/** Marks the days between held ones on which nothing is held: their P&L is zero. */
function fillIdle(held: Int32Array, flowing: Int32Array, first: number, rule: DayRule): void {
  const [begin, end] = [held.indexOf(1), held.lastIndexOf(1)];
  for (let at = begin; at < end; at++) {
    if (held[at] === 1 || flowDay(first + at, rule.days) !== first + at) continue;
    flowing[at] = 1;
  }
}

/** The day to which a day's P&L counts. */
export function flowDay(day: number, days: DayRule["days"]): number {
  switch (days) {
    case "weekdays":
      return weekdayFrom(day);
    case "weeks":
      return day + (11 - weekdayOf(day)) % 7;
    case "calendar":
      return day;
  }
}

/** Whether the decay of weekends is to be found on other days than their Mondays. */
export function isSpread({ days, theta }: DayRule): boolean {
  return days === "weekdays" && theta === "spread";
}

/** Trading days, or weeks, of a year. */
export function yearDays(days: DayRule["days"]): number {
  return days === "weeks" ? 52 : 252;
}

/** The day itself, or the Monday after a Saturday or Sunday. */
export function weekdayFrom(day: number): number {
  const weekday = weekdayOf(day);
  return weekday < 5 ? day : day + 7 - weekday;
}

/** The part of a series with days from `first` to `last`. */
export function between<T extends { readonly day: Int32Array }>(
  series: T,
  first: number,
  last: number,
): T {
  const begin = series.day.findIndex((day) => day >= first);
  const after = series.day.findIndex((day) => day > last);
  const [from, to] = [begin < 0 ? series.day.length : begin, after < 0 ? series.day.length : after];
  const part = Object.entries(series).map(([name, column]) => [name, column.subarray(from, to)]);
  return Object.fromEntries(part);
}

/** Sums by position, compensated as `Sum` is; each is followed by what rounding lost of it. */
class DaySeries {
  readonly #cells: Float64Array;

  constructor(size: number) {
    this.#cells = new Float64Array(2 * size);
  }

  add(position: number, x: number): void {
    const cells = this.#cells, at = 2 * position;
    const before = cells[at]!;
    const sum = before + x;
    cells[at + 1]! += Math.abs(before) >= Math.abs(x) ? before - sum + x : x - sum + before;
    cells[at] = sum;
  }

  values(positions: Int32Array): Float64Array {
    const values = new Float64Array(positions.length);
    for (let i = 0; i < values.length; i++) {
      const at = 2 * positions[i]!;
      values[i] = this.#cells[at]! + this.#cells[at + 1]!;
    }
    return values;
  }
}

function positions(marks: ArrayLike<number>): Int32Array {
  let count = 0;
  for (let i = 0; i < marks.length; i++) if (marks[i]! > 0) count++;
  const found = new Int32Array(count);
  for (let i = 0, at = 0; i < marks.length; i++) if (marks[i]! > 0) found[at++] = i;
  return found;
}
