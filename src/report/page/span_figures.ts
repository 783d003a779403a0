/** The figures of a part of the run on chosen days, as `summary --by year` has them of a year. */
import { monthOfDay } from "../../base/calendar.ts";
import { measureFlows, ratio, StraddleTally } from "../../runs/analysis/measure.ts";
import { sum } from "../../runs/analysis/statistics.ts";
import { type Figures, perStraddle } from "../../runs/figures.ts";
import type { PackedColumn } from "../packed.ts";
import type { Scope } from "../page_data.ts";
import type { Span } from "./part.ts";
import type { Run } from "./run.ts";
import { changes, pointsAYear, pointsOf, sumsOf } from "./points.ts";

const known = new WeakMap<Scope, { readonly span: Span; readonly figures: Figures }>();

/**
 * Sums over the straddles; of chosen days from what the page keeps. Straddles are those that expire
 * on these days. What the page does not keep by day is null.
 */
export function figuresIn(run: Run, scope: Scope, span: Span): Figures {
  if (span === undefined) return scope.figures;
  const last = known.get(scope);
  if (last?.span?.from === span.from && last.span.to === span.to) return last.figures;
  const figures = measureSpan(run, scope, span);
  known.set(scope, { span, figures });
  return figures;
}

/** The figures as people are shown them: P&L and risk of a run per live straddle (BK-5). */
export function shownFigures(run: Run, scope: Scope, span: Span): Figures {
  const figures = figuresIn(run, scope, span);
  return run.isBook ? figures : perStraddle(figures);
}

/** What P&L summed over straddles is multiplied with to be of `run.denominator`. */
export function unitOf(run: Run, scope: Scope, span: Span): number {
  return run.isBook ? 1 : 1 / (figuresIn(run, scope, span).held || 1);
}

function measureSpan(run: Run, scope: Scope, span: { from: number; to: number }): Figures {
  const { begin, end } = pointsOf(run, scope, span);
  const { day, pnl, opnl, hpnl } = sumsOf(run, scope, span);
  const { held } = scope.series;
  const total = (column: PackedColumn | undefined) =>
    column === undefined ? NaN : sum(run.column(column).subarray(begin, end));
  const days = total(held.days);
  const first = day[0] ?? null, last = day.at(-1) ?? null;
  const months = first === null ? 0 : monthOfDay(last!) - monthOfDay(first) + 1;
  const rows = run.isBook ? new Uint32Array(0) : run.rows(scope, span);
  const entry = run.straddles("entry");
  const entries = run.isBook
    ? 0
    : run.rows(scope).filter((row) => entry[row]! >= span.from && entry[row]! <= span.to).length;
  const straddles = new StraddleTally();
  for (const row of rows) straddles.add(run.straddles("pnl")[row]!);
  const flows = {
    day: Int32Array.from(day),
    pnl: changes(pnl),
    opnl: changes(opnl),
    hpnl: changes(hpnl),
  };
  return {
    first,
    last,
    straddles: rows.length,
    entriesAMonth: ratio(entries, months),
    exitsAMonth: ratio(rows.length, months),
    live: ratio(total(held.live), days),
    held: ratio(total(held.weight), days),
    vol: ratio(total(held.vol), total(held.vols)),
    mv: ratio(total(held.mv), days),
    ...measureFlows(flows, pointsAYear(run, scope)),
    winRate: ratio(straddles.won, straddles.known),
    meanStraddle: ratio(straddles.sum.value, straddles.known),
  };
}
