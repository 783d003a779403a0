/**
 * What a book of a stated size made, net, and with which risk: figures of its daily P&L and of what it
 * held. Shares are of aum and not compounded (BK-3); money is a share times aum.
 */
import { firstDayOfMonth, monthOfDay } from "../base/calendar.ts";
import type { DaySums } from "../runs/analysis/aggregates.ts";
import type { Daily } from "../runs/analysis/daily.ts";
import { deepestOf } from "../runs/analysis/drawdowns.ts";
import { ratio, sharpeOf } from "../runs/analysis/measure.ts";
import { moments, sum as sumOf } from "../runs/analysis/statistics.ts";

/** Null = undefined: there is no day, or no risk. */
export interface BookFigures {
  readonly first: number | null;
  readonly last: number | null;
  /** Net, and option and hedge P&L less it. */
  readonly pnl: number;
  readonly costs: number;
  /** Mean net P&L and deviation a year. */
  readonly yearly: number | null;
  readonly vol: number | null;
  readonly sharpe: number | null;
  readonly maxDrawdown: number | null;
  readonly drawdownFrom: number | null;
  readonly drawdownTrough: number | null;
  /** The month (12 · year + month − 1) with the least net P&L, the first of equal ones. */
  readonly worstMonth: number | null;
  readonly worstMonthPnl: number | null;
  /** Strikes held, on an average day: sizes of the assets' exposures summed, and with their signs. */
  readonly gross: number | null;
  readonly net: number | null;
  /** The largest gross exposure, and its first day. */
  readonly mostGross: number | null;
  readonly mostGrossDay: number | null;
}

/** The figures of a part of a book: of its assets, by day (takeNetDays, sumBook), and of their sums. */
export function bookFigures(
  { flows, holdings, yearDays }: Daily,
  assetDays: readonly DaySums[],
): BookFigures {
  const { day, pnl } = flows;
  const moved = day.length === 0 ? undefined : moments(pnl);
  const fall = deepestOf(pnl);
  const made = sumOf(pnl);
  const months = new Map<number, number>();
  for (let i = 0, month = 0, next = -Infinity; i < day.length; i++) {
    if (day[i]! >= next) {
      month = monthOfDay(day[i]!);
      next = firstDayOfMonth(month + 1);
    }
    months.set(month, (months.get(month) ?? 0) + pnl[i]!);
  }
  const [worstMonth, worstMonthPnl] = [...months]
    .reduce((worst, month) => month[1] < worst[1] ? month : worst, [null, Infinity] as Month);
  const sizes = sizesByDay(assetDays);
  let sum = 0, days = 0, most = -Infinity, mostDay = 0;
  for (let at = 0; at < sizes.size.length; at++) {
    const size = sizes.size[at]!;
    if (size !== size) continue;
    days++;
    sum += size;
    if (size <= most) continue;
    most = size;
    mostDay = sizes.first + at;
  }
  return {
    ...{ first: holdings.day[0] ?? null, last: holdings.day.at(-1) ?? null },
    pnl: made,
    costs: sumOf(flows.opnl) + sumOf(flows.hpnl) - made,
    sharpe: moved === undefined ? null : sharpeOf(pnl, yearDays, moved),
    yearly: moved === undefined ? null : moved.mean * yearDays,
    vol: moved === undefined ? null : moved.sd * Math.sqrt(yearDays),
    maxDrawdown: moved === undefined ? null : fall?.depth ?? 0,
    drawdownFrom: fall === undefined ? null : day[Math.max(fall.from, 0)]!,
    drawdownTrough: fall === undefined ? null : day[fall.trough]!,
    worstMonth,
    worstMonthPnl: worstMonth === null ? null : worstMonthPnl,
    gross: days === 0 ? null : sum / days,
    net: ratio(sumOf(holdings.weight), holdings.day.length),
    mostGross: days === 0 ? null : most,
    mostGrossDay: days === 0 ? null : mostDay,
  };
}

/** Sizes of the assets' exposures by day, from a first one on; NaN = nothing is held. */
function sizesByDay(assetDays: readonly DaySums[]) {
  const own = assetDays.filter(({ day }) => day.length > 0);
  const first = own.reduce((least, { day }) => Math.min(least, day[0]!), Infinity);
  const last = own.reduce((most, { day }) => Math.max(most, day.at(-1)!), -Infinity);
  const size = new Float64Array(own.length === 0 ? 0 : last - first + 1).fill(NaN);
  for (const { day, weight } of own) {
    for (let i = 0; i < day.length; i++) {
      const at = day[i]! - first, before = size[at]!;
      size[at] = (before === before ? before : 0) + Math.abs(weight[i]!);
    }
  }
  return { first, size };
}

/** A month and its P&L. */
type Month = [number | null, number];
