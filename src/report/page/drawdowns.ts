/// <reference lib="dom" />
/** The deepest drawdowns of the chosen part. */
import { el, section } from "./dom.ts";
import { count, day, percent } from "./format.ts";
import type { Part } from "./part.ts";
import { table } from "./table.ts";

export function drawdowns(): Part {
  const host = el("div", { class: "scroll" });
  return {
    node: section("drawdowns", "Drawdowns", host),
    show(scope) {
      host.replaceChildren(
        scope.drawdowns.length === 0
          ? el("p", { class: "empty" }, "The P&L never fell below its highest point.")
          : table(
            "The deepest falls of the cumulative P&L, by day; none overlap",
            ["#", "Depth", "High on", "Lowest on", "Recovered on", "Days down", "Days to recover"],
            scope.drawdowns.map((fall, i) => [
              String(i + 1),
              percent(fall.depth),
              day(fall.from),
              day(fall.trough),
              fall.to === null ? "not yet" : day(fall.to),
              count(fall.trough - fall.from),
              fall.to === null ? "–" : count(fall.to - fall.trough),
            ]),
          ),
      );
    },
  };
}
