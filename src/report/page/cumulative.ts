/// <reference lib="dom" />
/** Cumulative P&L with its drawdown below, and buttons for the last years. */
import type uPlot from "uplot";
import type { Scope } from "../page_data.ts";
import { drawChart } from "./chart.ts";
import { el, section } from "./dom.ts";
import { day, percent, points } from "./format.ts";
import type { Part } from "./part.ts";
import type { Run } from "./run.ts";
import { drawdown, percentages, seriesOf } from "./series.ts";

/** Charts over the same days share cursor and zoom. */
export const OVER_TIME = "over time";
const SPANS = [["All", 0], ["10 years", 3652], ["5 years", 1826], ["1 year", 365]] as const;

export function cumulative(run: Run): Part {
  const above = el("figure"), below = el("figure");
  const off = new Set<string>();
  const spans = el("div", { class: "toolbar", role: "group", "aria-label": "Days shown" });
  let plots: (uPlot | undefined)[] = [];
  const node = section("cumulative", "Cumulative P&L", above, below);
  const heading = node.firstElementChild!;
  const titled = el("div", { class: "titled" });
  heading.replaceWith(titled);
  titled.append(heading, spans);
  return {
    node,
    show(scope) {
      plots = draw(run, scope, above, below, off);
      const days = run.column(scope.series.day);
      const first = days[0] ?? 0, last = days.at(-1) ?? 0;
      spans.replaceChildren(
        ...SPANS.filter(([, length]) => length < last - first).map(([label, length]) =>
          el("button", {
            type: "button",
            click: () => {
              const min = length === 0 ? first : last - length;
              for (const plot of plots) plot?.setScale("x", { min, max: last });
            },
          }, label)
        ),
      );
    },
  };
}

function draw(
  run: Run,
  scope: Scope,
  above: HTMLElement,
  below: HTMLElement,
  off: Set<string>,
): (uPlot | undefined)[] {
  const { day: days, pnl, opnl, hpnl } = seriesOf(run, scope);
  const { figures } = scope;
  const x = Array.from(days);
  const span = x.length === 0 ? "" : `from ${day(x[0])} to ${day(x.at(-1))}`;
  const deepest = figures.maxDrawdown ? `, deepest drawdown ${percent(figures.maxDrawdown)}` : "";
  const weekly = scope.series.step === "week" ? "one point a week" : undefined;
  return [
    drawChart(above, {
      title: "Total, option and hedge",
      gist: `${span}, ends at ${percent(figures.pnl)} of ${run.denominator}${deepest}`.replace(
        /^, /,
        "",
      ),
      x,
      lines: [
        { label: "total", values: percentages(pnl), colour: "ink", width: 1.75 },
        { label: "option", values: percentages(opnl), colour: "blue" },
        { label: "hedge", values: percentages(hpnl), colour: "vermillion", dash: [6, 3] },
      ],
      height: 300,
      wide: true,
      yUnit: "%",
      yText: (value) => points(value),
      zero: true,
      sync: OVER_TIME,
      off,
      ...(weekly === undefined ? {} : { note: `This part's series has ${weekly}.` }),
    }),
    drawChart(below, {
      title: "Drawdown",
      gist: figures.maxDrawdown
        ? `deepest ${percent(figures.maxDrawdown)} on ${day(figures.drawdownTrough)}, ` +
          (figures.drawdownTo === null
            ? "not recovered"
            : `recovered on ${day(figures.drawdownTo)}`)
        : "the P&L never fell below its highest point",
      x,
      lines: [{
        label: "below the high",
        values: percentages(drawdown(pnl)),
        colour: "vermillion",
        fill: true,
        width: 1,
      }],
      height: 150,
      wide: true,
      yUnit: "%",
      yText: (value) => points(value),
      zero: true,
      sync: OVER_TIME,
    }),
  ];
}
