/// <reference lib="dom" />
/** Figures, curves and parts of two runs side by side. */
import { type Figures, figuresOf, type FigureSpec } from "../../runs/figures.ts";
import type { Scope } from "../page_data.ts";
import { drawChart } from "./chart.ts";
import { OVER_TIME } from "./chart_spec.ts";
import { daysPicker } from "./days_picker.ts";
import { besideTitle, el, section } from "./dom.ts";
import { day, figure, percent, points } from "./format.ts";
import { likeIn, type Pair } from "./pair.ts";
import type { Part, Span } from "./part.ts";
import { allDays, along } from "./points.ts";
import { type Run, scopeName } from "./run.ts";
import { seriesOf } from "./series.ts";
import { figuresIn, shownFigures, unitOf } from "./span_figures.ts";
import { table } from "./table.ts";

const LARGE: readonly (keyof Figures)[] = [
  "pnl",
  "opnl",
  "hpnl",
  "sharpe",
  "maxDrawdown",
  "hitRatio",
  "straddles",
];

/** The first figures of both, and how much more the second has. */
export function bothHeadlines(pair: Pair): Part {
  return figuresPart(pair, "figures", "Figures", (spec) => LARGE.includes(spec.key));
}

export function bothFigures(pair: Pair): Part {
  return figuresPart(pair, "all-figures", "More figures", (spec) => !LARGE.includes(spec.key));
}

function figuresPart(
  { a, b, names }: Pair,
  id: string,
  title: string,
  shown: (spec: FigureSpec) => boolean,
): Part {
  const host = el("div", { class: "scroll" });
  const node = section(id, title, host);
  return {
    node,
    followsSpan: true,
    show(scope, span) {
      if (id === "figures") {
        node.querySelector("h2")!.textContent = scopeName(scope) +
          (span === undefined ? "" : `, ${day(span.from)} to ${day(span.to)}`);
      }
      const [ofA, ofB] = [a, b].map((run) => {
        const own = likeIn(run, scope);
        return own && shownFigures(run, own, span);
      });
      host.replaceChildren(table(
        `${title} of both; P&L in percent of ${a.denominator}`,
        ["Figure", ...names, "Difference"],
        figuresOf(a.isBook).filter(shown).map((spec) => {
          const [x, y] = [ofA?.[spec.key], ofB?.[spec.key]];
          return [spec.label, figure(spec, x), figure(spec, y), difference(spec, x, y)];
        }),
      ));
    },
  };
}

function difference(spec: FigureSpec, a: number | null | undefined, b: typeof a): string {
  const known = typeof a === "number" && typeof b === "number";
  if (!known) return figure(spec, null);
  if (spec.kind === "day") return a === b ? "same" : "–";
  return a === b ? "0" : figure(spec, b - a);
}

/** Both curves, and below what the second made more than the first. */
export function bothCurves({ a, b, names, all }: Pair): Part {
  const above = el("figure"), below = el("figure");
  const picker = daysPicker(all);
  const off = new Set<string>();
  const node = section("cumulative", "Cumulative P&L", above, below);
  besideTitle(node, picker.node);
  return {
    node,
    followsSpan: true,
    show(scope, span) {
      picker.show(scope, span);
      const series = [a, b].map((run) => curveOf(run, scope, span));
      const x = allDays(series);
      const [ofA, ofB] = series.map((own) => along(x, own)) as [Values, Values];
      const last = (values: Values) => values.at(-1);
      // Beyond a run's last day it has no line, but for the difference it stays where it ended.
      const own = (run: 0 | 1, values: Values) =>
        values.map((value, i) => x[i]! > (series[run]!.day.at(-1) ?? 0) ? null : value);
      const chart = {
        x: Array.from(x),
        wide: true,
        yUnit: "%",
        zero: true,
        sync: OVER_TIME,
      } as const;
      const yText = (value: number) => points(value);
      drawChart(above, {
        ...chart,
        title: "Both runs",
        gist: `in percent of ${a.denominator}: ${names[0]} ends at ${points(last(ofA))}, ${
          names[1]
        } at ${points(last(ofB))}`,
        lines: [
          { label: names[0], values: own(0, ofA), colour: "blue", width: 1.75 },
          { label: names[1], values: own(1, ofB), colour: "vermillion", width: 1.75, dash: [6, 3] },
        ],
        height: 250,
        yText,
        off,
      });
      const more = ofA.map((value, i) => (ofB[i] ?? 0) - (value ?? 0));
      drawChart(below, {
        ...chart,
        title: `Difference: ${names[1]} less ${names[0]}`,
        gist: `ends at ${points(last(more))} of ${a.denominator}`,
        lines: [{ label: "difference", values: more, colour: "ink", width: 1.25 }],
        height: 150,
        yText,
        note:
          "Each run's P&L is of its own strikes held; before its first day a run counts as 0, after its last as it ended.",
      });
    },
  };
}

type Values = (number | null)[];

function curveOf(run: Run, scope: Scope, span: Span): { day: Float64Array; pnl: Float64Array } {
  const own = likeIn(run, scope);
  return own === undefined
    ? { day: new Float64Array(0), pnl: new Float64Array(0) }
    : seriesOf(run, own, span);
}

/** What the chosen part is made of, side by side. */
export function partsApart({ a, b, all, names }: Pair): Part {
  const host = el("div");
  const node = section("parts", "P&L by part", host);
  const contribution = (run: Run, part: Scope, whole: Scope, span: Span) => {
    const [own, of] = [likeIn(run, part), likeIn(run, whole)];
    return own && of && unitOf(run, of, span) * figuresIn(run, own, span).pnl;
  };
  return {
    node,
    followsSpan: true,
    show(scope, span) {
      const kinds = { total: ["class", "asset"], class: ["asset"], group: ["asset"], asset: [] };
      const tables = kinds[scope.kind].flatMap((kind) => {
        const parts = partsIn(all, a, b, scope, kind as Scope["kind"]);
        if (parts.length < 2) return [];
        return [table(
          `By ${kind}, in percent of ${a.denominator} over ${
            scope.kind === "total" ? "each whole run" : scopeName(scope)
          }: a column adds up to its P&L`,
          [kind === "class" ? "Class" : "Asset", ...names, "Difference"],
          parts.map((part) => {
            const [x, y] = [a, b].map((run) => contribution(run, part, scope, span));
            return [scopeName(part), percent(x), percent(y), percent((y ?? 0) - (x ?? 0))];
          }),
        )];
      });
      node.hidden = tables.length === 0;
      host.replaceChildren(
        ...tables.map((grid) =>
          el("div", { class: grid.rows.length > 25 ? "scroll tall" : "scroll" }, grid)
        ),
      );
    },
  };
}

/** The parts that either run's part is made of. */
function partsIn(all: Run, a: Run, b: Run, scope: Scope, kind: Scope["kind"]): Scope[] {
  const named = new Set(
    [a, b].flatMap((run) => {
      const own = likeIn(run, scope);
      return own === undefined ? [] : run.partsOf(own, kind).map(({ name }) => name);
    }),
  );
  return all.data.scopes.filter((part) => part.kind === kind && named.has(part.name))
    .toSorted((x, y) => x.name < y.name ? -1 : 1);
}
