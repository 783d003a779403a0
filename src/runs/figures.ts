/**
 * The figures of a run or of a part of it: what each is called, what it means, and where its formula
 * comes from. The summary's columns and the report's labels both come from here.
 */

import type { DayRule } from "./analysis/daily.ts";

/** How a figure is to be read. */
export type FigureKind = "day" | "count" | "pnl" | "ratio" | "share" | "number";

/**
 * The figures; null = undefined (a ratio without a denominator, a drawdown that has not recovered).
 * Days are counted since 1970-01-01; P&L is a share of the strike times the straddles' weights.
 */
export interface Figures {
  readonly first: number | null;
  readonly last: number | null;
  readonly days: number;
  readonly straddles: number;
  readonly entriesAMonth: number | null;
  readonly exitsAMonth: number | null;
  readonly live: number | null;
  /** Strikes held: weights of the live straddles, summed, on an average day. */
  readonly held: number | null;
  readonly vol: number | null;
  readonly mv: number | null;
  readonly pnl: number;
  readonly opnl: number;
  readonly hpnl: number;
  readonly mean: number | null;
  readonly sd: number | null;
  readonly sharpe: number | null;
  readonly sortino: number | null;
  readonly calmar: number | null;
  readonly maxDrawdown: number | null;
  readonly drawdownFrom: number | null;
  readonly drawdownTrough: number | null;
  readonly drawdownTo: number | null;
  readonly hitRatio: number | null;
  readonly skew: number | null;
  readonly worst: number | null;
  readonly worstDay: number | null;
  readonly var95: number | null;
  readonly cvar95: number | null;
  readonly var99: number | null;
  readonly cvar99: number | null;
  readonly winRate: number | null;
  readonly meanStraddle: number | null;
}

export interface FigureSpec {
  readonly key: keyof Figures;
  /** Its column in tables. */
  readonly column: string;
  readonly label: string;
  readonly kind: FigureKind;
  /** What it is, with the formula and its source. */
  readonly meaning: string;
}

