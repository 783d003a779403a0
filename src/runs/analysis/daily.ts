/**
 * Daily sums of a part of a run: of an asset, a class, a schedule component, or of everything.
 *
 * Straddles have a value on every calendar day, but markets move on weekdays: a series of P&L has a
 * day a weekday, to which the P&L of the weekend before it counts, so that 252 days make a year.
 */
import { TRADING_DAYS, weekdayOf } from "../../base/calendar.ts";
import type { DaySums } from "./aggregates.ts";
import { lostIn } from "./statistics.ts";
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

/** Adds up sums by day, in the order given; the flows of a single part may lie in `room`. */
export function dailySums(parts: readonly DaySums[], rule: DayRule, room?: FlowRoom): Daily {
  const filled = parts.filter(({ day }) => day.length > 0);
  const [only] = filled;
  if (only !== undefined && filled.length === 1) return dailyOf(only, rule, room);
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

/** Room for flows of so many days; what they are written into is reused by the next who takes it. */
export class FlowRoom {
  readonly day: Int32Array;
  readonly pnl: Float64Array;
  readonly opnl: Float64Array;
  readonly hpnl: Float64Array;

  constructor(days: number) {
    this.day = new Int32Array(days);
    this.pnl = new Float64Array(days);
    this.opnl = new Float64Array(days);
    this.hpnl = new Float64Array(days);
  }
}

/** The same of one part that has a day: what it holds is as it is, and only a few days are added up. */
export function dailyOf(booked: DaySums, rule: DayRule, room?: FlowRoom): Daily {
  const sums = isSpread(rule) ? spreadWeekends(booked) : booked;
  const { day: days, known } = sums;
  const span = days.at(-1)! - days[0]! + 8;
  const { day, pnl, opnl, hpnl } = room ?? new FlowRoom(span);
  let count = 0;
  for (let i = 0, end; i < days.length; i = end) {
    const at = flowDay(days[i]!, rule.days);
    let flowing = known[i]! > 0;
    for (end = i + 1; end < days.length && days[end]! <= at; end++) {
      if (known[end]! > 0) flowing = true;
    }
    if (flowing) {
      day[count] = at;
      pnl[count] = sumOfKnown(sums.pnl, known, i, end);
      opnl[count] = sumOfKnown(sums.opnl, known, i, end);
      hpnl[count++] = sumOfKnown(sums.hpnl, known, i, end);
    }
    if (rule.idle === "skip" || end === days.length) continue;
    // Nothing is held until the next.
    for (let idle = at + 1, next = flowDay(days[end]!, rule.days); idle < next; idle++) {
      if (flowDay(idle, rule.days) !== idle) continue;
      day[count] = idle;
      pnl[count] = opnl[count] = hpnl[count] = 0;
      count++;
    }
  }
  return {
    yearDays: yearDays(rule.days),
    flows: {
      day: day.subarray(0, count),
      pnl: pnl.subarray(0, count),
      opnl: opnl.subarray(0, count),
      hpnl: hpnl.subarray(0, count),
    },
    holdings: sums,
  };
}

function sumOfKnown(values: Float64Array, known: Int32Array, begin: number, end: number): number {
  let total = 0, lost = 0;
  for (let i = begin; i < end; i++) {
    if (known[i] === 0) continue;
    const before = total, x = values[i]!;
    total = before + x;
    lost += lostIn(total, before, x);
  }
  return total + lost;
}

/** Where the days of the part at hand are among those of the sums: its holdings, and its flows; -1 = none. */
let holdingPlaces = new Int32Array(1024), flowPlaces = new Int32Array(1024);

/** Sums by day of parts that come one after the other, all between two days. */
export class DailySums {
  readonly #live: Int32Array;
  readonly #vols: Int32Array;
  readonly #flowing: Uint8Array;
  readonly #held: Uint8Array;
  /** Sums of vol, mv and weight, and of pnl, opnl and hpnl. */
  readonly #holdings: DayTriples;
  readonly #flows: DayTriples;

  constructor(readonly first: number, last: number, readonly rule: DayRule) {
    // The P&L of the last days may count to the Friday after them.
    const size = last - first + 7;
    [this.#live, this.#vols] = [new Int32Array(size), new Int32Array(size)];
    [this.#flowing, this.#held] = [new Uint8Array(size), new Uint8Array(size)];
    [this.#holdings, this.#flows] = [new DayTriples(size), new DayTriples(size)];
  }

  add(booked: DaySums): void {
    const { first, rule } = this;
    const sums = isSpread(rule) ? spreadWeekends(booked) : booked;
    const { day: days, live, vols, known } = sums;
    const count = days.length;
    if (holdingPlaces.length < count) {
      holdingPlaces = new Int32Array(2 * count);
      flowPlaces = new Int32Array(2 * count);
    }
    for (let i = 0; i < count; i++) {
      const day = days[i]!, on = day - first;
      holdingPlaces[i] = on;
      this.#live[on]! += live[i]!;
      this.#vols[on]! += vols[i]!;
      const at = flowDay(day, rule.days) - first;
      this.#held[at] = 1;
      if (known[i]! > 0) this.#flowing[at] = 1;
      flowPlaces[i] = known[i]! > 0 ? at : -1;
    }
    this.#holdings.add(holdingPlaces, sums.vol, sums.mv, sums.weight);
    this.#flows.add(flowPlaces, sums.pnl, sums.opnl, sums.hpnl);
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
        pnl: this.#flows.values(0, flows),
        opnl: this.#flows.values(1, flows),
        hpnl: this.#flows.values(2, flows),
      },
      holdings: {
        day: days(helds),
        live: helds.map((i) => this.#live[i]!),
        vols: helds.map((i) => this.#vols[i]!),
        vol: this.#holdings.values(0, helds),
        mv: this.#holdings.values(1, helds),
        weight: this.#holdings.values(2, helds),
      },
    };
  }
}

/** Marks the days between held ones on which nothing is held: their P&L is zero. */
function fillIdle(held: Uint8Array, flowing: Uint8Array, first: number, rule: DayRule): void {
  const begin = held.indexOf(1), end = held.lastIndexOf(1);
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
  return days === "weeks" ? 52 : TRADING_DAYS;
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

/**
 * Sums of three columns by position, compensated as `Sum` is: side by side, each followed by what
 * rounding lost of it. The arithmetic is written out, for calls in so hot a loop take half its time.
 */
class DayTriples {
  readonly #cells: Float64Array;

  constructor(size: number) {
    this.#cells = new Float64Array(6 * size);
  }

  /** Adds the values of each row at its place; -1 = nowhere. */
  add(places: Int32Array, a: Float64Array, b: Float64Array, c: Float64Array): void {
    const cells = this.#cells;
    for (let i = 0; i < a.length; i++) {
      const at = 6 * places[i]!;
      if (at < 0) continue;
      {
        const before = cells[at]!, x = a[i]!, sum = before + x, added = sum - before;
        cells[at + 1]! += (before - (sum - added)) + (x - added);
        cells[at] = sum;
      }
      {
        const before = cells[at + 2]!, x = b[i]!, sum = before + x, added = sum - before;
        cells[at + 3]! += (before - (sum - added)) + (x - added);
        cells[at + 2] = sum;
      }
      {
        const before = cells[at + 4]!, x = c[i]!, sum = before + x, added = sum - before;
        cells[at + 5]! += (before - (sum - added)) + (x - added);
        cells[at + 4] = sum;
      }
    }
  }

  /** The sums of a column, the first of which is 0. */
  values(column: number, positions: Int32Array): Float64Array {
    const values = new Float64Array(positions.length);
    for (let i = 0; i < values.length; i++) {
      const at = 6 * positions[i]! + 2 * column;
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
