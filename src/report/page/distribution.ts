/// <reference lib="dom" />
/** How the P&L of days and of straddles is distributed. */
import { quantile } from "../../runs/analysis/statistics.ts";
import { type Bins, histogram } from "../bins.ts";
import type { Scope } from "../page_data.ts";
import { drawChart } from "./chart.ts";
import { el, section } from "./dom.ts";
import { count, counted, day, percent } from "./format.ts";
import type { Part, Span } from "./part.ts";
import { changes, sumsOf } from "./points.ts";
import type { Run } from "./run.ts";
import { shownFigures, unitOf } from "./span_figures.ts";

const BINS = 50;

export function distribution(run: Run): Part {
  const days = el("figure"), straddles = el("figure");
  return {
    node: section(
      "distribution",
      "Distribution of P&L",
      el("div", { class: "pair" }, days, run.isBook ? null : straddles),
    ),
    followsSpan: true,
    show(scope, span) {
      const figures = shownFigures(run, scope, span);
      const unit = unitOf(run, scope, span);
      const bins = span === undefined
        ? scope.histogram
        : histogram(changes(sumsOf(run, scope, span).pnl));
      const weekly = run.data.days === "weeks" ||
        (span !== undefined && scope.series.step === "week");
      drawBins(days, {
        title: weekly ? "Weekly P&L" : "Daily P&L",
        what: weekly ? "weeks" : "days",
        bins: { ...bins, from: unit * bins.from, width: unit * bins.width },
        gist: `in percent of ${run.denominator}: ` +
          `${counted(figures.days, weekly ? "week" : "day")}, mean ${percent(figures.mean)}, ` +
          `deviation ${percent(figures.sd)}, ` +
          `worst ${percent(figures.worst)} on ${day(figures.worstDay)}`,
      });
      if (!run.isBook) drawStraddles(run, scope, span, straddles);
    },
  };
}

function drawStraddles(run: Run, scope: Scope, span: Span, figure: HTMLElement): void {
  const { meanStraddle, winRate } = shownFigures(run, scope, span);
  const pnl = run.straddles("pnl");
  const sorted = Float64Array.from(run.rows(scope, span), (row) => pnl[row]!)
    .filter((value) => !Number.isNaN(value)).sort();
  const { bins, outside } = binsOf(sorted);
  drawBins(figure, {
    title: "P&L of straddles",
    what: "straddles",
    bins,
    gist: `${counted(sorted.length, "straddle")}, mean ${percent(meanStraddle)}, ` +
      `median ${percent(sorted.length > 0 ? quantile(sorted, 0.5) : null)}, ` +
      `${percent(winRate, 1)} with a gain`,
    note: outside === 0
      ? "Unweighted, in percent of each straddle's strike."
      : `Unweighted, in percent of each straddle's strike. The outermost bars hold the ${
        count(outside)
      } straddles beyond them, too.`,
  });
}

/** Bins over nearly all values; what lies beyond counts to the first and last. */
function binsOf(sorted: Float64Array): { bins: Bins; outside: number } {
  if (sorted.length === 0) return { bins: { from: 0, width: 1, counts: [] }, outside: 0 };
  const from = quantile(sorted, 0.002), to = quantile(sorted, 0.998);
  const width = (to - from) / BINS || Math.abs(to) / BINS || 1;
  const counts = new Array<number>(BINS).fill(0);
  let outside = 0;
  for (const value of sorted) {
    const bin = Math.floor((value - from) / width);
    if (value < from || value > to) outside++;
    counts[Math.max(0, Math.min(BINS - 1, bin))]!++;
  }
  return { bins: { from, width, counts }, outside };
}

interface BinSpec {
  readonly title: string;
  readonly what: string;
  readonly gist: string;
  readonly bins: Bins;
  readonly note?: string;
}

function drawBins(figure: HTMLElement, { title, what, gist, bins, note }: BinSpec): void {
  const { from, width, counts } = bins;
  const middle = (i: number) => 100 * (from + (i + 0.5) * width);
  const side = (loss: boolean) => counts.map((n, i) => (middle(i) < 0) === loss ? n : null);
  drawChart(figure, {
    title,
    gist,
    x: counts.map((_, i) => middle(i)),
    lines: [
      { label: what, values: side(true), colour: "loss", kind: "bars", quiet: true },
      { label: what, values: side(false), colour: "gain", kind: "bars", quiet: true },
    ],
    height: 220,
    xUnit: "%",
    yUnit: "",
    xRange: [100 * from, 100 * (from + width * Math.max(1, counts.length))],
    zero: true,
    counts: true,
    xText: (i) => `${percent(from + i * width)} to ${percent(from + (i + 1) * width)}`,
    yText: count,
    ...(note === undefined ? {} : { note }),
  });
}
