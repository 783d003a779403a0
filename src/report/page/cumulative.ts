/// <reference lib="dom" />
/** Cumulative P&L with its drawdown below, and the choice of days. */
import type uPlot from "uplot";
import type { PageDrawdown, Scope } from "../page_data.ts";
import { drawChart } from "./chart.ts";
import { OVER_TIME } from "./chart_spec.ts";
import { besideTitle, el, section } from "./dom.ts";
import { drawdownsOf } from "./drawdowns.ts";
import { day, percent, points } from "./format.ts";
import type { Part, Span } from "./part.ts";
import type { Run } from "./run.ts";
import { drawdown, percentages, seriesOf } from "./series.ts";
import { daysPicker } from "./days_picker.ts";
import { shownFigures } from "./span_figures.ts";
import { colour } from "./theme.ts";

/** Points that a chart as wide as the page can show apart. */
const POINTS = 700;
const NUMBERED = 5;

export function cumulative(run: Run): Part {
  const above = el("figure"), below = el("figure");
  const off = new Set<string>();
  const picker = daysPicker(run);
  const node = section(
    "cumulative",
    "Cumulative P&L",
    above,
    el(
      "p",
      { class: "note screen" },
      "Drag across a chart over time to choose days, double-click for all of them: curves start at " +
        "0 on the first, and figures, captions and charts follow.",
    ),
    below,
  );
  besideTitle(node, picker.node);
  return {
    node,
    followsSpan: true,
    show(scope, span) {
      picker.show(scope, span);
      draw(run, scope, span, above, below, off);
    },
  };
}

function draw(
  run: Run,
  scope: Scope,
  span: Span,
  above: HTMLElement,
  below: HTMLElement,
  off: Set<string>,
): void {
  const { day: days, pnl, opnl, hpnl } = seriesOf(run, scope, span);
  const figures = shownFigures(run, scope, span);
  const x = Array.from(days);
  const dates = x.length === 0 ? "" : `from ${day(x[0])} to ${day(x.at(-1))}, `;
  const deep = figures.maxDrawdown ? `, deepest drawdown ${percent(figures.maxDrawdown)}` : "";
  const weekly = scope.series.step === "week" ? "one point a week" : undefined;
  drawChart(above, {
    title: "Total, option and hedge",
    gist: `${dates}ends at ${percent(figures.pnl)} of ${run.denominator}${deep}`,
    x,
    lines: [
      { label: "total", values: percentages(pnl), colour: "ink", width: 1.75 },
      { label: "option", values: percentages(opnl), colour: "blue" },
      { label: "hedge", values: percentages(hpnl), colour: "vermillion", dash: [6, 3] },
    ],
    height: 240,
    wide: true,
    yUnit: "%",
    yText: (value) => points(value),
    zero: true,
    sync: OVER_TIME,
    off,
    ...(weekly === undefined ? {} : { note: `This part's series has ${weekly}.` }),
  });
  const falls = drawdownsOf(run, scope, span);
  const low = lowestOf(x, drawdown(pnl));
  drawChart(below, {
    title: "Drawdown",
    gist: falls[0] === undefined ? "the P&L never fell below its highest point" : gistOf(falls[0]),
    x: low.x,
    lines: [{
      label: "below the high",
      values: percentages(low.values),
      colour: "vermillion",
      fill: true,
      width: 1,
    }],
    height: 130,
    wide: true,
    yUnit: "%",
    yText: (value) => points(value),
    // Below the deepest there is room for its number.
    yRange: [-115 * (falls[0]?.depth || 0.01), 0],
    sync: OVER_TIME,
    draw: (u) => numberFalls(u, falls.slice(0, NUMBERED)),
    note: (falls.length > 1
      ? `Numbered: the ${Math.min(NUMBERED, falls.length)} deepest, as in the table of drawdowns.`
      : "") + (low.each > 1 ? ` Each point is the lowest of ${low.each}.` : ""),
  });
}

function gistOf({ depth, trough, to }: PageDrawdown): string {
  return `deepest ${percent(depth)} on ${day(trough)}, ` +
    (to === null ? "not recovered" : `recovered on ${day(to)}`);
}

/** The lowest of each few points, on its day, so that many years are a line and not a smear. */
function lowestOf(x: readonly number[], values: Float64Array) {
  const each = Math.max(1, Math.ceil(values.length / POINTS));
  if (each === 1) return { x, values, each };
  const lowest = Array.from({ length: Math.ceil(values.length / each) }, (_, bucket) => {
    let at = bucket * each;
    for (let i = at; i < Math.min(values.length, (bucket + 1) * each); i++) {
      if (values[i]! < values[at]!) at = i;
    }
    return at;
  });
  return {
    x: lowest.map((at) => x[at]!),
    values: Float64Array.from(lowest, (at) => values[at]!),
    each,
  };
}

/** Shades the deepest falls from high to recovery, with their numbers at the lowest point. */
function numberFalls(u: uPlot, falls: readonly PageDrawdown[]): void {
  const { ctx, bbox: { left, top, width, height } } = u;
  const scale = devicePixelRatio;
  const end = u.scales["x"]!.max!;
  ctx.save();
  ctx.font = `600 ${11 * scale}px system-ui, sans-serif`;
  ctx.textAlign = "center";
  ctx.textBaseline = "bottom";
  falls.forEach(({ from, trough, to, depth }, i) => {
    const at = (day: number) => Math.max(left, Math.min(left + width, u.valToPos(day, "x", true)));
    ctx.fillStyle = colour("grid");
    ctx.fillRect(at(from), top, Math.max(scale, at(to ?? end) - at(from)), height);
    ctx.fillStyle = colour("ink");
    const y = u.valToPos(-100 * depth, "y", true) + 14 * scale;
    ctx.fillText(String(i + 1), at(trough), Math.min(top + height, y));
  });
  ctx.restore();
}
