/// <reference lib="dom" />
/** The table of straddles: filter, sort, pages; each row leads to its straddle. */
import { formatDay, formatMonth } from "../../base/calendar.ts";
import type { Scope } from "../page_data.ts";
import { el } from "./dom.ts";
import { count, day, fixed, percent, points } from "./format.ts";
import { hashOf, type Place } from "./location.ts";
import { followLink, pagedTable } from "./paged_table.ts";
import type { Part, Span } from "./part.ts";
import { type Run, scopeName } from "./run.ts";
import { giveRows, showColumn } from "./tables.ts";
import {
  type ColumnKey,
  COLUMNS,
  type Kind,
  type Selection,
  StraddleOrder,
} from "./straddle_order.ts";

const WORDS: readonly ColumnKey[] = ["asset", "schedule", "month", "entry", "expiry"];
const KIND_LABELS: Readonly<Record<Kind, string>> = {
  all: "All",
  gains: "With a gain",
  losses: "With a loss",
  path: "With a daily path here",
};

/** Undefined = a book, which knows no straddles. */
export function straddleTable(run: Run): Part | undefined {
  if (run.isBook) return undefined;
  const order = new StraddleOrder(run);
  let scope: Scope = run.total, days: Span, found: Uint32Array = new Uint32Array();
  let selection: Selection = { text: "", kind: "all", column: "pnl", descending: false };

  const text = el("input", {
    id: "filter",
    type: "search",
    placeholder: "asset, schedule or YYYY-MM",
    autocomplete: "off",
    input: () => change({ text: text.value }),
  });
  const kind = el(
    "select",
    { id: "kind", change: () => change({ kind: kind.value as Kind }) },
    ...Object.entries(KIND_LABELS).map(([value, label]) => el("option", { value }, label)),
  );
  const status = el("p", { class: "status", role: "status" });
  const headers = sortButtons((column) =>
    change({ column, descending: selection.column === column && !selection.descending })
  );
  const caption = el("caption");
  const body = el("tbody");
  const grid = el(
    "table",
    { class: "straddles" },
    caption,
    el("thead", {}, el("tr", {}, ...headers)),
    body,
  );
  giveRows(
    grid,
    () => [
      COLUMNS.map(([key, label]) => key.endsWith("pnl") ? `${label} (share of strike)` : label),
      ...Array.from(found, (row) => exact(run, row)),
    ],
  );
  const fields = [
    el("label", { for: "filter" }, "Filter"),
    text,
    el("label", { for: "kind" }, "Only"),
    kind,
    status,
  ];
  const paged = pagedTable("straddles", "Straddles", fields, grid, () => draw());

  const change = (part: Partial<Selection>) => {
    selection = { ...selection, ...part };
    paged.toFirstPage();
    found = order.select(run.rows(scope, days), selection);
    draw();
  };
  const draw = () => {
    for (const [i, [key]] of COLUMNS.entries()) {
      const direction = selection.descending ? "descending" : "ascending";
      if (key === selection.column) headers[i]!.setAttribute("aria-sort", direction);
      else headers[i]!.removeAttribute("aria-sort");
    }
    body.replaceChildren(
      ...Array.from(
        paged.shown(found),
        (row) => tableRow(run, { scope, span: days, straddle: row }),
      ),
    );
    status.textContent = `${count(found.length)} of ${
      count(run.rows(scope, days).length)
    } straddles`;
    caption.textContent = scopeName(scope) +
      (days === undefined ? "" : `, expiring ${day(days.from)} to ${day(days.to)}`) +
      ": P&L unweighted, in percent of the strike. A straddle's name opens its days.";
    showColumn(grid, COLUMNS.findIndex(([key]) => key === selection.column));
  };
  return {
    node: paged.node,
    followsSpan: true,
    show(to, span) {
      [scope, days] = [to, span];
      change({});
    },
  };
}

/** The head of each column, which sorts by it. */
function sortButtons(sort: (column: ColumnKey) => void): HTMLElement[] {
  return COLUMNS.map(([key, label]) =>
    el(
      "th",
      { scope: "col", class: WORDS.includes(key) ? "text" : undefined },
      el("button", { type: "button", click: () => sort(key) }, label),
    )
  );
}

/** A row for CSV: shares of the strike and vols as the page has them. */
function exact(run: Run, row: number): string[] {
  const at = (name: "month" | "entry" | "expiry" | "vol" | "pnl" | "opnl") =>
    run.straddles(name)[row]!;
  const number = (value: number, decimals: number) =>
    Number.isNaN(value) ? "" : String(Number(value.toFixed(decimals)));
  const { pnl, opnl } = run.data.straddles;
  return [
    run.asset(row).name,
    run.schedule(row),
    formatMonth(at("month")),
    formatDay(at("entry")),
    formatDay(at("expiry")),
    number(at("vol"), run.data.straddles.vol.decimals),
    number(run.strike(row), run.asset(row).priceDecimals),
    number(at("pnl"), pnl.decimals),
    number(at("opnl"), opnl.decimals),
    number(at("pnl") - at("opnl"), Math.max(pnl.decimals, opnl.decimals)),
  ];
}

function tableRow(run: Run, place: Place & { readonly straddle: number }): HTMLElement {
  const row = place.straddle;
  const at = (name: "month" | "entry" | "expiry" | "vol" | "pnl" | "opnl") =>
    run.straddles(name)[row]!;
  const href = hashOf(place);
  const link = el("a", { href }, run.asset(row).name);
  const cells: [string, boolean][] = [
    [run.schedule(row), true],
    [formatMonth(at("month")), true],
    [day(at("entry")), true],
    [day(at("expiry")), true],
    [points(at("vol"), 1), false],
    [fixed(run.strike(row), run.asset(row).priceDecimals), false],
    [percent(at("pnl"), 2), false],
    [percent(at("opnl"), 2), false],
    [percent(at("pnl") - at("opnl"), 2), false],
  ];
  return el(
    "tr",
    {
      class: run.path(row) ? "kept" : undefined,
      click: followLink(link),
    },
    el("th", { scope: "row", class: "text" }, link),
    ...cells.map(([text, word]) => el("td", word ? { class: "text" } : {}, text)),
  );
}
