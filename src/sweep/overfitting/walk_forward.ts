/**
 * W-4: a variant is chosen by the years before, and scored on the year that nobody knew. What a
 * straddle makes counts to the month of its entry; those entered in the last 92 days before the year
 * are left out, since they may still live in it.
 *
 * Sources: R. Pardo, "The Evaluation and Optimization of Trading Strategies", 2nd ed., 2008, chapter
 * 11; the embargo: M. López de Prado, "Advances in Financial Machine Learning", 2018, section 7.4.2.
 */
import { firstDayOfMonth, lastDayOfMonth, monthOf, yearOfMonth } from "../../base/calendar.ts";
import { quantile } from "../../runs/analysis/statistics.ts";
import { largestAt } from "./largest_at.ts";

/** No straddle lives longer: it is entered two months before the month of its expiry at most. */
const EMBARGO_DAYS = 92;
/** The first nine months of a single year: fewer do not make a choice. */
const LEAST_MONTHS = 9;

/** P&L of variants by month of entry; all months between the first and the last, 0 = nothing entered. */
export interface EntryMatrix {
  readonly variants: number;
  readonly firstMonth: number;
  readonly months: number;
  /** Of a variant all months, then of the next. */
  readonly pnl: Float64Array;
}

export interface WalkYear {
  readonly year: number;
  /** Months of entry by which the choice was made. */
  readonly months: number;
  /** The chosen variant's position. */
  readonly chosen: number;
  /** Sharpe ratios a year: where it was chosen, then in the year itself, and the median of all there. */
  readonly before: number;
  readonly sharpe: number;
  readonly median: number;
  readonly pnl: number;
  /** Share of the other variants that did worse in the year, those as good counted half. */
  readonly rank: number;
}

export interface WalkForward {
  readonly years: readonly WalkYear[];
  /** Months of all years in a row, and the P&L of what was chosen for each. */
  readonly firstMonth: number;
  readonly pnl: Float64Array;
  /** Its Sharpe ratio a year. */
  readonly sharpe: number;
  /** The variant that was best over the same months, as one knows afterwards. */
  readonly hindsight: {
    readonly chosen: number;
    readonly sharpe: number;
    readonly pnl: Float64Array;
  };
  /** Median of all variants' Sharpe ratios over the same months, and the mean of their P&L. */
  readonly median: number;
  readonly average: Float64Array;
}

/** Undefined = there is no year with enough months before it. */
export function walkForward(matrix: EntryMatrix): WalkForward | undefined {
  const { variants, firstMonth, months, pnl } = matrix;
  const after = firstMonth + months;
  const years: WalkYear[] = [];
  const parts: Float64Array[] = [];
  for (let year = yearOfMonth(firstMonth) + 1; monthOf(year, 1) < after; year++) {
    const begin = monthOf(year, 1), end = Math.min(begin + 12, after);
    let trained = 0;
    while (isBefore(firstMonth + trained, begin)) trained++;
    if (trained < LEAST_MONTHS) continue;
    const before = sharpesOf(matrix, 0, trained);
    const sharpes = sharpesOf(matrix, begin - firstMonth, end - firstMonth);
    const chosen = largestAt(before);
    const own = pnl.subarray(chosen * months, (chosen + 1) * months)
      .subarray(begin - firstMonth, end - firstMonth);
    parts.push(own);
    years.push({
      year,
      months: trained,
      chosen,
      before: before[chosen]!,
      sharpe: sharpes[chosen]!,
      median: median(sharpes),
      pnl: own.reduce((sum, x) => sum + x, 0),
      rank: shareBelow(sharpes, chosen),
    });
  }
  if (years.length === 0 || variants === 0) return undefined;
  const start = monthOf(years[0]!.year, 1);
  const all = sharpesOf(matrix, start - firstMonth, months);
  const best = largestAt(all);
  const joined = Float64Array.from(parts.flatMap((part) => [...part]));
  return {
    years,
    firstMonth: start,
    pnl: joined,
    sharpe: sharpeOf(joined),
    hindsight: {
      chosen: best,
      sharpe: all[best]!,
      pnl: pnl.slice(best * months + start - firstMonth, (best + 1) * months),
    },
    median: median(all),
    average: averageOf(matrix, start - firstMonth),
  };
}

/** The mean P&L of all variants by month, from a month on. */
function averageOf({ variants, months, pnl }: EntryMatrix, from: number): Float64Array {
  const mean = new Float64Array(months - from);
  for (let i = 0; i < variants; i++) {
    for (let m = from; m < months; m++) mean[m - from]! += pnl[i * months + m]! / variants;
  }
  return mean;
}

/** Whether straddles entered in a month are over, for sure, before another month begins. */
function isBefore(entry: number, month: number): boolean {
  return lastDayOfMonth(entry) + EMBARGO_DAYS < firstDayOfMonth(month);
}

/** The Sharpe ratios of all variants over some months. */
function sharpesOf({ variants, months, pnl }: EntryMatrix, from: number, to: number) {
  return Float64Array.from(
    { length: variants },
    (_, i) => sharpeOf(pnl.subarray(i * months + from, i * months + to)),
  );
}

/** mean · 12 / (sd · √12) of P&L by month; 0 of one that never changes. */
function sharpeOf(pnl: Float64Array): number {
  const n = pnl.length;
  let mean = 0, square = 0, largest = 0;
  for (let i = 0; i < n; i++) mean += pnl[i]! / n;
  for (let i = 0; i < n; i++) {
    square += (pnl[i]! - mean) ** 2;
    largest = Math.max(largest, Math.abs(pnl[i]!));
  }
  const sd = Math.sqrt(square / n);
  return sd > 1e-10 * largest ? mean / sd * Math.sqrt(12) : 0;
}

function median(values: Float64Array): number {
  return quantile(values.toSorted(), 0.5);
}

function shareBelow(values: Float64Array, at: number): number {
  let below = 0, equal = 0;
  for (const value of values) {
    if (value < values[at]!) below++;
    else if (value === values[at]) equal++;
  }
  return values.length === 1 ? 1 : (below + (equal - 1) / 2) / (values.length - 1);
}
