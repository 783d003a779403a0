/** What charts derive from the points of a part's series on chosen days. */
import type { AddedName, Scope } from "../page_data.ts";
import type { Span } from "./part.ts";
import { pointsOf, rebased, type Series, sumsOf } from "./points.ts";
import type { Run } from "./run.ts";
import { unitOf } from "./span_figures.ts";

/** Cumulative P&L as the page shows it: of `run.denominator`, so that it ends at the headline. */
export function seriesOf(run: Run, scope: Scope, span?: Span): Series {
  const { day, pnl, opnl, hpnl } = sumsOf(run, scope, span);
  const unit = unitOf(run, scope, span);
  const scaled = (values: Float64Array) => values.map((value) => unit * value);
  return { day, pnl: scaled(pnl), opnl: scaled(opnl), hpnl: scaled(hpnl) };
}

/** What a switch added up from the chosen days' first on, of `run.denominator`. */
export function addedOf(run: Run, scope: Scope, span: Span, name: AddedName): Float64Array {
  const { begin, end } = pointsOf(run, scope, span);
  const unit = unitOf(run, scope, span);
  return rebased(run.column(scope.series.added[name]!), begin, end).map((value) => unit * value);
}

/** Shares as percentages; what is missing as null, as charts want it. */
export function percentages(values: Float64Array): (number | null)[] {
  return Array.from(values, (value) => Number.isNaN(value) ? null : 100 * value);
}

/** How far below its highest point so far (at first 0) a cumulative P&L is; never above 0. */
export function drawdown(pnl: Float64Array): Float64Array {
  let high = 0;
  return pnl.map((value) => value - (high = Math.max(high, Number.isNaN(value) ? high : value)));
}
