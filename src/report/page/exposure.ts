/// <reference lib="dom" />
/** What is held over time, for a run with `--greeks`: straddles, net delta, gamma and vega. */
import type { AddedName } from "../page_data.ts";
import { drawChart } from "./chart.ts";
import { type Line, OVER_TIME } from "./chart_spec.ts";
import { el, section } from "./dom.ts";
import { fixed } from "./format.ts";
import type { Part } from "./part.ts";
import { pointsOf } from "./points.ts";
import type { Run } from "./run.ts";

const CHARTS: readonly {
  readonly name: AddedName;
  readonly title: string;
  readonly colour: Line["colour"];
  readonly decimals: number;
}[] = [
  { name: "live", title: "Live straddles", colour: "ink", decimals: 0 },
  { name: "netDelta", title: "Net delta", colour: "blue", decimals: 3 },
  { name: "netGamma", title: "Net gamma", colour: "green", decimals: 2 },
  { name: "netVega", title: "Net vega, a point of vol", colour: "vermillion", decimals: 5 },
];

/** Undefined = the run was made without. */
export function exposure(run: Run): Part | undefined {
  if (run.total.series.added.netGamma === undefined) return undefined;
  const figures = CHARTS.map(() => el("figure"));
  return {
    node: section("exposure", "What is held", el("div", { class: "pair" }, ...figures)),
    followsSpan: true,
    show(scope, span) {
      const { series } = scope;
      const { begin, end } = pointsOf(run, scope, span);
      const x = Array.from(run.column(series.day).subarray(begin, end));
      CHARTS.forEach(({ name, title, colour, decimals }, i) => {
        const values = run.column(series.added[name]!).subarray(begin, end);
        const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
        drawChart(figures[i]!, {
          title,
          gist: `on average ${fixed(mean, decimals)}`,
          x,
          lines: [{ label: title.toLowerCase(), values: Array.from(values), colour }],
          height: 180,
          yUnit: "",
          yText: (value) => fixed(value, decimals),
          zero: true,
          sync: OVER_TIME,
          counts: name === "live",
          ...name === "live" ? {} : { note: "Sum over the live straddles, times weight." },
        });
      });
    },
  };
}
