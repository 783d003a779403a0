/**
 * Daily sums of a part of a run: of an asset, a class, a schedule component, or of everything.
 *
 * Straddles have a value on every calendar day, but markets move on weekdays: a series of P&L has a
 * day a weekday, to which the P&L of the weekend before it counts, so that 252 days make a year.
 */
import { weekdayOf } from "../calendar.ts";
import type { DaySums } from "./aggregates.ts";

/** Which days a series of P&L has. */
export type DayRule = "weekdays" | "calendar";

/** P&L by day, weighted; days in rising order, only those with a value. */
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
}

export interface Daily {
  readonly flows: DailyPnl;
  readonly holdings: DailyHoldings;
}

/** Rows `begin` to before `end` of the sums. */
export type RowRange = readonly [begin: number, end: number];

/** The rows of each owner. */
export function rangesOf({ owner }: DaySums, owners: number): RowRange[] {
  const ranges: RowRange[] = [];
  for (let begin = 0, i = 0; i < owners; i++) {
    let end = begin;
    while (end < owner.length && owner[end] === i) end++;
    ranges.push([begin, end]);
    begin = end;
  }
  return ranges;
}

/** Adds up the rows of the ranges by day, in the order of the ranges. */
export function dailySums(sums: DaySums, ranges: readonly RowRange[], rule: DayRule): Daily {
  const filled = ranges.filter(([begin, end]) => end > begin);
  const first = Math.min(...filled.map(([begin]) => sums.day[begin]!));
  const last = Math.max(...filled.map(([, end]) => sums.day[end - 1]!));
  const size = filled.length === 0 ? 0 : last - first + 3;
  const flow = {
    days: new Uint8Array(size),
    pnl: sumsBy(size),
    opnl: sumsBy(size),
    hpnl: sumsBy(size),
  };
  const live = new Int32Array(size), vols = new Int32Array(size);
  const vol = sumsBy(size), mv = sumsBy(size);
  for (const [begin, end] of filled) {
    for (let i = begin; i < end; i++) {
      const day = sums.day[i]!;
      const held = day - first;
      live[held]! += sums.live[i]!;
      vols[held]! += sums.vols[i]!;
      vol.add(held, sums.vol[i]!);
      mv.add(held, sums.mv[i]!);
      const at = (rule === "weekdays" ? weekdayFrom(day) : day) - first;
      flow.days[at] = 1;
      flow.pnl.add(at, sums.pnl[i]!);
      flow.opnl.add(at, sums.opnl[i]!);
      flow.hpnl.add(at, sums.hpnl[i]!);
    }
  }
  const flows = positions(flow.days), helds = positions(live);
  const days = (at: Int32Array) => at.map((i) => i + first);
  return {
    flows: {
      day: days(flows),
      pnl: flow.pnl.values(flows),
      opnl: flow.opnl.values(flows),
      hpnl: flow.hpnl.values(flows),
    },
    holdings: {
      day: days(helds),
      live: Int32Array.from(helds, (i) => live[i]!),
      vols: Int32Array.from(helds, (i) => vols[i]!),
      vol: vol.values(helds),
      mv: mv.values(helds),
    },
  };
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

/** Sums by position, compensated as `Sum` is. */
function sumsBy(size: number) {
  const sums = new Float64Array(size), lost = new Float64Array(size);
  return {
    add(i: number, x: number): void {
      const before = sums[i]!;
      const sum = before + x;
      lost[i]! += Math.abs(before) >= Math.abs(x) ? before - sum + x : x - sum + before;
      sums[i] = sum;
    },
    values: (positions: Int32Array) => Float64Array.from(positions, (i) => sums[i]! + lost[i]!),
  };
}

function positions(marks: ArrayLike<number>): Int32Array {
  let count = 0;
  for (let i = 0; i < marks.length; i++) if (marks[i]! > 0) count++;
  const found = new Int32Array(count);
  for (let i = 0, at = 0; i < marks.length; i++) if (marks[i]! > 0) found[at++] = i;
  return found;
}
