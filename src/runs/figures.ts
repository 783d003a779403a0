/**
 * The figures of a run or of a part of it, and what each is called (figure_meanings.ts says what it
 * means). The summary's columns and the report's labels both come from here.
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
}

/** All figures in the order of the summary's columns. */
export const FIGURES: readonly FigureSpec[] = [
  { key: "first", column: "first", label: "First day", kind: "day" },
  { key: "last", column: "last", label: "Last day", kind: "day" },
  { key: "days", column: "days", label: "Days", kind: "count" },
  { key: "straddles", column: "straddles", label: "Straddles", kind: "count" },
  { key: "entriesAMonth", column: "entries_a_month", label: "Entries a month", kind: "number" },
  { key: "exitsAMonth", column: "exits_a_month", label: "Exits a month", kind: "number" },
  { key: "live", column: "live", label: "Live straddles", kind: "number" },
  { key: "held", column: "held", label: "Strikes held", kind: "number" },
  { key: "vol", column: "vol", label: "Implied vol", kind: "number" },
  { key: "mv", column: "mv", label: "Value held", kind: "pnl" },
  { key: "pnl", column: "pnl", label: "P&L", kind: "pnl" },
  { key: "opnl", column: "opnl", label: "Option P&L", kind: "pnl" },
  { key: "hpnl", column: "hpnl", label: "Hedge P&L", kind: "pnl" },
  { key: "mean", column: "mean", label: "Mean a day", kind: "pnl" },
  { key: "sd", column: "sd", label: "Deviation a day", kind: "pnl" },
  { key: "sharpe", column: "sharpe", label: "Sharpe ratio", kind: "ratio" },
  { key: "sortino", column: "sortino", label: "Sortino ratio", kind: "ratio" },
  { key: "calmar", column: "calmar", label: "Calmar ratio", kind: "ratio" },
  { key: "maxDrawdown", column: "max_drawdown", label: "Maximum drawdown", kind: "pnl" },
  { key: "drawdownFrom", column: "drawdown_from", label: "Drawdown from", kind: "day" },
  { key: "drawdownTrough", column: "drawdown_trough", label: "Drawdown trough", kind: "day" },
  { key: "drawdownTo", column: "drawdown_to", label: "Recovered on", kind: "day" },
  { key: "hitRatio", column: "hit_ratio", label: "Hit ratio", kind: "share" },
  { key: "skew", column: "skew", label: "Skew", kind: "ratio" },
  { key: "worst", column: "worst", label: "Worst day", kind: "pnl" },
  { key: "worstDay", column: "worst_day", label: "Worst day's date", kind: "day" },
  { key: "var95", column: "var95", label: "VaR 95 %", kind: "pnl" },
  { key: "cvar95", column: "cvar95", label: "CVaR 95 %", kind: "pnl" },
  { key: "var99", column: "var99", label: "VaR 99 %", kind: "pnl" },
  { key: "cvar99", column: "cvar99", label: "CVaR 99 %", kind: "pnl" },
  { key: "winRate", column: "win_rate", label: "Win rate", kind: "share" },
  { key: "meanStraddle", column: "mean_straddle", label: "Mean a straddle", kind: "pnl" },
];

/** P&L, and risk in terms of it, but that of a straddle. */
const OF_STRIKES: readonly (keyof Figures)[] = [
  ...["mv", "pnl", "opnl", "hpnl", "mean", "sd", "maxDrawdown", "worst"] as const,
  ...["var95", "cvar95", "var99", "cvar99"] as const,
];

/**
 * The figures with P&L and risk per live straddle, each counted at its weight: what one strike's worth
 * of straddles, held all along, would have made. A sum over all straddles is a percent of nothing
 * (BK-5). Nothing else changes; with nothing held they stay.
 */
export function perStraddle(figures: Figures): Figures {
  const { held, live } = figures;
  if (!held) return figures;
  const over = (key: keyof Figures) => key === "mv" ? live! : held;
  const scaled = OF_STRIKES.flatMap((key) => {
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
