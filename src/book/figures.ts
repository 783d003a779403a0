/**
 * What a book of a stated size made, net, and with which risk: figures of its daily P&L and of what it
 * held. Shares are of aum and not compounded (BK-3); money is a share times aum.
 */
import { monthOfDay } from "../base/calendar.ts";
import type { RunAggregates } from "../runs/analysis/aggregates.ts";
import type { Part } from "../runs/analysis/parts.ts";

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

/** The figures of a part of a book that was summed as runs are (bookAsRun, sumBook). */
export function bookFigures(
  { figures, daily: { flows, yearDays } }: Part,
  { assets, assetDays }: RunAggregates,
  isIn: (asset: string) => boolean,
): BookFigures {
  const { first, last, pnl, opnl, hpnl, mean, sd, sharpe, maxDrawdown } = figures;
  const { drawdownFrom, drawdownTrough, held } = figures;
  const months = new Map<number, number>();
  flows.day.forEach((day, i) => {
    const month = monthOfDay(day);
    months.set(month, (months.get(month) ?? 0) + flows.pnl[i]!);
  });
  const [worstMonth, worstMonthPnl] = [...months]
    .reduce((worst, month) => month[1] < worst[1] ? month : worst, [null, Infinity] as Month);
  const sizes = sizesByDay(assets, assetDays, isIn);
  let sum = 0, days = 0, most = -Infinity, mostDay = 0;
  sizes.size.forEach((size, at) => {
    if (Number.isNaN(size)) return;
    days++;
    sum += size;
    if (size > most) [most, mostDay] = [size, sizes.first + at];
  });
  return {
    ...{ first, last, pnl, costs: opnl + hpnl - pnl, sharpe },
    yearly: mean === null ? null : mean * yearDays,
    vol: sd === null ? null : sd * Math.sqrt(yearDays),
    ...{ maxDrawdown, drawdownFrom, drawdownTrough },
    worstMonth,
    worstMonthPnl: worstMonth === null ? null : worstMonthPnl,
    gross: days === 0 ? null : sum / days,
    net: held,
    mostGross: days === 0 ? null : most,
    mostGrossDay: days === 0 ? null : mostDay,
  };
}

/** Sizes of the assets' exposures by day, from a first one on; NaN = nothing is held. */
function sizesByDay(
  assets: readonly string[],
  assetDays: RunAggregates["assetDays"],
  isIn: (asset: string) => boolean,
) {
  const own = assetDays.filter(({ day }, i) => isIn(assets[i]!) && day.length > 0);
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
