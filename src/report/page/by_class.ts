/// <reference lib="dom" />
/** Cumulative P&L of the classes, groups or assets of the chosen part in one chart. */
import type { Scope } from "../page_data.ts";
import { drawChart } from "./chart.ts";
import { type Line, OVER_TIME } from "./chart_spec.ts";
import { el, section } from "./dom.ts";
import { percent, points } from "./format.ts";
import type { Part, Span } from "./part.ts";
import { allDays, along, sumsOf } from "./points.ts";
import { type Run, scopeName } from "./run.ts";
import { figuresIn, unitOf } from "./span_figures.ts";
import type { Colour } from "./theme.ts";

/** Okabe & Ito's colours that read well as lines; with dashes, so that colour is never all. */
const COLOURS: readonly Colour[] = [
  "blue",
  "vermillion",
  "green",
  "purple",
  "orange",
  "sky",
  "ink",
];
const DASHES: readonly (readonly number[] | undefined)[] = [undefined, [7, 3], [2, 3], [
  9,
  3,
  2,
  3,
]];

/** More lines than this cannot be told apart. */
const MOST_LINES = 8;

export function byClass(run: Run): Part {
  const figure = el("figure");
  const node = section("classes", "Cumulative P&L, part by part", figure);
  return {
    node,
    followsSpan: true,
    show(scope, span) {
      const { what, parts, left } = partsOf(run, scope, span);
      // One line is the chart above.
      node.hidden = parts.length < 2;
      if (!node.hidden) draw(run, scope, span, what, parts, left, figure);
    },
  };
}

/** What the chosen part is made of: classes, groups of a class, or assets, the largest first. */
function partsOf(run: Run, scope: Scope, span: Span) {
  const kinds = { total: ["class", "group", "asset"], class: ["group", "asset"], group: ["asset"] };
  const size = (part: Scope) => Math.abs(figuresIn(run, part, span).pnl);
  for (const what of scope.kind === "asset" ? [] : kinds[scope.kind]) {
    const parts = run.partsOf(scope, what as Scope["kind"]);
    if (parts.length < 2) continue;
    const kept = parts.length <= MOST_LINES
      ? parts
      : parts.toSorted((a, b) => size(b) - size(a)).slice(0, MOST_LINES);
    return { what, parts: kept, left: parts.length - kept.length };
  }
  return { what: "class", parts: [], left: 0 };
}

function draw(
  run: Run,
  whole: Scope,
  span: Span,
  what: string,
  parts: readonly Scope[],
  left: number,
  figure: HTMLElement,
): void {
  const unit = unitOf(run, whole, span);
  const series = parts.map((part) => {
    const { day, pnl } = sumsOf(run, part, span);
    return { day, pnl: pnl.map((value) => unit * value) };
  });
  const x = allDays(series);
  const lines = parts.map((part, i): Line => {
    const dash = DASHES[(i + Math.floor(i / COLOURS.length)) % DASHES.length];
    return {
      label: scopeName(part),
      values: along(x, series[i]!),
      colour: COLOURS[i % COLOURS.length]!,
      ...(dash ? { dash } : {}),
    };
  });
  const pnl = (part: Scope) => unit * figuresIn(run, part, span).pnl;
  const sorted = parts.toSorted((a, b) => pnl(b) - pnl(a));
  const best = sorted[0]!, worst = sorted.at(-1)!;
  drawChart(figure, {
    title: what === "class"
      ? "One line a class"
      : `One line ${what === "asset" ? "an" : "a"} ${what}`,
    gist: `highest ${scopeName(best)} with ${percent(pnl(best))}, ` +
      `lowest ${scopeName(worst)} with ${percent(pnl(worst))}; ` +
      (left > 0
        ? `the ${parts.length} largest of ${parts.length + left}`
        : "together they are the P&L above"),
    x: Array.from(x),
    lines,
    height: 320,
    wide: true,
    yUnit: "%",
    yText: (value) => points(value),
    zero: true,
    sync: OVER_TIME,
    endLabels: true,
    note: `In percent of ${run.denominator}, over the straddles of ${
      whole.kind === "total" ? "the whole run" : scopeName(whole)
    }.`,
  });
}
