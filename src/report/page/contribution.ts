/// <reference lib="dom" />
/** What assets, classes and schedules gave: bars in tables, so that the numbers are there, too. */
import type { Scope } from "../page_data.ts";
import { el, section } from "./dom.ts";
import { count, fixed, percent } from "./format.ts";
import type { Part, Span } from "./part.ts";
import { type Run, scopeName } from "./run.ts";
import { figuresIn, unitOf } from "./span_figures.ts";

const SHOWN = 15;

interface Item {
  readonly name: string;
  /** Of `run.denominator`, over all straddles of the chosen part: items add up to its P&L. */
  readonly pnl: number;
  readonly sharpe: number | null;
  readonly straddles: number;
  readonly choose?: () => void;
}

export function contribution(run: Run, choose: (scope: Scope) => void): Part {
  const note = el("p", { class: "note" }), host = el("div", { class: "pair" });
  const node = section("contribution", "Contribution to P&L", note, host);
  return {
    node,
    followsSpan: true,
    show(scope, span) {
      const tables = tablesOf(run, scope, span, choose);
      node.hidden = tables.length === 0;
      host.replaceChildren(...tables);
      note.textContent = `In percent of ${run.denominator}, over the straddles of ${
        scope.kind === "total" ? "the whole run" : scopeName(scope)
      }: the lines of a table add up to its P&L.`;
    },
  };
}

/** A table for each way to divide what is shown; one with a single line tells nothing. */
function tablesOf(
  run: Run,
  scope: Scope,
  span: Span,
  choose: (scope: Scope) => void,
): HTMLElement[] {
  const unit = unitOf(run, scope, span);
  const items = (kind: Scope["kind"]) =>
    scope.kind === "asset" || scope.kind === kind ? [] : inOrder(
      run.partsOf(scope, kind).map((part): Item => {
        const { pnl, sharpe, straddles } = figuresIn(run, part, span);
        return {
          name: scopeName(part),
          pnl: unit * pnl,
          sharpe,
          straddles,
          choose: () => choose(part),
        };
      }),
    );
  const assets = items("asset");
  const tables: [string, readonly Item[], (readonly Item[])?][] = assets.length <= 2 * SHOWN
    ? [[`All ${assets.length} assets`, assets]]
    : [
      [`Top ${SHOWN} of ${assets.length} assets`, assets.slice(0, SHOWN), assets],
      [`Bottom ${SHOWN} of ${assets.length} assets`, assets.slice(-SHOWN), assets],
    ];
  tables.push(["Classes", items("class")], ["Groups", items("group")]);
  const schedules = inOrder(schedulesOf(run, scope, span, unit));
  tables.push([
    scope.kind === "total" && span === undefined
      ? "Schedules"
      : "Schedules, by the straddles that expire here",
    schedules,
  ]);
  return tables.filter(([, items]) => items.length > 1)
    .map(([caption, items, scale]) => bars(caption, items, scale));
}

function inOrder(items: readonly Item[]): Item[] {
  return items.toSorted((a, b) => b.pnl - a.pnl);
}

/** The whole run's by day; of a part or of chosen days, what their straddles made in all. */
function schedulesOf(run: Run, scope: Scope, span: Span, unit: number): Item[] {
  const { schedules, scheduleWeights, scheduleFigures } = run.data;
  if (scope.kind === "total" && span === undefined) {
    return schedules.map((name, i) => {
      const { pnl, sharpe, straddles } = scheduleFigures[i]!;
      return { name, pnl: unit * pnl, sharpe, straddles };
    });
  }
  if (run.isBook) return [];
  const pnl = run.straddles("pnl"), schedule = run.straddles("schedule");
  const sums = schedules.map(() => ({ pnl: 0, straddles: 0 }));
  for (const row of run.rows(scope, span)) {
    const sum = sums[schedule[row]!]!;
    sum.straddles++;
    if (!Number.isNaN(pnl[row]!)) sum.pnl += pnl[row]!;
  }
  return schedules.flatMap((name, i) => {
    const { pnl, straddles } = sums[i]!;
    return straddles === 0
      ? []
      : [{ name, pnl: unit * scheduleWeights[i]! * pnl, sharpe: null, straddles }];
  });
}

/** Bars to one scale, from 0 to either side. */
function bars(caption: string, items: readonly Item[], scale = items): HTMLElement {
  const low = Math.min(0, ...scale.map((item) => item.pnl));
  const high = Math.max(0, ...scale.map((item) => item.pnl));
  const share = (value: number) => 100 * value / (high - low || 1);
  const body = items.map(({ name, pnl, sharpe, straddles, choose }) => {
    const bar = el("span", { class: pnl < 0 ? "bar loss" : "bar gain" });
    bar.style.marginLeft = `${share(Math.min(0, pnl) - low)}%`;
    bar.style.width = `max(1px, ${share(Math.abs(pnl))}%)`;
    return el(
      "tr",
      {},
      el(
        "th",
        { scope: "row", class: "text" },
        choose ? el("button", { type: "button", class: "link", click: choose }, name) : name,
      ),
      el("td", { class: "bars", "aria-hidden": "true" }, bar),
      el("td", {}, percent(pnl)),
      el("td", {}, fixed(sharpe, 2)),
      el("td", {}, count(straddles)),
    );
  });
  return el(
    "div",
    { class: "scroll" },
    el(
      "table",
      { class: "contribution" },
      el("caption", {}, caption),
      el(
        "thead",
        {},
        el(
          "tr",
          {},
          el("th", { scope: "col", class: "text" }, "Name"),
          el("td", { "aria-hidden": "true" }),
          ...["P&L", "Sharpe", "Straddles"].map((text) => el("th", { scope: "col" }, text)),
        ),
      ),
      el("tbody", {}, ...body),
    ),
  );
}
