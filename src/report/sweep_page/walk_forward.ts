/// <reference lib="dom" />
/** W-4: what choosing anew each year by the years before would have made. */
import { firstDayOfMonth } from "../../base/calendar.ts";
import { drawChart } from "../page/chart.ts";
import { el, section } from "../page/dom.ts";
import { count, fixed, percent, points } from "../page/format.ts";
import { table } from "../page/table.ts";
import type { SweepWalk } from "../sweep_data.ts";
import { once, type SweepPart } from "./part.ts";
import { hashOf } from "./place.ts";
import type { Sweep } from "./sweep.ts";

export function walkForward(sweep: Sweep): SweepPart {
  const { walk } = sweep.data;
  if (walk === undefined) {
    return {
      node: section(
        "walk",
        "Walk-forward",
        el(
          "p",
          { class: "empty" },
          "No year has nine months of entries that end 92 days before it.",
        ),
      ),
    };
  }
  const figure = el("figure");
  return {
    node: section(
      "walk",
      "Walk-forward",
      figure,
      el(
        "div",
        { class: "scroll tall", tabindex: 0, role: "region", "aria-label": "Walk-forward by year" },
        years(sweep, walk),
      ),
    ),
    show: once(() => draw(sweep, walk, figure)),
  };
}

function draw(sweep: Sweep, walk: SweepWalk, figure: HTMLElement): void {
  const { firstMonth, sharpe, median, hindsight } = walk;
  const percents = (column: SweepWalk["pnl"]) => Array.from(sweep.column(column), (x) => 100 * x);
  const chosen = percents(walk.pnl);
  drawChart(figure, {
    title: "Cumulative P&L by month of entry",
    gist: `Sharpe ratio ${fixed(sharpe, 2)} of the yearly choice, ${
      fixed(hindsight.sharpe, 2)
    } of variant ${hindsight.variant + 1} in hindsight, ${fixed(median, 2)} of the median variant`,
    x: chosen.map((_, i) => firstDayOfMonth(firstMonth + i)),
    lines: [
      { label: "yearly choice", values: chosen, colour: "ink", width: 1.75 },
      { label: "hindsight", values: percents(walk.best), colour: "blue", dash: [6, 3] },
      { label: "mean of all", values: percents(walk.average), colour: "orange", dash: [2, 3] },
    ],
    height: 260,
    wide: true,
    yUnit: "%",
    yText: (value) => points(value),
    zero: true,
    note: "What a straddle makes counts to the month in which it was entered.",
  });
}

function years(sweep: Sweep, { years }: SweepWalk): HTMLElement {
  return table(
    "For each year the variant with the best Sharpe ratio before it is chosen, by straddles entered " +
      "until 92 days before the year; rank is the share of the others that did worse in the year.",
    ["Year", "Variant", "Settings", "Months", "Before", "In the year", "Median", "Rank", "P&L"],
    years.map(({ year, variant, months, before, sharpe, median, rank, pnl }) => [
      String(year),
      el("a", { href: hashOf(variant) }, String(variant + 1)),
      sweep.label(variant),
      count(months),
      fixed(before, 2),
      fixed(sharpe, 2),
      fixed(median, 2),
      percent(rank, 0),
      percent(pnl, 2),
    ]),
    [0, 1, 2],
  );
}
