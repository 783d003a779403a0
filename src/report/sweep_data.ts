/**
 * What a sweep's page is given: texts and figures as JSON, long columns as packed integers
 * (packed.ts). The program fills it, the page draws it; both are checked against this file. P&L of
 * all of it is per live straddle (BK-5), so that variants of other sizes can be compared.
 */
import type { FigureKind } from "../runs/figures.ts";
import type { ManifestInput } from "../runs/facts.ts";
import type { PackedColumn } from "./packed.ts";

export interface SweepPageData {
  readonly kind: "sweep";
  /** The sweep file's name. */
  readonly title: string;
  /** What was varied over what, and when the page was made. */
  readonly subtitle: string;
  readonly version: string;
  readonly pattern: string;
  readonly years: { readonly from: number; readonly to: number };
  /** The options of the base, word by word. */
  readonly base: readonly string[];
  readonly inputs: readonly ManifestInput[];
  readonly variants: number;
  /** What varies. */
  readonly axes: readonly SweepAxis[];
  /** What can be looked at, the Sharpe ratio that is judged first; columns hold a value a variant, NaN = none. */
  readonly measures: readonly SweepMeasure[];
  /** Variants that failed, from 0, and why. */
  readonly errors: readonly (readonly [variant: number, reason: string])[];
  readonly luck: SweepLuck;
  readonly walk?: SweepWalk;
  readonly curves: SweepCurves;
}

export interface SweepAxis {
  readonly name: string;
  /** Each value once, in the order of the variants; "" = the base's. */
  readonly values: readonly string[];
  /** Position in `values` by variant. */
  readonly column: PackedColumn;
}

export interface SweepMeasure {
  /** The column of a sweep's figure, or dsr, the deflated Sharpe ratio. */
  readonly key: string;
  readonly label: string;
  readonly kind: FigureKind;
  readonly meaning: string;
  /** Less of it is better. */
  readonly less: boolean;
  readonly values: PackedColumn;
}

/** W-2 and W-3. */
export interface SweepLuck {
  /** The measures by which variants are judged: net ones where any variant asks for costs or a side. */
  readonly judged: {
    readonly net: boolean;
    readonly sharpe: string;
    readonly pnl: string;
    readonly drawdown: string;
  };
  /** Variants that have a Sharpe ratio, those with the best and the worst one, from 0; -1 = none has. */
  readonly trials: number;
  readonly best: number;
  readonly worst: number;
  readonly luckySharpe: number;
  /** Missing = there are not two trials with enough days. */
  readonly splits?: SweepSplits;
}

export interface SweepSplits {
  readonly count: number;
  readonly pbo: number;
  readonly lossShare: number;
  readonly within: number;
  readonly without: number;
  /** Counts of logits in bins of equal width from `from` on, each with its upper end: none spans 0. */
  readonly logits: {
    readonly from: number;
    readonly width: number;
    readonly counts: readonly number[];
  };
  /** The variants that most splits chose, from 0, and how many did. */
  readonly chosen: readonly (readonly [variant: number, splits: number])[];
}

/** W-4. */
export interface SweepWalk {
  readonly years: readonly {
    readonly year: number;
    readonly months: number;
    readonly variant: number;
    readonly before: number;
    readonly sharpe: number;
    readonly median: number;
    readonly rank: number;
    readonly pnl: number;
  }[];
  readonly sharpe: number;
  readonly median: number;
  readonly hindsight: { readonly variant: number; readonly sharpe: number };
  /** Month of entry of the first point: 12 · year + month - 1. */
  readonly firstMonth: number;
  /** Cumulative P&L by month of entry: of the choice, of hindsight, and of the mean of all. */
  readonly pnl: PackedColumn;
  readonly best: PackedColumn;
  readonly average: PackedColumn;
}

/** Cumulative P&L of some variants: of the best and worst first, then by Sharpe ratio, while there is room. */
export interface SweepCurves {
  readonly step: "day" | "week";
  readonly variant: PackedColumn;
  /** Points of each; the columns below hold them one curve after the other. */
  readonly length: PackedColumn;
  readonly day: PackedColumn;
  readonly pnl: PackedColumn;
}
