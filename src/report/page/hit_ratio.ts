/// <reference lib="dom" />
/** The share of days with a gain, over the year up to each. */
import { rolling } from "../../runs/analysis/sections/rolling.ts";
import { drawChart } from "./chart.ts";
import { OVER_TIME } from "./chart_spec.ts";
import { el, section } from "./dom.ts";
import { points } from "./format.ts";
import { lookOf } from "./looks.ts";
import type { Part } from "./part.ts";
import type { Run } from "./run.ts";
import { percentages } from "./series.ts";

export function hitRatio(run: Run): Part {
  const figure = el("figure");
  const node = section("hit-ratio", "Rolling hit ratio", figure);
  return {
    node,
    followsSpan: true,
    show(scope, span) {
      const { pnl, yearDays, steps } = lookOf(run, scope, undefined);
      node.hidden = pnl.length < 2 * yearDays;
      if (node.hidden) return;
      // The first of the chosen days look back beyond them.
      const { begin, day } = lookOf(run, scope, span);
      const values = percentages(rolling(pnl, yearDays).hitRatio).slice(begin, begin + day.length);
      drawChart(figure, {
        title: "Rolling hit ratio",
        gist: `${steps} with a gain over the last ${yearDays}; last ${points(values.at(-1), 1)}`,
        x: Array.from(day),
        lines: [{ label: "hit ratio", values, colour: "blue" }],
        height: 150,
        wide: true,
        yUnit: "%",
        yText: (value) => points(value, 1),
        sync: OVER_TIME,
      });
    },
  };
}
