/// <reference lib="dom" />
/** One straddle, opened over the page: what is known of it, and its days where they were kept. */
import { formatMonth } from "../../base/calendar.ts";
import { commandText } from "../../base/text.ts";
import { drawChart, dropCharts } from "./chart.ts";
import { el } from "./dom.ts";
import { day, fixed, percent, points } from "./format.ts";
import { pathCharts } from "./path_charts.ts";
import { daysOf } from "./path_days.ts";
import { pathTable } from "./path_table.ts";
import type { PathRows, Run } from "./run.ts";

export interface PathDialog {
  readonly node: HTMLDialogElement;
  show(row: number | undefined): void;
}

/** `leave` is called when the reader closes it. */
export function pathDialog(run: Run, leave: () => void): PathDialog {
  const body = el("div");
  const close = el("button", { type: "button", class: "close", click: leave }, "Close");
  const node = el("dialog", { "aria-labelledby": "straddle-title" }, close, body);
  let opener: Element | null = null, from = -1;
  node.addEventListener("cancel", (event) => {
    event.preventDefault();
    leave();
  });
  node.addEventListener("click", (event) => {
    if (event.target === node) leave();
  });
  return {
    node,
    show(row) {
      dropCharts(node);
      if (row === undefined) {
        if (!node.open) return;
        node.close();
        body.replaceChildren();
        const back = opener?.isConnected
          ? opener
          : document.querySelector(`a[href$="straddle=${from}"]`);
        if (back instanceof HTMLElement) back.focus();
        return;
      }
      from = row;
      if (!node.open) {
        opener = document.activeElement;
        node.showModal();
      }
      fill(run, row, body);
      node.scrollTop = 0;
    },
  };
}

function fill(run: Run, row: number, body: HTMLElement): void {
  const asset = run.asset(row), schedule = run.schedule(row);
  const at = (name: "month" | "entry" | "expiry" | "vol" | "pnl" | "opnl") =>
    run.straddles(name)[row]!;
  const month = formatMonth(at("month"));
  const facts: [string, string][] = [
    ["Class", [asset.class, asset.group].filter(Boolean).join(", ") || "–"],
    ["Entry", day(at("entry"))],
    ["Expiry", day(at("expiry"))],
    ["Vol at entry", points(at("vol"), 1)],
    ["Strike", fixed(run.strike(row), asset.priceDecimals)],
    ["P&L", percent(at("pnl"), 2)],
    ["Option", percent(at("opnl"), 2)],
    ["Hedge", percent(at("pnl") - at("opnl"), 2)],
  ];
  const path = run.path(row);
  body.replaceChildren(
    el("h2", { id: "straddle-title", tabindex: -1 }, `${asset.name}, ${month}, ${schedule}`),
    el(
      "dl",
      { class: "figures" },
      ...facts.map(([name, value]) => el("div", {}, el("dt", {}, name), el("dd", {}, value))),
    ),
    ...commands(run, row, !!path),
  );
  if (path) drawDays(run, row, path, body);
}

/** The commands that show the straddle, with the inputs of the run. */
function commands(run: Run, row: number, kept: boolean): HTMLElement[] {
  const { facts: { inputs: files }, inputs } = run.data;
  const words = [run.asset(row).name, run.straddleText(row), ...inputs];
  const place = inputs.length === 0
    ? files.length === 0 ? ", with the options that name the run's inputs" : ""
    : ", where the run's inputs lie";
  const lead = kept
    ? "Every column and why these days"
    : "Its days are not kept in this page; these commands show them";
  const lines = ["value", "explain"].map((name) => commandText(["straddle", name, ...words]));
  return [
    el("p", {}, `${lead}${place}:`),
    el(
      "pre",
      { tabindex: 0, role: "region", "aria-label": "Commands" },
      lines.join("\n"),
    ),
  ];
}

function drawDays(run: Run, row: number, path: PathRows, body: HTMLElement): void {
  const days = daysOf(run, row, path);
  const specs = pathCharts(days);
  const figures = specs.map(() => el("figure"));
  body.append(
    el("div", { class: "pair" }, ...figures),
    el("div", { class: "scroll" }, pathTable(days)),
  );
  // Charts are drawn when they are in the document.
  for (const [i, spec] of specs.entries()) drawChart(figures[i]!, spec);
}
