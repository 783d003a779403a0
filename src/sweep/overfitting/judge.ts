/** How much of a sweep's best is luck: what W-2, W-3 and W-4 say of its file. */
import { monthOfDay } from "../../base/calendar.ts";
import { quantile } from "../../runs/analysis/statistics.ts";
import { yearDays } from "../../runs/analysis/daily.ts";
import { DAY_RULE } from "../block.ts";
import { SWEEP_FIGURES } from "../net_figures.ts";
import { type OpenedSweep, readSeries } from "../read.ts";
import { BlockAdder, BLOCKS } from "./block_sums.ts";
import { crossValidate, type Cscv, overfitShare } from "./cscv.ts";
import { deflatedSharpe, luckySharpe, shapeOf } from "./deflated_sharpe.ts";
import { type EntryMatrix, type WalkForward, walkForward } from "./walk_forward.ts";

export interface Judgement {
  /** Whether net P&L is judged, after costs and from its side. */
  readonly net: boolean;
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

/** Sees each trial's daily P&L, net where that is judged, while it is read. */
export type SeriesWatch = (variant: number, day: Int32Array, pnl: Float64Array) => void;

const YEAR = Math.sqrt(yearDays(DAY_RULE.days));
const POSITIONS = new Map(SWEEP_FIGURES.map(({ column }, i) => [column, i]));

/** A figure of the whole of a variant, by its column; NaN = it has none. */
export function figureAt(sweep: OpenedSweep, variant: number, column: string): number {
  return sweep.totals[variant]![POSITIONS.get(column)!]!;
}

/** The figures by which variants are judged: net ones where any variant asks for costs or a side. */
export function judgedBy(sweep: OpenedSweep) {
  const net = sweep.totals.some((_, i) => !Number.isNaN(figureAt(sweep, i, "net")));
  return net
    ? { net, sharpe: "net_sharpe", pnl: "net", drawdown: "net_max_drawdown" }
    : { net, sharpe: "sharpe", pnl: "pnl", drawdown: "max_drawdown" };
}

/** Reads all P&L of a sweep once. Memory: some 4 KB a variant. Throws exit-3 and exit-4 errors. */
export function judge(sweep: OpenedSweep, watch: SeriesWatch = () => {}): Judgement {
  const { path, totals } = sweep;
  const { net, sharpe } = judgedBy(sweep);
  const at = (variant: number, column: string) => figureAt(sweep, variant, column);
  const trials = Int32Array.from(totals, (_, i) => i).filter((i) => !Number.isNaN(at(i, sharpe)));
  const positions = new Int32Array(totals.length).fill(-1);
  trials.forEach((variant, i) => positions[variant] = i);
  const first = trials.reduce((day, i) => Math.min(day, at(i, "first")), Infinity);
  const last = trials.reduce((day, i) => Math.max(day, at(i, "last")), -Infinity);
  const threshold = luckySharpe(Float64Array.from(trials, (i) => at(i, sharpe) / YEAR));
  const deflated = new Float64Array(totals.length).fill(NaN);
  const blocks = new BlockAdder(trials.length, first, last);
  const entries = readEntries(sweep, positions, trials.length);
  if (trials.length > 0) {
    readSeries(path, "day", net ? ["pnl", "net"] : ["pnl"], (variant, day, columns) => {
      const position = positions[variant]!;
      if (position < 0) return;
      const own = columns.at(-1)!;
      blocks.add(position, day, own);
      const facts = { sharpe: at(variant, sharpe) / YEAR, ...shapeOf(own), days: own.length };
      deflated[variant] = deflatedSharpe(facts, threshold);
      if (net) subtractCosts(entries, position, scaleOf(sweep, variant), day, columns);
      watch(variant, day, own);
    });
  }
  const enough = trials.length > 1 && trials.every((i) => at(i, "days") >= 2 * BLOCKS);
  return {
    net,
    trials,
    luckySharpe: threshold * YEAR,
    deflated,
    splits: enough ? figuresOf(crossValidate(blocks.sums)) : undefined,
    walk: trials.length === 0 ? undefined : walkForward(entries),
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

/** From which side a variant is looked at, and over what its P&L is shown. */
function scaleOf(sweep: OpenedSweep, variant: number) {
  const [pnl, gross] = ["pnl", "gross"].map((column) => figureAt(sweep, variant, column));
  return { side: pnl! * gross! < 0 ? -1 : 1, held: figureAt(sweep, variant, "held") || 1 };
}

/** P&L by month of entry, per live straddle (BK-5): what variants of other sizes can be compared by. */
function readEntries(sweep: OpenedSweep, positions: Int32Array, variants: number): EntryMatrix {
  let low = Infinity, high = -Infinity;
  readSeries(sweep.path, "entry", [], (_, day) => {
    low = Math.min(low, day[0]!);
    high = Math.max(high, day.at(-1)!);
  });
  const firstMonth = low === Infinity ? 0 : monthOfDay(low);
  const months = low === Infinity ? 0 : monthOfDay(high) - firstMonth + 1;
  const matrix = new Float64Array(variants * months);
  readSeries(sweep.path, "entry", ["pnl"], (variant, day, [pnl]) => {
    const position = positions[variant]!;
    if (position < 0) return;
    const { side, held } = scaleOf(sweep, variant);
    for (let i = 0; i < day.length; i++) {
      matrix[position * months + monthOfDay(day[i]!) - firstMonth] = side * pnl![i]! / held;
    }
  });
  return { variants, firstMonth, months, pnl: matrix };
}

/** Costs count to the month in which they are paid, those after the last entry to its month. */
function subtractCosts(
  { firstMonth, months, pnl: matrix }: EntryMatrix,
  position: number,
  { side, held }: ReturnType<typeof scaleOf>,
  day: Int32Array,
  [pnl, net]: readonly Float64Array[],
): void {
  if (months === 0) return;
  for (let i = 0; i < day.length; i++) {
    const month = Math.min(Math.max(monthOfDay(day[i]!) - firstMonth, 0), months - 1);
    matrix[position * months + month]! -= (side * pnl![i]! - net![i]!) / held;
  }
}
