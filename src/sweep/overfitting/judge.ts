/** How much of a sweep's best is luck: what W-2, W-3 and W-4 say of its file. */
import { monthOfDay } from "../../base/calendar.ts";
import { FIGURES, type Figures } from "../../runs/figures.ts";
import { quantile } from "../../runs/analysis/statistics.ts";
import { yearDays } from "../../runs/analysis/daily.ts";
import { DAY_RULE } from "../block.ts";
import { type OpenedSweep, readSeries } from "../read.ts";
import { BlockAdder, BLOCKS } from "./block_sums.ts";
import { crossValidate, type Cscv, overfitShare } from "./cscv.ts";
import { deflatedSharpe, kurtosisOf, luckySharpe } from "./deflated_sharpe.ts";
import { type EntryMatrix, type WalkForward, walkForward } from "./walk_forward.ts";

export interface Judgement {
  /** Positions of the variants that have a Sharpe ratio: what was tried. Those of others count these. */
  readonly trials: Int32Array;
  /** What the best of as many worthless variants shows on average, a year (SR₀ of W-2). */
  readonly luckySharpe: number;
  /** Deflated Sharpe ratio of each variant of the sweep; NaN = it has none. */
  readonly deflated: Float64Array;
  /** Undefined = there are not two trials with enough days. */
  readonly splits: SplitFigures | undefined;
  /** Undefined = no year has enough months before it. */
  readonly walk: WalkForward | undefined;
}

export interface SplitFigures {
  readonly splits: Cscv;
  /** Probability of backtest overfitting. */
  readonly pbo: number;
  /** Share of the splits in which the chosen variant lost where it was judged. */
  readonly lossShare: number;
  /** Medians over the splits of its Sharpe ratio a year, where chosen and where judged. */
  readonly within: number;
  readonly without: number;
}

/** Sees each trial's daily P&L while it is read. */
export type SeriesWatch = (variant: number, day: Int32Array, pnl: Float64Array) => void;

const YEAR = Math.sqrt(yearDays(DAY_RULE.days));

/** A figure of the whole of a variant; NaN = it has none. */
export function figureAt(sweep: OpenedSweep, variant: number, key: keyof Figures): number {
  return sweep.totals[variant]![POSITIONS.get(key)!]!;
}

const POSITIONS = new Map(FIGURES.map(({ key }, i) => [key, i]));

/** Reads all P&L of a sweep once. Memory: some 4 KB a variant. Throws exit-3 and exit-4 errors. */
export function judge(sweep: OpenedSweep, watch: SeriesWatch = () => {}): Judgement {
  const { path, totals } = sweep;
  const at = (variant: number, key: keyof Figures) => figureAt(sweep, variant, key);
  const trials = Int32Array.from(totals, (_, i) => i).filter((i) => !Number.isNaN(at(i, "sharpe")));
  const positions = new Int32Array(totals.length).fill(-1);
  trials.forEach((variant, i) => positions[variant] = i);
  const first = trials.reduce((day, i) => Math.min(day, at(i, "first")), Infinity);
  const last = trials.reduce((day, i) => Math.max(day, at(i, "last")), -Infinity);
  const threshold = luckySharpe(Float64Array.from(trials, (i) => at(i, "sharpe") / YEAR));
  const deflated = new Float64Array(totals.length).fill(NaN);
  const blocks = new BlockAdder(trials.length, first, last);
  if (trials.length > 0) {
    readSeries(path, "day", (variant, day, pnl) => {
      const position = positions[variant]!;
      if (position < 0) return;
      blocks.add(position, day, pnl);
      deflated[variant] = deflatedSharpe({
        sharpe: at(variant, "sharpe") / YEAR,
        skew: at(variant, "skew"),
        kurtosis: kurtosisOf(pnl, at(variant, "mean"), at(variant, "sd")),
        days: pnl.length,
      }, threshold);
      watch(variant, day, pnl);
    });
  }
  const enough = trials.length > 1 && trials.every((i) => at(i, "days") >= 2 * BLOCKS);
  return {
    trials,
    luckySharpe: threshold * YEAR,
    deflated,
    splits: enough ? figuresOf(crossValidate(blocks.sums)) : undefined,
    walk: trials.length === 0 ? undefined : walkForward(readEntries(sweep, positions, trials)),
  };
}

function figuresOf(splits: Cscv): SplitFigures {
  const { without, within } = splits;
  const middle = (values: Float64Array) => quantile(values.toSorted(), 0.5) * YEAR;
  return {
    splits,
    pbo: overfitShare(splits),
    lossShare: without.filter((sharpe) => sharpe < 0).length / without.length,
    within: middle(within),
    without: middle(without),
  };
}

/** P&L by month of entry, per live straddle (BK-5): what variants of other sizes can be compared by. */
function readEntries(sweep: OpenedSweep, positions: Int32Array, trials: Int32Array): EntryMatrix {
  let low = Infinity, high = -Infinity;
  readSeries(sweep.path, "entry", (_, day) => {
    low = Math.min(low, day[0]!);
    high = Math.max(high, day.at(-1)!);
  });
  const firstMonth = low === Infinity ? 0 : monthOfDay(low);
  const months = low === Infinity ? 0 : monthOfDay(high) - firstMonth + 1;
  const matrix = new Float64Array(trials.length * months);
  readSeries(sweep.path, "entry", (variant, day, pnl) => {
    const position = positions[variant]!;
    if (position < 0) return;
    const held = figureAt(sweep, variant, "held") || 1;
    for (let i = 0; i < day.length; i++) {
      matrix[position * months + monthOfDay(day[i]!) - firstMonth] = pnl[i]! / held;
    }
  });
  return { variants: trials.length, firstMonth, months, pnl: matrix };
}
