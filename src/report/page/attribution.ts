/// <reference lib="dom" />
/** Where the P&L comes from, for a run with `--attribution`: time, price, vol, and an open hedge. */
import type { AddedName, Scope } from "../page_data.ts";
import { drawChart } from "./chart.ts";
import { OVER_TIME } from "./chart_spec.ts";
import { el, section } from "./dom.ts";
import { percent, points } from "./format.ts";
import type { Part, Span } from "./part.ts";
import { pointsOf, rebased } from "./points.ts";
import { type Run, scopeName } from "./run.ts";
import { addedOf, percentages, seriesOf } from "./series.ts";
import { figuresIn, shownFigures, unitOf } from "./span_figures.ts";
import { drawStack, stackRange } from "./stack.ts";
import { barRows, type Segment } from "./stacked_bars.ts";
import type { Colour } from "./theme.ts";

const PARTS: readonly {
  readonly name: AddedName;
  readonly label: string;
  readonly colour: Colour;
}[] = [
  { name: "theta", label: "theta", colour: "vermillion" },
  { name: "gamma", label: "gamma", colour: "blue" },
  { name: "vega", label: "vega", colour: "green" },
  { name: "open", label: "open hedge", colour: "purple" },
];

/** Undefined = the run was made without. */
export function attribution(run: Run): Part | undefined {
  const parts = PARTS.filter(({ name }) => run.total.series.added[name] !== undefined);
  if (parts.length === 0) return undefined;
  const figure = el("figure"), scroller = el("div", { class: "scroll" });
  return {
    node: section("attribution", "Where the P&L comes from", figure, scroller),
    followsSpan: true,
    show(scope, span) {
      drawParts(run, scope, span, parts, figure);
      scroller.replaceChildren(tableOf(run, scope, span, parts));
    },
  };
}

function drawParts(
  run: Run,
  scope: Scope,
  span: Span,
  parts: typeof PARTS,
  figure: HTMLElement,
): void {
  const { day, pnl } = seriesOf(run, scope, span);
  const x = Array.from(day);
  const layers = parts.map((part) => ({ ...part, values: addedOf(run, scope, span, part.name) }));
  const last = (values: Float64Array) => values.at(-1) ?? 0;
  const largest = layers.toSorted((a, b) =>
    Math.abs(last(b.values)) - Math.abs(last(a.values))
  )[0]!;
  const [low, high] = stackRange(layers);
  const room = (high - low || 1) * 0.06;
  drawChart(figure, {
    title: "Cumulative P&L by what moved, stacked",
    gist: `ends at ${percent(shownFigures(run, scope, span).pnl)} of ${run.denominator}: ${
      layers.map(({ label, values }) => `${label} ${percent(last(values))}`).join(", ")
    }; most is ${largest.label}`,
    x,
    lines: [
      { label: "total", values: percentages(pnl), colour: "ink", width: 1.75 },
      ...layers.map(({ label, colour, values }) => ({
        label,
        colour,
        values: percentages(values),
        kind: "none" as const,
      })),
    ],
    height: 320,
    wide: true,
    yUnit: "%",
    yText: (value) => points(value),
    yRange: [100 * (low - (low < 0 ? room : 0)), 100 * (high + (high > 0 ? room : 0))],
    sync: OVER_TIME,
    draw: (u) => drawStack(u, x, layers.filter((_, i) => u.series[i + 2]!.show), 100),
    note:
      "Parts above 0 are stacked upwards, parts below downwards; the line is their sum. In the " +
      "order time, price, vol; they add up to the P&L, day by day.",
  });
}

/** The parts of the chosen part and of what it is made of, as stacked bars with their numbers. */
function tableOf(run: Run, scope: Scope, span: Span, parts: typeof PARTS): HTMLTableElement {
  const unit = unitOf(run, scope, span);
  const kinds = { total: "class", class: "asset", group: "asset", asset: undefined } as const;
  const kind = kinds[scope.kind];
  const scopes = [scope, ...kind === undefined ? [] : run.partsOf(scope, kind)];
  const endOf = (part: Scope, name: AddedName) => {
    const { begin, end } = pointsOf(run, part, span);
    return unit * (rebased(run.column(part.series.added[name]!), begin, end).at(-1) ?? 0);
  };
  return barRows({
    caption: `Parts of the P&L by ${kind ?? "asset"}, in percent of ${run.denominator}`,
    head: [kind === "class" ? "Class" : "Asset", "P&L", ...parts.map(({ label }) => label)],
    rows: scopes.map((part, i) => {
      const segments = parts.map(({ name, colour }): Segment => ({
        value: endOf(part, name),
        colour,
      }));
      const pnl = unit * figuresIn(run, part, span).pnl;
      return {
        name: scopeName(part),
        sum: pnl,
        segments,
        cells: [percent(pnl), ...segments.map(({ value }) => percent(value))],
        whole: i === 0 && scopes.length > 1,
      };
    }),
  });
}
