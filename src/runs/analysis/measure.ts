/** The figures of a part of a run (figures.ts says what each is). */
import { monthOfDay } from "../../base/calendar.ts";
import type { StraddleSums } from "./aggregates.ts";
import type { Daily, DailyPnl } from "./daily.ts";
import { deepestOf } from "./drawdowns.ts";
import type { Figures } from "../figures.ts";
import {
  downsideDeviation,
  isRounding,
  lowest,
  type Moments,
  moments,
  quantile,
  roundingOf,
  Sum,
  sum,
} from "./statistics.ts";

/** What straddles made, each counted once and unweighted, added in the order of the run. */
export class StraddleTally {
  count = 0;
  /** Of how many it is known, and how many of these made more than 0. */
  known = 0;
  won = 0;
  readonly sum = new Sum();

  /** Adds a straddle's P&L; NaN = it is unknown. */
  add(pnl: number): void {
    this.count++;
    if (pnl !== pnl) return;
    this.known++;
    if (pnl > 0) this.won++;
    this.sum.add(pnl);
  }
}

/**
 * The figures of daily sums and of the straddles at the given positions that belong to them;
 * `entries` of them, or of others, were entered in these days.
 */
export function measure(
  daily: Daily,
  straddles: Pick<StraddleSums, "pnl">,
  positions: Int32Array,
  entries: number,
): Figures {
  const tally = new StraddleTally();
  for (let i = 0; i < positions.length; i++) tally.add(straddles.pnl[positions[i]!]!);
  return measureTally(daily, tally, entries);
}

/** The same, of straddles that are added up already. */
export function measureTally(
  { flows, holdings, yearDays }: Daily,
  straddles: StraddleTally,
  entries: number,
): Figures {
  const first = holdings.day[0] ?? null, last = holdings.day.at(-1) ?? null;
  const months = first === null ? 0 : monthOfDay(last!) - monthOfDay(first) + 1;
  const days = holdings.day.length;
  return {
    first,
    last,
    straddles: straddles.count,
    entriesAMonth: ratio(entries, months),
    exitsAMonth: ratio(straddles.count, months),
    live: ratio(total(holdings.live), days),
    held: ratio(sum(holdings.weight), days),
    vol: ratio(sum(holdings.vol), total(holdings.vols)),
    mv: ratio(sum(holdings.mv), days),
    ...measureFlows(flows, yearDays),
    winRate: ratio(straddles.won, straddles.known),
    meanStraddle: ratio(straddles.sum.value, straddles.known),
  };
}

function total(counts: Int32Array): number {
  let all = 0;
  for (let i = 0; i < counts.length; i++) all += counts[i]!;
  return all;
}

/** Of a series of P&L, which has these moments; null = it does not move. */
export function sharpeOf(
  pnl: Float64Array,
  yearDays: number,
  { mean, sd }: Pick<Moments, "mean" | "sd"> = moments(pnl),
): number | null {
  const risk = isRounding(sd, pnl) ? 0 : sd;
  return ratio(mean * yearDays, risk * Math.sqrt(yearDays));
}

/** The figures of a series of P&L, of which a year has so many days (or weeks). */
export function measureFlows({ day, pnl, opnl, hpnl }: DailyPnl, yearDays: number) {
  const totals = { days: day.length, pnl: sum(pnl), opnl: sum(opnl), hpnl: sum(hpnl) };
  if (day.length === 0) return { ...totals, ...NOTHING };
  const all = moments(pnl);
  const { mean, sd, skew } = all;
  const year = mean * yearDays;
  const rounding = roundingOf(pnl);
  /** What of a measure of risk is more than rounding. */
  const risk = (x: number) => x > rounding ? x : 0;
  const fall = deepestOf(pnl);
  const low = lowest(pnl, 0.05, all);
  const quantile5 = quantile(low, 0.05, pnl.length), quantile1 = quantile(low, 0.01, pnl.length);
  const worst = low[0]!;
  return {
    ...totals,
    mean,
    sd,
    sharpe: ratio(year, risk(sd) * Math.sqrt(yearDays)),
    sortino: ratio(year, risk(downsideDeviation(pnl)) * Math.sqrt(yearDays)),
    calmar: ratio(year, risk(fall?.depth ?? 0)),
    maxDrawdown: fall?.depth ?? 0,
    drawdownFrom: fall ? day[Math.max(fall.from, 0)]! : null,
    drawdownTrough: fall ? day[fall.trough]! : null,
    drawdownTo: fall?.to === undefined ? null : day[fall.to]!,
    hitRatio: ratio(countAbove(pnl, 0), day.length),
    skew: risk(sd) === 0 ? null : defined(skew),
    worst,
    worstDay: day[pnl.indexOf(worst)]!,
    var95: -quantile5,
    cvar95: -tailMean(low, quantile5),
    var99: -quantile1,
    cvar99: -tailMean(low, quantile1),
  };
}

/** The figures of no days at all. */
const NOTHING = {
  mean: null,
  sd: null,
  sharpe: null,
  sortino: null,
  calmar: null,
  maxDrawdown: null,
  drawdownFrom: null,
  drawdownTrough: null,
  drawdownTo: null,
  hitRatio: null,
  skew: null,
  worst: null,
  worstDay: null,
  var95: null,
  cvar95: null,
  var99: null,
  cvar99: null,
};

/** The mean of the values up to a bound that is not below the first; those above it may be missing. */
function tailMean(sorted: Float64Array, bound: number): number {
  let count = 0;
  while (count < sorted.length && sorted[count]! <= bound) count++;
  return sum(sorted.subarray(0, count)) / count;
}

function countAbove(values: Float64Array, bound: number): number {
  let count = 0;
  for (let i = 0; i < values.length; i++) if (values[i]! > bound) count++;
  return count;
}

/** A quotient; null when its denominator is 0. */
export function ratio(numerator: number, denominator: number): number | null {
  return denominator === 0 ? null : defined(numerator / denominator);
}

function defined(x: number): number | null {
  return Number.isFinite(x) ? x : null;
}
