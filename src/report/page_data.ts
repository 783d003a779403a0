/**
 * What a report's page is given: texts and figures as JSON, long columns as packed integers
 * (packed.ts). The program fills it, the page draws it; both are checked against this file.
 */
import type { PathAdded } from "../runs/analysis/aggregates.ts";
import type { TopicColumn } from "../runs/analysis/topic.ts";
import type { Figures, FigureSpec } from "../runs/figures.ts";
import type { BookFigures } from "../book/figures.ts";
import type { BookArguments, RunFacts } from "../runs/facts.ts";
import type { PackedColumn } from "./packed.ts";

export interface PageData {
  readonly kind: "run";
  /** The run file's name. */
  readonly title: string;
  /** What was run, by which rules, and the day on which the page was made. */
  readonly subtitle: string;
  readonly facts: RunFacts;
  /** It is a book: P&L is net, all shares are of aum, and there are no straddles. */
  readonly isBook?: true;
  /** The options that name the run's inputs, word by word; empty = the program finds them itself. */
  readonly inputs: readonly string[];
  /** Whether a weekend's P&L counts to the next weekday (the usual), days are calendar days or weeks. */
  readonly days: "weekdays" | "calendar" | "weeks";
  /** Where a weekend's time decay is; missing = on its Monday. */
  readonly theta?: "spread";
  /** The book that the scopes' book figures are of; missing = they are of none. */
  readonly book?: PageBook;
  /** The figures that it has, in order, and what each means. */
  readonly figures: readonly (FigureSpec & { readonly meaning: string })[];
  /** What stands in the tables that the page makes of days, by `summary --of`'s names. */
  readonly tables: Readonly<
    Record<PageTable, {
      /** The section's. */
      readonly title: string;
      readonly caption: string;
      readonly columns: readonly (TopicColumn & { readonly title: string })[];
    }>
  >;
  readonly assets: readonly PageAsset[];
  /** Components of schedules, like `N0_F3_25`, in order. */
  readonly schedules: readonly string[];
  /** The same as they stand in a straddle's text, like `|N|0|F|3|25|`. */
  readonly scheduleFields: readonly string[];
  /** What P&L of their straddles counts in sums. */
  readonly scheduleWeights: readonly number[];
  /** The whole run first, then classes, groups and assets, each in order of name. */
  readonly scopes: readonly Scope[];
  /** Figures by schedule component, in the order of `schedules`. */
  readonly scheduleFigures: readonly Figures[];
  readonly straddles: PageStraddles;
  readonly paths: PagePaths;
}

/** Every kind of page, each drawn by a program of its own (page/main.ts). */
export type AnyPageData = PageData | PairData;

/** Two runs beside each other; their straddles have but what figures of chosen days need. */
export interface PairData {
  readonly kind: "pair";
  readonly title: string;
  readonly subtitle: string;
  readonly runs: readonly [a: PageData, b: PageData];
  /** Where their straddles are not the same, by asset in order. */
  readonly assets: readonly PairAsset[];
}

/** The straddles of an asset in two runs; P&L weighted, b less a where both have it. */
export interface PairAsset {
  readonly name: string;
  readonly both: number;
  /** How many of these have not the same P&L, and what that makes. */
  readonly changed: number;
  readonly change: number;
  readonly onlyA: number;
  readonly pnlOnlyA: number;
  readonly onlyB: number;
  readonly pnlOnlyB: number;
}

export type PageTable =
  | "periods"
  | "sharpe"
  | "recovery"
  | "regimes"
  | "concentration"
  | "fellows"
  | "extremes"
  | "sides";

export interface PageAsset {
  readonly name: string;
  /** Empty when the run does not tell and no asset table was given. */
  readonly class: string;
  readonly group: string;
  /** The unit of its vols: percent a year, of swaptions basis points. */
  readonly volUnit: "%" | "bp";
  /** Decimals that the asset's prices are packed with: price = packed / 10^decimals. */
  readonly priceDecimals: number;
}

/** Where a book's size comes from: the options, the asset table, or nowhere. */
export type AumSource = "given" | "table" | "stated";

/** The book that a run would have made, or the one that the page is of. */
export interface PageBook extends BookArguments {
  readonly aumFrom: AumSource;
  /** Nobody chose the weights. */
  readonly chosen: boolean;
  /** Whether the run has costs; without, net is gross. */
  readonly hasCosts: boolean;
  /** Straddles without a weight, since nothing was known of their asset. */
  readonly unknown: number;
}

/** A book with its figures, in the order of the page's scopes. */
export interface BookParts {
  readonly book: PageBook;
  readonly figures: readonly BookFigures[];
}

