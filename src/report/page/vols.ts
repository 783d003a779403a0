/// <reference lib="dom" />
/** What straddles paid for vol and what they got: implied at entry beside realised until expiry. */
import { firstDayOfMonth } from "../../base/calendar.ts";
import type { Scope } from "../page_data.ts";
import { drawChart } from "./chart.ts";
import { el, section } from "./dom.ts";
import { count, fixed, NONE, percent } from "./format.ts";
import type { Part, Span } from "./part.ts";
import { type Run, scopeName } from "./run.ts";
import { table } from "./table.ts";

/** Sums over straddles that have both vols, in the unit that most of their assets' vols have. */
interface Sums {
  count: number;
  above: number;
  implied: number;
  realised: number;
}

const NOTHING: Sums = { count: 0, above: 0, implied: 0, realised: 0 };

/** Undefined = a book, which knows no straddles. */
export function vols(run: Run): Part | undefined {
  if (run.isBook) return undefined;
  const figure = el("figure");
  let grid = table("", [], []);
  const scroller = el(
    "div",
    { class: "scroll", tabindex: 0, role: "region", "aria-label": "Vol paid and got" },
    grid,
  );
  return {
    node: section("vols", "Vol paid and vol got", figure, scroller),
    followsSpan: true,
    show(scope, span) {
      const unit = unitOf(run, scope);
      const scopes = [scope, ...run.partsOf(scope, scope.kind === "total" ? "class" : "asset")];
      grid.replaceWith(grid = gridOf(run, scope.kind === "asset" ? [scope] : scopes, span));
      const months = [...byMonth(run, scope, unit, span)].sort(([a], [b]) => a - b);
      const all = months.map(([, sums]) => sums).reduce(add, NOTHING);
      const left = run.rows(scope, span).length - all.count;
      const text = (value: number) => `${fixed(value, 1)}\u00a0${unit}`;
      drawChart(figure, {
        title: "Mean implied vol at entry and realised vol, by expiry month",
        gist: all.count === 0
          ? ""
          : `on average ${text(all.implied / all.count)} implied, ${
            text(all.realised / all.count)
          } realised`,
        x: months.map(([month]) => firstDayOfMonth(month)),
        lines: [
          {
            label: "implied",
            values: months.map(([, { implied, count }]) => implied / count),
            colour: "blue",
          },
          {
            label: "realised",
            values: months.map(([, { realised, count }]) => realised / count),
            colour: "vermillion",
            dash: [6, 3],
          },
        ],
        height: 260,
        wide: true,
        yUnit: unit,
        yText: text,
        note: "Realised: the root of 252 times the mean squared move of the hedge from close to " +
          `close, entry to expiry. Unweighted.${
            left > 0
              ? ` ${count(left)} straddles lack one of them, or have it in another unit.`
              : ""
          }`,
      });
    },
  };
}

function gridOf(run: Run, scopes: readonly Scope[], span: Span): HTMLTableElement {
  return table(
    "Vol paid and got, means over straddles",
    ["Part", "Straddles", "Implied", "Realised", "Difference", "Implied above"],
    scopes.map((scope) => {
      const unit = unitOf(run, scope);
      const sums = [...byMonth(run, scope, unit, span).values()].reduce(add, NOTHING);
      const mean = (sum: number) =>
        sums.count === 0 ? NONE : `${fixed(sum / sums.count, 1)}\u00a0${unit}`;
      return [
        scopeName(scope),
        count(sums.count),
        mean(sums.implied),
        mean(sums.realised),
        mean(sums.implied - sums.realised),
        percent(sums.count === 0 ? null : sums.above / sums.count, 1),
      ];
    }),
  );
}

/** Percent, unless all of the scope's assets have their vols in basis points. */
function unitOf(run: Run, scope: Scope): "%" | "bp" {
  for (const row of run.rows(scope)) if (run.asset(row).volUnit === "%") return "%";
  return run.rows(scope).length === 0 ? "%" : "bp";
}

function byMonth(run: Run, scope: Scope, unit: "%" | "bp", span: Span): Map<number, Sums> {
  const [vol, realised, month] = [
    run.straddles("vol"),
    run.straddles("realised"),
    run.straddles("month"),
  ];
  const months = new Map<number, Sums>();
  for (const row of run.rows(scope, span)) {
    const paid = vol[row]!, got = realised[row]!;
    if (Number.isNaN(paid) || Number.isNaN(got) || run.asset(row).volUnit !== unit) continue;
    let sums = months.get(month[row]!);
    if (!sums) months.set(month[row]!, sums = { ...NOTHING });
    sums.count++;
    if (paid > got) sums.above++;
    sums.implied += paid;
    sums.realised += got;
  }
  return months;
}

function add(a: Sums, b: Sums): Sums {
  return {
    count: a.count + b.count,
    above: a.above + b.above,
    implied: a.implied + b.implied,
    realised: a.realised + b.realised,
  };
}
