/** The figures of a part of a run (figures.ts says what each is). */
import { monthOfDay } from "../../base/calendar.ts";
import type { StraddleSums } from "./aggregates.ts";
import type { Daily, DailyPnl } from "./daily.ts";
import { deepest, drawdowns } from "./drawdowns.ts";
import type { Figures } from "../figures.ts";
import { cumulative, downsideDeviation, isRounding, moments, quantile, sum } from "./statistics.ts";

/**
 * The figures of daily sums and of the straddles at the given positions that belong to them;
 * `entries` of them, or of others, were entered in these days.
 */
export function measure(
  { flows, holdings, yearDays }: Daily,
  straddles: Pick<StraddleSums, "pnl">,
  positions: Int32Array,
  entries: number,
): Figures {
  const first = holdings.day[0] ?? null, last = holdings.day.at(-1) ?? null;
  const months = first === null ? 0 : monthOfDay(last!) - monthOfDay(first) + 1;
  const pnl = Float64Array.from(positions, (at) => straddles.pnl[at]!)
    .filter((x) => !Number.isNaN(x));
  const days = holdings.day.length;
  const vols = holdings.vols.reduce((n, x) => n + x, 0);
  return {
    first,
    last,
    straddles: positions.length,
    entriesAMonth: ratio(entries, months),
    exitsAMonth: ratio(positions.length, months),
    live: ratio(holdings.live.reduce((n, x) => n + x, 0), days),
    held: ratio(sum(holdings.weight), days),
    vol: ratio(sum(holdings.vol), vols),
    mv: ratio(sum(holdings.mv), days),
    ...measureFlows(flows, yearDays),
    winRate: ratio(countAbove(pnl, 0), pnl.length),
    meanStraddle: ratio(sum(pnl), pnl.length),
  };
}

function measureFlows({ day, pnl, opnl, hpnl }: DailyPnl, yearDays: number) {
  const totals = { days: day.length, pnl: sum(pnl), opnl: sum(opnl), hpnl: sum(hpnl) };
  if (day.length === 0) return { ...totals, ...NOTHING };
  const { mean, sd, skew } = moments(pnl);
  const year = mean * yearDays;
  /** What of a measure of risk is more than rounding. */
  const risk = (x: number) => isRounding(x, pnl) ? 0 : x;
  const fall = deepest(drawdowns(cumulative(pnl)), 1)[0];
  const sorted = pnl.toSorted();
  const [quantile5, quantile1] = [quantile(sorted, 0.05), quantile(sorted, 0.01)];
  const worst = sorted[0]!;
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
    cvar95: -tailMean(sorted, quantile5),
    var99: -quantile1,
    cvar99: -tailMean(sorted, quantile1),
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

/** The mean of the values up to a bound that is not below the first. */
function tailMean(sorted: Float64Array, bound: number): number {
  const above = sorted.findIndex((x) => x > bound);
  const tail = above < 0 ? sorted : sorted.subarray(0, above);
  return sum(tail) / tail.length;
}

function countAbove(values: Float64Array, bound: number): number {
  let count = 0;
  for (let i = 0; i < values.length; i++) if (values[i]! > bound) count++;
  return count;
}

/** A quotient; null when its denominator is 0. */
function ratio(numerator: number, denominator: number): number | null {
  return denominator === 0 ? null : defined(numerator / denominator);
}

function defined(x: number): number | null {
  return Number.isFinite(x) ? x : null;
}
