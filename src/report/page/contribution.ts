/// <reference lib="dom" />
/** What assets, classes and schedules gave: bars in tables, so that the numbers are there, too. */
import type { Figures } from "../../runs/figures.ts";
import type { Scope } from "../page_data.ts";
import { el, section } from "./dom.ts";
import { count, fixed, percent } from "./format.ts";
import type { Part } from "./part.ts";
import { type Run, scopeName } from "./run.ts";

const SHOWN = 15;

interface Item {
  readonly name: string;
  readonly figures: Figures;
  readonly choose?: () => void;
}

export function contribution(run: Run, choose: (scope: Scope) => void): Part {
  const items = (kind: Scope["kind"]) =>
    run.data.scopes.filter((scope) => scope.kind === kind)
      .map((scope): Item => ({
        name: scopeName(scope),
        figures: scope.figures,
        choose: () => choose(scope),
      })).sort((a, b) => b.figures.pnl - a.figures.pnl);
  const assets = items("asset");
  const schedules = run.data.schedules.map((name, i): Item => ({
    name,
    figures: run.data.scheduleFigures[i]!,
  })).sort((a, b) => b.figures.pnl - a.figures.pnl);
  const all = assets.length === 1 ? "The only asset" : `All ${assets.length} assets`;
  const tables = assets.length <= 2 * SHOWN ? [bars(all, assets)] : [
    bars(`Top ${SHOWN} of ${assets.length} assets`, assets.slice(0, SHOWN), assets),
    bars(`Bottom ${SHOWN} of ${assets.length} assets`, assets.slice(-SHOWN), assets),
  ];
  tables.push(bars("Classes", items("class")), bars("Groups", items("group")));
  tables.push(bars("Schedules", schedules));
  return {
    node: section(
      "contribution",
      "Contribution to P&L",
      el("div", { class: "pair" }, ...tables),
    ),
  };
}

/** Bars to one scale, from 0 to either side. */
function bars(caption: string, items: readonly Item[], scale = items): HTMLElement {
  const low = Math.min(0, ...scale.map((item) => item.figures.pnl));
  const high = Math.max(0, ...scale.map((item) => item.figures.pnl));
  const share = (value: number) => 100 * value / (high - low || 1);
  const body = items.map(({ name, figures, choose }) => {
    const bar = el("span", { class: figures.pnl < 0 ? "bar loss" : "bar gain" });
    bar.style.marginLeft = `${share(Math.min(0, figures.pnl) - low)}%`;
    bar.style.width = `max(1px, ${share(Math.abs(figures.pnl))}%)`;
    return el(
      "tr",
      {},
      el(
        "th",
        { scope: "row", class: "text" },
        choose ? el("button", { type: "button", class: "link", click: choose }, name) : name,
      ),
      el("td", { class: "bars", "aria-hidden": "true" }, bar),
      el("td", {}, percent(figures.pnl)),
      el("td", {}, fixed(figures.sharpe, 2)),
      el("td", {}, count(figures.straddles)),
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