/** A part of the run that the charts can show. */
export interface Scope {
  readonly kind: "total" | "class" | "group" | "asset";
  readonly name: string;
  readonly figures: Figures;
  /** What the book made of this part. */
  readonly book?: BookFigures;
  /** The deepest drawdowns, deepest first, exact, at most ten; none overlap. */
  readonly drawdowns: readonly PageDrawdown[];
  readonly series: PageSeries;
  /** What is held, whatever its side, summed over days. */
  readonly weight: number;
  /** P&L by month, from the run's first month on; null = no day with a value. */
  readonly months: { readonly first: number; readonly pnl: PackedColumn };
  /** Of a book with both: a line each for long and short, as `summary --of sides` has it. */
  readonly sides?: readonly (readonly (number | string | null)[])[];
  /** Counts of daily P&L in `counts.length` bins of equal width from `from` on; exact. */
  readonly histogram: {
    readonly from: number;
    readonly width: number;
    readonly counts: readonly number[];
  };
}

export interface PageDrawdown {
  readonly depth: number;
  readonly from: number;
  readonly trough: number;
  /** The day of recovery; null = not yet. */
  readonly to: number | null;
}

/**
 * Cumulative P&L by day, or by week where all days of all scopes would be too many for a file to be
 * mailed: a week's point is its last day with a value.
 */
export interface PageSeries {
  readonly step: "day" | "week";
  readonly day: PackedColumn;
  readonly pnl: PackedColumn;
  readonly opnl: PackedColumn;
  /** Of a book only: a run's is what the options leave of the P&L. */
  readonly hpnl?: PackedColumn;
  readonly held: PageHoldings;
  /** The regime of each point, as `summary --of regimes` has them (its position there). */
  readonly regime: PackedColumn;
  /** What the run's switches added, on the same days. */
  readonly added: Readonly<Partial<Record<AddedName, PackedColumn>>>;
}

/** What was held since the point before: days with a value, and sums over them. */
export interface PageHoldings {
  readonly days: PackedColumn;
  readonly live: PackedColumn;
  /** Of the live straddles' weights. */
  readonly weight: PackedColumn;
  /** Live straddles with a vol, the sum of it, and of mv; of series by day only. */
  readonly vols?: PackedColumn;
  readonly vol?: PackedColumn;
  readonly mv?: PackedColumn;
}

/**
 * What switches add to a run: flows, which are added up from the first day on, levels, which stand on
 * a day, both weighted, and a count of straddles with a value. By the run's column.
 */
export const ADDED_SERIES = [
  { name: "theta", column: "pnl_theta", kind: "flow" },
  { name: "gamma", column: "pnl_gamma", kind: "flow" },
  { name: "vega", column: "pnl_vega", kind: "flow" },
  { name: "open", column: "pnl_delta", kind: "flow" },
  { name: "optionCost", column: "cost_option", kind: "flow" },
  { name: "hedgeCost", column: "cost_hedge", kind: "flow" },
  { name: "net", column: "net", kind: "flow" },
  { name: "live", column: "mv", kind: "count" },
  { name: "netDelta", column: "delta", kind: "level" },
  { name: "netGamma", column: "gamma", kind: "level" },
  { name: "netVega", column: "vega", kind: "level" },
] as const;
export type AddedName = (typeof ADDED_SERIES)[number]["name"];

/** One row a straddle, in the order of the run. */
export interface PageStraddles {
  readonly count: number;
  /** Position in `assets`. */
  readonly asset: PackedColumn;
  /** Position in `schedules`. */
  readonly schedule: PackedColumn;
  /** Expiry month: 12 · year + month - 1. */
  readonly month: PackedColumn;
  /** Days since 1970-01-01. */
  readonly entry: PackedColumn;
  readonly expiry: PackedColumn;
  /** Implied vol at entry, percent. */
  readonly vol: PackedColumn;
  /** Realised vol until expiry, percent; of swaptions, as their vol, basis points. */
  readonly realised: PackedColumn;
  /** First strike, packed as the asset's prices are (`priceDecimals`). */
  readonly strike: PackedColumn;
  /** Unweighted, as shares of the strike. */
  readonly pnl: PackedColumn;
  readonly opnl: PackedColumn;
}

/** The daily paths of some straddles, one after the other; those with the largest |P&L| of each asset. */
export interface PagePaths {
  /** Position in `straddles`, rising. */
  readonly straddle: PackedColumn;
  /** Rows of each. */
  readonly length: PackedColumn;
  /** Columns over all rows of all paths. */
  readonly day: PackedColumn;
  /** First hedge price, packed with the asset's `priceDecimals`. */
  readonly price: PackedColumn;
  readonly vol: PackedColumn;
  readonly mv: PackedColumn;
  readonly pnl: PackedColumn;
  readonly opnl: PackedColumn;
  /** Where the run has them. */
  readonly added: Readonly<Partial<Record<PathAdded, PackedColumn>>>;
}
