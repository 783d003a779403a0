/// <reference lib="dom" />
/** The page of `straddle report`: reads its own data and draws it. */
import { watchCharts } from "./chart.ts";
import { attribution } from "./attribution.ts";
import { byClass } from "./by_class.ts";
import { contribution } from "./contribution.ts";
import { costs } from "./costs.ts";
import { coverage } from "./coverage.ts";
import { cumulative } from "./cumulative.ts";
import { decode } from "./decode.ts";
import { distribution } from "./distribution.ts";
import { el } from "./dom.ts";
import { drawdowns } from "./drawdowns.ts";
import { count, counted, day } from "./format.ts";
import { headline } from "./headline.ts";
import { heatmap } from "./heatmap.ts";
import { exposure } from "./exposure.ts";
import { goTo, readPlace } from "./location.ts";
import type { Part } from "./part.ts";
import { pathDialog } from "./path.ts";
import { provenance } from "./provenance.ts";
import { rollingCharts } from "./rolling_charts.ts";
import { Run, scopeName } from "./run.ts";
import { scatter } from "./scatter.ts";
import { scopePicker } from "./scope_picker.ts";
import { straddleTable } from "./straddle_table.ts";
import { themeButton, watchTheme } from "./theme.ts";
import { vols } from "./vols.ts";
import { DENOMINATOR } from "../../runs/figures.ts";
import type { Scope } from "../page_data.ts";

function build(run: Run): void {
  watchTheme();
  watchCharts();
  const here = () => readPlace(run, location.hash);
  const choose = (scope: Scope) => goTo({ scope, straddle: undefined });
  const all: (Part | undefined)[] = [
    headline(run),
    cumulative(run),
    attribution(run),
    costs(run),
    byClass(run),
    heatmap(run),
    drawdowns(),
    distribution(run),
    rollingCharts(run),
    exposure(run),
    ...(run.isBook ? [] : [vols(run), scatter(run), straddleTable(run)]),
    contribution(run, choose),
    coverage(run),
    provenance(run),
  ];
  const parts = all.filter((part) => part !== undefined);
  const picker = scopePicker(run, choose);
  // Back where the link came from, when that was this page; the address alone changes otherwise.
  let opened = false;
  const dialog = pathDialog(run, () => {
    if (opened) history.back();
    else goTo({ scope: here().scope, straddle: undefined });
  });
  const main = document.querySelector("main")!;
  main.replaceChildren(...parts.map((part) => part.node));
  document.querySelector("#bar")!.append(picker.node, contents(parts), themeButton());
  document.querySelector("#lead")!.textContent = lead(run);
  document.body.append(dialog.node);
  document.querySelector("#skip")!.addEventListener("click", (event) => {
    // The address after # is the page's own.
    event.preventDefault();
    main.focus();
  });

  let shown: Scope | undefined;
  const show = () => {
    const { scope, straddle } = here();
    if (scope !== shown) {
      for (const part of parts) part.show?.(scope);
      picker.show(scope);
      document.title = scope.kind === "total"
        ? run.data.title
        : `${scopeName(scope)} – ${run.data.title}`;
      shown = scope;
    }
    dialog.show(straddle);
  };
  addEventListener("hashchange", () => {
    opened = here().straddle !== undefined;
    show();
  });
  show();
}

function lead(run: Run): string {
  const { figures } = run.total;
  const assets = run.data.scopes.filter((scope) => scope.kind === "asset").length;
  const span = `${day(figures.first)} to ${day(figures.last)}`;
  if (run.isBook) {
    const aum = run.data.facts.book?.aum;
    const size = aum === undefined ? "" : ` · a book of ${count(aum)}`;
    const money = aum === undefined ? "" : ` · net ${count(aum * figures.pnl)}`;
    return `${span} · ${
      counted(assets, "asset")
    }${size}${money} · P&L in percent of ${DENOMINATOR.book}`;
  }
  return `${span} · ${counted(figures.straddles, "straddle")} · ${counted(assets, "asset")} · ` +
    `figures in percent of ${DENOMINATOR.run}; charts and tables of ${DENOMINATOR.part}`;
}

/** Links to the parts, which leave the address alone. */
function contents(parts: readonly Part[]): HTMLElement {
  const select = el(
    "select",
    {
      "aria-label": "Go to a part of the page",
      change: () => {
        const heading = document.getElementById(`${select.value}-title`);
        heading?.scrollIntoView();
        heading?.focus({ preventScroll: true });
        select.value = "";
      },
    },
    el("option", { value: "" }, "Go to …"),
    ...parts.map(({ node }) =>
      el("option", { value: node.id }, node.querySelector("h2")!.textContent)
    ),
  );
  return select;
}

async function start(): Promise<void> {
  const status = document.querySelector("#status")!;
  try {
    const { data, columns } = await decode(document.querySelector("#run-data")!.textContent!);
    build(new Run(data, columns));
    document.documentElement.dataset["ready"] = String(Math.round(performance.now()));
  } catch (error) {
    const reason = error instanceof Error ? error.message : error;
    status.textContent = `Cannot show the report: ${reason}. ` +
      "Make it anew, or open it with a newer browser.";
    throw error;
  }
}

void start();
