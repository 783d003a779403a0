/// <reference lib="dom" />
/** Rolling volatility and Sharpe ratio of the P&L. */
import { drawChart } from "./chart.ts";
import { OVER_TIME } from "./cumulative.ts";
import { el, section } from "./dom.ts";
import { fixed, points } from "./format.ts";
import type { Part } from "./part.ts";
import type { Run } from "./run.ts";
import { percentages, rolling, seriesOf } from "./series.ts";

export function rollingCharts(run: Run): Part {
  const vol = el("figure"), sharpe = el("figure");
  return {
    node: section(
      "rolling",
      "Rolling volatility and Sharpe ratio",
      el("div", { class: "pair" }, vol, sharpe),
    ),
    show(scope) {
      const weekly = scope.series.step === "week";
      const window = weekly ? 52 : 252;
      const { day, pnl } = seriesOf(run, scope);
      const over = `over the last ${window} ${weekly ? "weeks" : "days"}`;
      const figures = rolling(pnl, window);
      const full = pnl.length >= window;
      const x = full ? Array.from(day) : [];
      const ratios = Array.from(figures.sharpe, (value) => Number.isNaN(value) ? null : value);
      const last = <T>(values: readonly T[]) => values.at(-1);
      drawChart(vol, {
        title: "Rolling volatility",
        gist: `of the P&L a year, ${over}; last ${points(last(percentages(figures.vol)))}`,
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
