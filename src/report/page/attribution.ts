/// <reference lib="dom" />
/** Where the P&L comes from, for a run with `--attribution`: time, price, vol, and an open hedge. */
import type { AddedName, Scope } from "../page_data.ts";
import { drawChart, type Line } from "./chart.ts";
import { OVER_TIME } from "./cumulative.ts";
import { el, section } from "./dom.ts";
import { NONE, percent, points } from "./format.ts";
import type { Part } from "./part.ts";
import { type Run, scopeName } from "./run.ts";
import { percentages } from "./series.ts";
import { table } from "./table.ts";

const PARTS: readonly (Pick<Line, "label" | "colour" | "dash"> & { readonly name: AddedName })[] = [
  { name: "theta", label: "theta", colour: "vermillion" },
  { name: "gamma", label: "gamma", colour: "blue", dash: [7, 3] },
  { name: "vega", label: "vega", colour: "green", dash: [2, 3] },
  { name: "open", label: "open hedge", colour: "purple", dash: [9, 3, 2, 3] },
];

/** Undefined = the run was made without. */
export function attribution(run: Run): Part | undefined {
  const parts = PARTS.filter(({ name }) => run.total.series.added[name] !== undefined);
  if (parts.length === 0) return undefined;
  const figure = el("figure");
  const last = (scope: Scope, name: AddedName) => run.column(scope.series.added[name]!).at(-1);
  const scopes = run.data.scopes.filter(({ kind }) => kind === "total" || kind === "class");
  const grid = table(
    "Parts of the P&L by class",
    ["Class", "P&L", ...parts.map(({ label }) => label)],
    scopes.map((scope) => [
      scope.kind === "total" ? "Whole run" : scopeName(scope),
      percent(scope.figures.pnl),
      ...parts.map(({ name }) => percent(last(scope, name)) || NONE),
    ]),
  );
  const scroller = el(
    "div",
    { class: "scroll", tabindex: 0, role: "region", "aria-label": "Parts of the P&L by class" },
    grid,
  );
  return {
    node: section("attribution", "Where the P&L comes from", figure, scroller),
    show(scope) {
      const { series, figures } = scope;
      const x = Array.from(run.column(series.day));
      const largest = parts.toSorted((a, b) =>
        Math.abs(last(scope, b.name) ?? 0) - Math.abs(last(scope, a.name) ?? 0)
      )[0]!;
      drawChart(figure, {
        title: "Cumulative P&L by what moved",
        gist: `ends at ${percent(figures.pnl)}: ${
          parts.map(({ name, label }) => `${label} ${percent(last(scope, name))}`).join(", ")
        }; most is ${largest.label}`,
        x,
        lines: [
          {
            label: "total",
            values: percentages(run.column(series.pnl)),
            colour: "ink",
            width: 1.75,
          },
          ...parts.map(({ name, ...line }) => ({
            ...line,
            values: percentages(run.column(series.added[name]!)),
          })),
        ],
        height: 300,
        wide: true,
        yUnit: "%",
        yText: (value) => points(value),
        zero: true,
        sync: OVER_TIME,
        endLabels: true,
        note: "In the order time, price, vol; the parts add up to the P&L, day by day.",
      });
    },
  };
}
