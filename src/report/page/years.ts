/// <reference lib="dom" />
/** P&L by year, as bars. */
import { dayOf, yearOfMonth } from "../../base/calendar.ts";
import { drawChart } from "./chart.ts";
import { el, section } from "./dom.ts";
import { percent, points } from "./format.ts";
import type { Part } from "./part.ts";
import type { Run } from "./run.ts";
import { unitOf } from "./span_figures.ts";

export function years(run: Run): Part {
  const figure = el("figure");
  const node = section("years", "P&L by year", figure);
  return {
    node,
    show(scope) {
      const { first, pnl } = scope.months;
      const sums = new Map<number, number>(), unit = unitOf(run, scope, undefined);
      run.column(pnl).forEach((value, i) => {
        const year = yearOfMonth(first + i);
        if (!Number.isNaN(value)) sums.set(year, (sums.get(year) ?? 0) + unit * value);
      });
      const bars = [...sums];
      node.hidden = bars.length < 2;
      if (node.hidden) return;
      const best = bars.reduce((a, b) => b[1] > a[1] ? b : a);
      const worst = bars.reduce((a, b) => b[1] < a[1] ? b : a);
      const side = (loss: boolean) =>
        bars.map(([, value]) => value < 0 === loss ? 100 * value : null);
      drawChart(figure, {
        title: "P&L of years",
        gist: `best ${best[0]} with ${percent(best[1])}, worst ${worst[0]} with ${
          percent(worst[1])
        } of ${run.denominator}`,
        x: bars.map(([year]) => dayOf(year, 7, 1)),
        lines: [
          { label: "P&L", values: side(true), colour: "loss", kind: "bars", quiet: true },
          { label: "P&L", values: side(false), colour: "gain", kind: "bars", quiet: true },
        ],
        height: 180,
        wide: true,
        xRange: [dayOf(bars[0]![0], 1, 1), dayOf(bars.at(-1)![0], 12, 31)],
        yUnit: "%",
        yText: (value) => points(value),
        xText: (i) => String(bars[i]![0]),
        zero: true,
      });
    },
  };
}