/** All figures in the order of the summary's columns. */
export const FIGURES: readonly FigureSpec[] = [
  figure("first", "first", "First day", "day", "First day with a value"),
  figure("last", "last", "Last day", "day", "Last day with a value"),
  figure(
    "days",
    "days",
    "Days",
    "count",
    "Weekdays from the first to the last; idle ones have a P&L of zero (--idle skip leaves them out), " +
      "those with unknown P&L are left out. A weekend's P&L counts to the Monday after it, in a new " +
      "year or month too (--days calendar leaves it on its days)",
  ),
  figure("straddles", "straddles", "Straddles", "count", "Straddles that have a value"),
  figure(
    "entriesAMonth",
    "entries_a_month",
    "Entries a month",
    "number",
    "Straddles entered, divided by the months from the first to the last day",
  ),
  figure(
    "exitsAMonth",
    "exits_a_month",
    "Exits a month",
    "number",
    "Straddles expired, divided by the months from the first to the last day",
  ),
  figure("live", "live", "Live straddles", "number", "Live straddles on a day, on average"),
  figure(
    "held",
    "held",
    "Strikes held",
    "number",
    "Sum of the weights of the live straddles, on average: P&L over it is per live straddle",
  ),
  figure(
    "vol",
    "vol",
    "Implied vol",
    "number",
    "Mean implied vol, in percent, over straddles and days",
  ),
  figure(
    "mv",
    "mv",
    "Value held",
    "pnl",
    "Sum of mv over the live straddles, unweighted, on average",
  ),
  figure(
    "pnl",
    "pnl",
    "P&L",
    "pnl",
    "Sum of pnl times weight; a weight is the schedule's percent, or 1. For the whole run people are " +
      "shown it, and all P&L but that of a straddle, per live straddle: over the strikes held",
  ),
  figure("opnl", "opnl", "Option P&L", "pnl", "Sum of opnl times weight"),
  figure("hpnl", "hpnl", "Hedge P&L", "pnl", "Sum of hpnl times weight"),
  figure("mean", "mean", "Mean a day", "pnl", "Mean of the daily P&L"),
  figure(
    "sd",
    "sd",
    "Deviation a day",
    "pnl",
    "Standard deviation of the daily P&L, over the whole population of days",
  ),
  figure(
    "sharpe",
    "sharpe",
    "Sharpe ratio",
    "ratio",
    "mean * 252 / (sd * sqrt(252)), without a riskless rate (Sharpe 1994, eq. 6)",
  ),
  figure(
    "sortino",
    "sortino",
    "Sortino ratio",
    "ratio",
    "mean * 252 / (dd * sqrt(252)), dd the root of the mean of min(P&L, 0)^2 (Sortino & Price 1994)",
  ),
  figure(
    "calmar",
    "calmar",
    "Calmar ratio",
    "ratio",
    "mean * 252 / maximum drawdown, over the whole run (Young 1991 takes 36 months)",
  ),
  figure(
    "maxDrawdown",
    "max_drawdown",
    "Maximum drawdown",
    "pnl",
    "Largest fall of the cumulative P&L, which starts at 0, from its highest point so far",
  ),
  figure(
    "drawdownFrom",
    "drawdown_from",
    "Drawdown from",
    "day",
    "Day of the high before it, or first day",
  ),
  figure("drawdownTrough", "drawdown_trough", "Drawdown trough", "day", "Day of its lowest point"),
  figure(
    "drawdownTo",
    "drawdown_to",
    "Recovered on",
    "day",
    "First day back at the high; – not yet",
  ),
  figure("hitRatio", "hit_ratio", "Hit ratio", "share", "Share of days with a P&L above 0"),
  figure(
    "skew",
    "skew",
    "Skew",
    "ratio",
    "Third central moment over sd^3 of the daily P&L (Joanes & Gill 1998, g1)",
  ),
  figure("worst", "worst", "Worst day", "pnl", "Smallest daily P&L"),
  figure("worstDay", "worst_day", "Worst day's date", "day", "The first day with that P&L"),
  figure(
    "var95",
    "var95",
    "VaR 95 %",
    "pnl",
    "Minus the 5 % quantile of the daily P&L (Hyndman & Fan 1996, definition 7)",
  ),
  figure(
    "cvar95",
    "cvar95",
    "CVaR 95 %",
    "pnl",
    "Minus the mean of the days at or below that quantile (Acerbi & Tasche 2002, eq. 3.3)",
  ),
  figure("var99", "var99", "VaR 99 %", "pnl", "Minus the 1 % quantile of the daily P&L"),
  figure(
    "cvar99",
    "cvar99",
    "CVaR 99 %",
    "pnl",
    "Minus the mean of the days at or below that quantile",
  ),
  figure(
    "winRate",
    "win_rate",
    "Win rate",
    "share",
    "Share of the straddles whose P&L is known with one above 0",
  ),
  figure(
    "meanStraddle",
    "mean_straddle",
    "Mean a straddle",
    "pnl",
    "Mean unweighted P&L of a straddle, as a share of its strike",
  ),
];

function figure(
  key: keyof Figures,
  column: string,
  label: string,
  kind: FigureKind,
  meaning: string,
): FigureSpec {
  return { key, column, label, kind, meaning };
}

/**
 * The figures with P&L and risk per live straddle, each counted at its weight: what one strike's worth
 * of straddles, held all along, would have made. A sum over all straddles is a percent of nothing
 * (BK-5). Nothing else changes; with nothing held they stay.
 */
export function perStraddle(figures: Figures): Figures {
  const { held, live } = figures;
  if (!held) return figures;
  const over = (key: keyof Figures) => key === "mv" ? live! : held;
  const scaled = FIGURES.filter(({ key, kind }) => kind === "pnl" && key !== "meanStraddle")
    .flatMap(({ key }) => {
      const value = figures[key];
      return value === null ? [] : [[key, value / over(key)]];
    });
  return { ...figures, ...Object.fromEntries(scaled) };
}

/** What percents of P&L are of. */
export const DENOMINATOR = {
  book: "aum, net of costs",
  run: "the strike, per live straddle at its weight",
  part: "the strike, summed over straddles at their weights",
} as const;

/** Its label; where weeks are summed, figures of days are of weeks. */
export function labelOf({ key, label, kind }: FigureSpec, days: DayRule["days"]): string {
  const ofDays = key === "days" || key === "worstDay" || kind === "pnl";
  return days === "weeks" && ofDays
    ? label.replace("Days", "Weeks").replace(/\bday\b/, "week")
    : label;
}

/** A book knows no straddles. */
const OF_STRADDLES: readonly (keyof Figures)[] = [
  "straddles",
  "entriesAMonth",
  "exitsAMonth",
  "winRate",
  "meanStraddle",
];

/** The figures of a run, or of a book. */
export function figuresOf(isBook: boolean): readonly FigureSpec[] {
  return isBook ? FIGURES.filter(({ key }) => !OF_STRADDLES.includes(key)) : FIGURES;
}
