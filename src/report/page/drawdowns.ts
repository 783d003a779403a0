/// <reference lib="dom" />
/** The deepest drawdowns of the chosen part. */
import { deepest, drawdowns as fallsOf } from "../../runs/analysis/drawdowns.ts";
import type { PageDrawdown, Scope } from "../page_data.ts";
import { el, section } from "./dom.ts";
import { count, day, percent } from "./format.ts";
import type { Part, Span } from "./part.ts";
import { sumsOf } from "./points.ts";
import type { Run } from "./run.ts";
import { unitOf } from "./span_figures.ts";
import { table } from "./table.ts";

const SHOWN = 10;

export function drawdowns(run: Run): Part {
  const host = el("div", { class: "scroll" });
  const node = section("drawdowns", "Drawdowns", host);
  return {
    node,
    followsSpan: true,
    show(scope, span) {
      const found = drawdownsOf(run, scope, span);
      node.hidden = found.length === 0;
      host.replaceChildren(table(
        `The deepest falls of the cumulative P&L, in percent of ${run.denominator}; none overlap`,
        ["#", "Depth", "High on", "Lowest on", "Recovered on", "Days down", "Days to recover"],
        found.map((fall, i) => [
          String(i + 1),
          percent(fall.depth),
          day(fall.from),
          day(fall.trough),
          fall.to === null ? "not yet" : day(fall.to),
          count(fall.trough - fall.from),
          fall.to === null ? "–" : count(fall.to - fall.trough),
        ]),
      ));
    },
  };
}

/** The deepest first, of `run.denominator`; of chosen days from the points that the page keeps. */
export function drawdownsOf(run: Run, scope: Scope, span: Span): PageDrawdown[] {
  const unit = unitOf(run, scope, span);
  const found = span === undefined ? scope.drawdowns : fallsOfSpan(run, scope, span);
  return found.map((fall) => ({ ...fall, depth: unit * fall.depth }));
}

function fallsOfSpan(run: Run, scope: Scope, span: Span): PageDrawdown[] {
  const { day, pnl } = sumsOf(run, scope, span);
  return deepest(fallsOf(pnl), SHOWN).map(({ depth, from, trough, to }) => ({
    depth,
    from: day[Math.max(from, 0)]!,
    trough: day[trough]!,
    to: to === undefined ? null : day[to]!,
  }));
}
