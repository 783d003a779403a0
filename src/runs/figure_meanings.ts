/** What the figures of a run mean, with formula and source, for `--explain` and the page. */
import type { Figures } from "./figures.ts";

export const MEANINGS: Readonly<Record<keyof Figures, string>> = {
  first: "First day with a value",
  last: "Last day with a value",
  days:
    "Weekdays from the first to the last; idle ones have a P&L of zero (--idle skip leaves them out), " +
    "those with unknown P&L are left out. A weekend's P&L counts to the Monday after it, in a new " +
    "year or month too (--days calendar leaves it on its days)",
  straddles: "Straddles that have a value",
  entriesAMonth: "Straddles entered, divided by the months from the first to the last day",
  exitsAMonth: "Straddles expired, divided by the months from the first to the last day",
  live: "Live straddles on a day, on average",
  held: "Sum of the weights of the live straddles, on average: P&L over it is per live straddle",
  vol: "Mean implied vol, in percent, over straddles and days",
  mv: "Sum of mv over the live straddles, unweighted, on average",
  pnl:
    "Sum of pnl times weight; a weight is the schedule's percent, or 1. For the whole run people are " +
    "shown it, and all P&L but that of a straddle, per live straddle: over the strikes held",
  opnl: "Sum of opnl times weight",
  hpnl: "Sum of hpnl times weight",
  mean: "Mean of the daily P&L",
  sd: "Standard deviation of the daily P&L, over the whole population of days",
  sharpe: "mean * 252 / (sd * sqrt(252)), without a riskless rate (Sharpe 1994, eq. 6)",
  sortino:
    "mean * 252 / (dd * sqrt(252)), dd the root of the mean of min(P&L, 0)^2 (Sortino & Price 1994)",
  calmar: "mean * 252 / maximum drawdown, over the whole run (Young 1991 takes 36 months)",
  maxDrawdown:
    "Largest fall of the cumulative P&L, which starts at 0, from its highest point so far",
  drawdownFrom: "Day of the high before it, or first day",
  drawdownTrough: "Day of its lowest point",
  drawdownTo: "First day back at the high; – not yet",
  hitRatio: "Share of days with a P&L above 0",
  skew: "Third central moment over sd^3 of the daily P&L (Joanes & Gill 1998, g1)",
  worst: "Smallest daily P&L",
  worstDay: "The first day with that P&L",
  var95: "Minus the 5 % quantile of the daily P&L (Hyndman & Fan 1996, definition 7)",
  cvar95: "Minus the mean of the days at or below that quantile (Acerbi & Tasche 2002, eq. 3.3)",
  var99: "Minus the 1 % quantile of the daily P&L",
  cvar99: "Minus the mean of the days at or below that quantile",
  winRate: "Share of the straddles whose P&L is known with one above 0",
  meanStraddle: "Mean unweighted P&L of a straddle, as a share of its strike",
};
