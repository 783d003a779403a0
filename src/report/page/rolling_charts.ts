/// <reference lib="dom" />
/** Rolling volatility and Sharpe ratio of the P&L. */
import { rolling } from "../../runs/analysis/sections/rolling.ts";
import { drawChart } from "./chart.ts";
import { OVER_TIME } from "./chart_spec.ts";
import { el, section } from "./dom.ts";
import { fixed, points } from "./format.ts";
import type { Part } from "./part.ts";
import { changes, pointsAYear, pointsOf, sumsOf } from "./points.ts";
import type { Run } from "./run.ts";
import { percentages } from "./series.ts";
import { unitOf } from "./span_figures.ts";

export function rollingCharts(run: Run): Part {
  const vol = el("figure"), sharpe = el("figure");
  const node = section(
    "rolling",
    "Rolling volatility and Sharpe ratio",
    el("div", { class: "pair" }, vol, sharpe),
  );
  return {
    node,
    followsSpan: true,
    show(scope, span) {
      const window = pointsAYear(run, scope);
      const unit = unitOf(run, scope, span);
      const { day, pnl: sums } = sumsOf(run, scope);
      const pnl = sums.map((value) => unit * value);
      node.hidden = pnl.length < window;
      if (node.hidden) return;
      const { begin, end } = pointsOf(run, scope, span);
      const over = `over the last ${window} ${window === 52 ? "weeks" : "days"}`;
      // The first of the chosen days look back beyond them.
      const whole = rolling(changes(pnl), window);
      const figures = {
        vol: whole.vol.subarray(begin, end),
        sharpe: whole.sharpe.subarray(begin, end),
      };
      const x = Array.from(day.subarray(begin, end));
      const ratios = Array.from(figures.sharpe, (value) => Number.isNaN(value) ? null : value);
      const last = <T>(values: readonly T[]) => values.at(-1);
      drawChart(vol, {
        title: "Rolling volatility",
        gist: `a year, ${over}, of ${run.denominator}; last ${
          points(last(percentages(figures.vol)))
        }`,
        x,
        lines: [{ label: "volatility", values: percentages(figures.vol), colour: "blue" }],
        height: 220,
        yUnit: "%",
        yText: (value) => points(value),
        zero: true,
        sync: OVER_TIME,
      });
      drawChart(sharpe, {
        title: "Rolling Sharpe ratio",
        gist: `a year, ${over}; last ${fixed(last(ratios), 2)}`,
        x,
        lines: [{ label: "Sharpe ratio", values: ratios, colour: "green" }],
        height: 220,
        yUnit: "",
        yText: (value) => fixed(value, 2),
        zero: true,
        sync: OVER_TIME,
      });
    },
  };
}
