/** The points of a part's series on chosen days, as the run has them. */
import { yearDays } from "../../runs/analysis/daily.ts";
import type { Scope } from "../page_data.ts";
import type { Span } from "./part.ts";
import type { Run } from "./run.ts";

export interface Series {
  readonly day: Float64Array;
  readonly pnl: Float64Array;
  readonly opnl: Float64Array;
  readonly hpnl: Float64Array;
}

/** Positions of the points on chosen days, the last not included. */
export function pointsOf(run: Run, scope: Scope, span: Span): { begin: number; end: number } {
  const days = run.column(scope.series.day);
  if (span === undefined) return { begin: 0, end: days.length };
  return { begin: firstFrom(days, span.from), end: firstFrom(days, span.to + 1) };
}

/** The first position of a value that is not below a bound. */
export function firstFrom(sorted: ArrayLike<number>, bound: number): number {
  let low = 0, high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle]! < bound) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Values that were added up from the first day on: from the chosen days' first on, from 0. */
export function rebased(values: Float64Array, begin: number, end: number): Float64Array {
  const base = begin === 0 ? 0 : values[begin - 1]!;
  return values.slice(begin, end).map((value) => value - base);
}

/** Cumulative P&L as the run has it: shares of the strike, summed over straddles, or of aum. */
export function sumsOf(run: Run, scope: Scope, span?: Span): Series {
  const { series } = scope;
  const { begin, end } = pointsOf(run, scope, span);
  const pnl = rebased(run.column(series.pnl), begin, end);
  const opnl = rebased(run.column(series.opnl), begin, end);
  const hpnl = series.hpnl === undefined
    ? pnl.map((value, i) => value - opnl[i]!)
    : rebased(run.column(series.hpnl), begin, end);
  return { day: run.column(series.day).slice(begin, end), pnl, opnl, hpnl };
}

/** Days of several series, each once. */
export function allDays(series: readonly { readonly day: Float64Array }[]): Float64Array {
  return Float64Array.from(new Set(series.flatMap(({ day }) => Array.from(day)))).sort();
}

/** A cumulative series in percent on more days than its own: it stays until its next day. */
export function along(
  x: Float64Array,
  { day, pnl }: { readonly day: Float64Array; readonly pnl: Float64Array },
): (number | null)[] {
  let at = 0, value: number | null = null;
  return Array.from(x, (on) => {
    while (at < day.length && day[at]! <= on) value = 100 * pnl[at++]!;
    return value;
  });
}

/** P&L from point to point, the first from 0. */
export function changes(pnl: Float64Array): Float64Array {
  let before = 0;
  return pnl.map((value) => {
    const change = value - before;
    before = value;
    return change;
  });
}

/** Points of a year of a scope's series. */
export function pointsAYear(run: Run, scope: Scope): number {
  return yearDays(scope.series.step === "week" ? "weeks" : run.data.days);
}
