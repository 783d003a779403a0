/// <reference lib="dom" />
/** P&L by month, years down and months across: a table whose cells are shaded. */
import { monthOfYear, yearOfMonth } from "../../base/calendar.ts";
import { el, section } from "./dom.ts";
import { fixed, NONE } from "./format.ts";
import type { Part } from "./part.ts";
import type { Run } from "./run.ts";
import { unitOf } from "./span_figures.ts";
import { quantile } from "../../runs/analysis/statistics.ts";

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun"].concat(
  ["Jul", "Aug", "Sep", "Oct", "Nov", "Dec"],
);

export function heatmap(run: Run): Part {
  const table = el("table", { class: "heatmap" });
  const node = section(
    "months",
    "P&L by month",
    el(
      "div",
      { class: "scroll", tabindex: 0, role: "region", "aria-label": "P&L by month" },
      table,
    ),
  );
  return {
    node,
    show(scope) {
      const { first, pnl } = scope.months;
      table.replaceChildren(
        ...rows(
          first,
          run.column(pnl).map((value) => value * unitOf(run, scope, undefined)),
          run.denominator,
        ),
      );
    },
  };
}

function rows(first: number, pnl: Float64Array, whole: string): Node[] {
  const sizes = pnl.filter((value) => !Number.isNaN(value)).map(Math.abs).sort();
  // The largest months would make all others pale.
  const full = sizes.length === 0 ? 1 : quantile(sizes, 0.95) || 1;
  const decimals = full >= 1 ? 0 : full >= 0.1 ? 1 : 2;
  const head = el(
    "thead",
    {},
    el(
      "tr",
      {},
      el("th", { scope: "col" }, "Year"),
      ...MONTHS.map((name) => el("th", { scope: "col" }, name)),
      el("th", { scope: "col" }, "Total"),
    ),
  );
  const body = el("tbody");
  const lastYear = yearOfMonth(first + pnl.length - 1);
  for (let year = yearOfMonth(first); year <= lastYear && pnl.length > 0; year++) {
    let sum = 0, known = false;
    const cells = MONTHS.map((name, m) => {
      const value = pnl[12 * year + m - first] ?? NaN;
      if (Number.isNaN(value)) return el("td", { class: "none" }, NONE);
      sum += value;
      known = true;
      const cell = el("td", { title: `${name} ${year}` }, fixed(100 * value, decimals));
      shade(cell, value / full);
      return cell;
    });
    body.append(el(
      "tr",
      {},
      el("th", { scope: "row" }, String(year)),
      ...cells,
      el("td", { class: "sum" }, known ? fixed(100 * sum, decimals) : NONE),
    ));
  }
  const span = pnl.length === 0
    ? ""
    : `, from ${MONTHS[monthOfYear(first) - 1]} ${yearOfMonth(first)}`;
  return [
    el("caption", {}, `In percent of ${whole}${span}. Blue: gain; orange: loss.`),
    head,
    body,
  ];
}

/** Colours a cell by a strength from -1 to 1; beyond is full. */
export function shade(cell: HTMLElement, strength: number): void {
  const share = Math.round(Math.min(1, Math.abs(strength)) * 55);
  const side = strength < 0 ? "loss" : "gain";
  cell.style.backgroundColor = `color-mix(in srgb, var(--${side}) ${share}%, var(--surface))`;
}
