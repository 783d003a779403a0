/// <reference lib="dom" />
/** The page of one run, or of a book. */
import { DENOMINATOR } from "../../runs/figures.ts";
import type { PageData, Scope } from "../page_data.ts";
import { count, counted, day } from "./format.ts";
import { frame } from "./frame.ts";
import { goTo, readPlace } from "./location.ts";
import type { Span } from "./part.ts";
import { pathDialog } from "./path.ts";
import { Run, scopeName } from "./run.ts";
import { scopePicker } from "./scope_picker.ts";
import { SECTIONS } from "./sections.ts";

export function runPage(data: PageData, columns: Uint8Array): void {
  const run = new Run(data, columns);
  const here = () => readPlace(run, location.hash);
  const choose = (scope: Scope) => goTo({ ...here(), scope, straddle: undefined });
  const groups = SECTIONS.map(({ title, sections }) => ({
    title,
    parts: sections.map((make) => make(run, choose)).filter((part) => part !== undefined),
  }));
  const parts = groups.flatMap(({ parts }) => parts);
  const picker = scopePicker(run, choose);
  // Back where the link came from, when that was this page; the address alone changes otherwise.
  let opened = false;
  const dialog = pathDialog(run, () => {
    if (opened) history.back();
    else goTo({ ...here(), straddle: undefined });
  });
  const { refresh } = frame(lead(run), [picker.node], groups);
  document.body.append(dialog.node);

  let shown: Scope | undefined, days: Span;
  const show = () => {
    const { scope, straddle, span } = here();
    if (scope !== shown || span?.from !== days?.from || span?.to !== days?.to) {
      for (const part of parts) part.show?.(scope, span);
      refresh();
      picker.show(scope);
      document.title = scope.kind === "total" ? data.title : `${scopeName(scope)} – ${data.title}`;
      [shown, days] = [scope, span];
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
