/// <reference lib="dom" />
/** What the run made before and after costs, for a run with `--costs`. */
import { drawChart } from "./chart.ts";
import { OVER_TIME } from "./chart_spec.ts";
import { el, section } from "./dom.ts";
import { fixed, percent, points } from "./format.ts";
import type { Part } from "./part.ts";
import type { Run } from "./run.ts";
import { addedOf, percentages, seriesOf } from "./series.ts";
import { shownFigures } from "./span_figures.ts";

/** Undefined = the run was made without. */
export function costs(run: Run): Part | undefined {
  if (run.total.series.added.net === undefined) return undefined;
  const { side = "long", costs, costFactor } = run.data.facts.arguments ?? {};
  const figure = el("figure");
  return {
    node: section("costs", "Costs and net P&L", figure),
    followsSpan: true,
    show(scope, span) {
      const figures = shownFigures(run, scope, span);
      const column = (name: "optionCost" | "hedgeCost" | "net") => addedOf(run, scope, span, name);
      const [option, hedge, net] = [column("optionCost"), column("hedgeCost"), column("net")];
      const paid = option.map((cost, i) => cost + hedge[i]!);
      const gross = side === "short" ? -figures.pnl : figures.pnl;
      const cost = paid.at(-1) ?? 0;
      const even = cost > 0 && gross > 0
        ? `; it breaks even at ${fixed(gross / cost, 2)} times these costs`
        : "";
      drawChart(figure, {
        title: `Before and after costs, ${side}`,
        gist: `gross ${percent(gross)}, options cost ${percent(option.at(-1))}, hedges ${
          percent(hedge.at(-1))
        }, net ${percent(net.at(-1))} of ${run.denominator}${even}`,
        x: Array.from(seriesOf(run, scope, span).day),
        lines: [
          {
            label: "gross",
            values: percentages(net.map((value, i) => value + paid[i]!)),
            colour: "blue",
            dash: [6, 3],
          },
          { label: "net", values: percentages(net), colour: "ink", width: 1.75 },
          { label: "costs", values: percentages(paid.map((x) => -x)), colour: "vermillion" },
        ],
        height: 260,
        wide: true,
        yUnit: "%",
        yText: (value) => points(value),
        zero: true,
        sync: OVER_TIME,
        endLabels: true,
        note: costs === "amt"
          ? `Options pay ${
            fixed(costFactor ?? 1, 2)
          } times the asset table's Slippage, read as points of vol, of swaptions basis points a day: our reading.`
          : "Options are charged nothing.",
      });
    },
  };
}
