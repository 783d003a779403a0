/** The columns of the sections' tables (sections.ts makes them): what each is, with formula and source. */
import { column, type TopicColumn } from "../topic.ts";

export const SECTION_COLUMNS = {
  periods: [
    column("length", "count", "Days in a row that are held: weekdays, with --days weeks weeks"),
    column("windows", "count", "How many such stretches there are; they overlap"),
    column("least", "pnl", "Smallest P&L of a stretch"),
    column("median", "pnl", "Median P&L (Hyndman & Fan 1996, definition 7)"),
    column("greatest", "pnl", "Largest P&L of a stretch"),
    column("below_zero", "share", "Share of the stretches with a P&L below 0"),
  ],

  sharpe: [
    column("days", "count", "T, the days of the daily P&L (with --days weeks: the weeks)"),
    column(
      "sharpe",
      "ratio",
      "mean * 252 / (sd * sqrt(252)), without a riskless rate (52 of weeks)",
    ),
    column("skew", "ratio", "g3, third central moment over sd^3 (Joanes & Gill 1998, g1)"),
    column("kurtosis", "ratio", "g4, fourth central moment over sd^4; 3 for a normal distribution"),
    column(
      "se_normal",
      "ratio",
      "Standard error if days were independent and normal: sqrt(252 * (1 + SR^2 / 2) / T), SR the " +
        "ratio a day (Lo 2002, eq. 9)",
    ),
    column(
      "se",
      "ratio",
      "Standard error with skew and kurtosis: sqrt(252 * (1 - g3 * SR + (g4 - 1) / 4 * SR^2) / (T - 1)) " +
        "(Mertens 2002; Opdyke 2007; T - 1 as Bailey & López de Prado 2012)",
    ),
    column(
      "above_zero",
      "share",
      "Probability that the true ratio is above 0: the normal distribution at sharpe / se (the " +
        "probabilistic Sharpe ratio of Bailey & López de Prado 2012, with SR* = 0)",
    ),
  ],

  recovery: [
    column(
      "at_least",
      "share",
      "Only the falls of the cumulative P&L (which starts at 0) that are as deep, as a share of the " +
        "deepest; 0 = all",
    ),
    column("drawdowns", "count", "How many there are; none overlap"),
    column("longest", "count", "Calendar days from the high to the first day back at it, at most"),
    column("median", "count", "Median of these days, over those that recovered"),
    column("never", "share", "Share that had not recovered by the last day"),
    column(
      "open",
      "count",
      "Calendar days since the high of the one that has not; - there is none",
    ),
  ],

  drawdowns: [
    column("rank", "count", "1 = the deepest"),
    column("depth", "pnl", "How far the cumulative P&L, which starts at 0, fell from its high"),
    column("peak", "day", "Day of the high, or first day"),
    column("trough", "day", "Day of the lowest point"),
    column("recovery", "day", "First day back at the high; - not yet"),
    column("days_down", "count", "Calendar days from the high to the lowest point"),
    column("days_to_recover", "count", "Calendar days from the lowest point to the recovery"),
  ],

  regimes: [
    column(
      "regime",
      "text",
      "low, middle, high: the third of all days so far in which the day before stood with its mean " +
        "implied vol: by (days below + half of the equal ones) / days, an expanding window; unknown " +
        "until 252 days (52 weeks) had a vol",
    ),
    column("days", "count", "Days of P&L"),
    column("vol", "number", "Mean implied vol of the days before them"),
    column("pnl", "pnl", "Their P&L: the lines add up to the whole"),
    column("mean", "pnl", "Mean of the daily P&L"),
    column("sharpe", "ratio", "mean * 252 / (sd * sqrt(252)) of these days"),
    column("hit_ratio", "share", "Share of the days with a P&L above 0"),
    column("straddles", "count", "Straddles entered on such a day; - of a book, which knows none"),
  ],

  concentration: [
    column(
      "of",
      "text",
      "weight held: |weight| summed over days; size of P&L: |P&L| of each asset; P&L: of each asset, " +
        "gains and losses",
    ),
    column("assets", "count", "Assets that have some"),
    column(
      "top10",
      "share",
      "Share of the ten assets with most of it; of the P&L above 100 % where the others lose, and - " +
        "where all of it is no gain",
    ),
    column("top20", "share", "The same of twenty assets"),
    column("herfindahl", "ratio", "Sum of w^2, w an asset's share; 1 = all in one; of sizes only"),
    column("effective", "number", "1 / Sum of w^2: so many equal assets would be as concentrated"),
  ],

  /** What the matrix has beside a column a part. */
  matrix: [
    column(
      "part",
      "text",
      "A class, group or asset; its line has the correlation of its daily P&L with each other's " +
        "(Pearson), over the days that both have; - fewer than 20 days, or nothing moves",
    ),
  ],

  fellows: [
    column("fellow", "text", "Another asset, the one that moves most alike first"),
    column("class", "text", "Its class"),
    column(
      "correlation",
      "ratio",
      "Of the daily P&L of both, over the days that both have (Pearson)",
    ),
    column("days", "count", "Days that both have, at least 20"),
  ],

  rolling: [
    column("date", "day", "Last day of the window of 252 days (52 weeks): none before it is full"),
    column("hit_ratio", "share", "Share of the window's days with a P&L above 0"),
    column("vol", "pnl", "sd * sqrt(252) of the window's P&L, sd over the whole window"),
    column("sharpe", "ratio", "mean * 252 / (sd * sqrt(252)) of the window"),
  ],

  extremes: [
    column("rank", "count", "1 = the worst and the best; of equal days the earlier"),
    column(
      "worst_day",
      "day",
      "Day of the rank's smallest P&L (with --days weeks the week's Friday)",
    ),
    column("worst", "pnl", "Its P&L"),
    column("best_day", "day", "Day of the rank's largest P&L"),
    column("best", "pnl", "Its P&L"),
  ],

  sides: [
    column(
      "side",
      "text",
      "long or short. Of a book: the days on which an asset's exposure is above or below 0, its " +
        "straddles together; of a run the side that it was made for (--side)",
    ),
    column("days", "count", "Days from the first to the last on which the side is held"),
    column("held", "number", "Mean exposure: weights of the live straddles, summed, by day"),
    column(
      "pnl",
      "pnl",
      "P&L of the side: of a book net, of a run before costs, a short one's turned",
    ),
    column("mean", "pnl", "Mean of the daily P&L"),
    column("sd", "pnl", "Standard deviation of the daily P&L"),
    column("sharpe", "ratio", "mean * 252 / (sd * sqrt(252)) (52 of weeks)"),
    column("max_drawdown", "pnl", "Largest fall of the cumulative P&L, which starts at 0"),
    column("hit_ratio", "share", "Share of the days with a P&L above 0"),
  ],

  entries: [
    column("date", "day", "Day of the event, in the month that is asked for"),
    column(
      "event",
      "text",
      "entry or expiry; a straddle that does both in the month has two lines",
    ),
    column("asset", "text", "The straddle's asset"),
    column("straddle", "text", "The straddle, as the run has it"),
    column("entry", "day", "Its first day with a value"),
    column("expiry", "day", "Its expiry day"),
    column("strike", "number", "Its (first) strike"),
    column("vol", "number", "Implied vol at entry, as the run has it"),
    column("weight", "number", "The schedule's percent over 100, or 1: what weighted_pnl is times"),
    column("pnl", "pnl", "P&L of all its days that the run has"),
    column("weighted_pnl", "pnl", "pnl times weight"),
  ],
} as const satisfies Readonly<Record<string, readonly TopicColumn[]>>;
