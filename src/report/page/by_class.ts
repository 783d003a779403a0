/// <reference lib="dom" />
/** Cumulative P&L of every class in one chart. */
import { drawChart, type Line } from "./chart.ts";
import { el, section } from "./dom.ts";
import { percent, points } from "./format.ts";
import type { Part } from "./part.ts";
import { type Run, scopeName } from "./run.ts";
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

export function byClass(run: Run): Part {
  const figure = el("figure");
  const classes = run.data.scopes.filter((scope) => scope.kind === "class");
  const node = section("classes", "Cumulative P&L by class", figure);
  let drawn = false;
  return {
    node,
    show() {
      if (drawn) return;
      drawn = true;
      const days = new Set<number>();
      for (const { series } of classes) for (const day of run.column(series.day)) days.add(day);
      const x = Float64Array.from(days).sort();
      const lines = classes.map((scope, i): Line => {
        const dash = DASHES[(i + Math.floor(i / COLOURS.length)) % DASHES.length];
        return {
          label: scopeName(scope),
          values: along(x, run.column(scope.series.day), run.column(scope.series.pnl)),
          colour: COLOURS[i % COLOURS.length]!,
          ...(dash ? { dash } : {}),
        };
      });
      const sorted = classes.toSorted((a, b) => b.figures.pnl - a.figures.pnl);
      const best = sorted[0], worst = sorted.at(-1);
      drawChart(figure, {
        title: "One line a class",
        gist: best && worst
          ? `highest ${scopeName(best)} with ${percent(best.figures.pnl)}, ` +
            `lowest ${scopeName(worst)} with ${percent(worst.figures.pnl)}`
          : "",
        x: classes.length === 0 ? [] : Array.from(x),
        lines,
        height: 320,
        wide: true,
        yUnit: "%",
        yText: (value) => points(value),
        zero: true,
        endLabels: true,
      });
    },
  };
}

/** A cumulative series on more days than its own: it stays where it is until its next day. */
function along(x: Float64Array, days: Float64Array, pnl: Float64Array): (number | null)[] {
  let at = 0, value: number | null = null;
  return Array.from(x, (day) => {
    while (at < days.length && days[at]! <= day) value = 100 * pnl[at++]!;
    return value;
  });
}
