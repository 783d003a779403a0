/// <reference lib="dom" />
/** The page of one run, or of a book. */
import { DENOMINATOR } from "../../runs/figures.ts";
import type { PageData, Scope } from "../page_data.ts";
import { count, counted, day } from "./format.ts";
import { firstScreenDrawn, frame, nextTask } from "./frame.ts";
import { goTo, goToScope, readPlace } from "./location.ts";
import { sameSpan, type Span } from "./part.ts";
import { pathDialog } from "./path.ts";
import { placeBar } from "./place_bar.ts";
import { Run, scopeName } from "./run.ts";
import { equipTables } from "./tables.ts";
import { SECTIONS } from "./sections.ts";

/** Draws the first screen at once, the rest section by section, so that the reader need not wait. */
export async function runPage(data: PageData, columns: Uint8Array): Promise<void> {
  const run = new Run(data, columns);
  const here = () => readPlace(run, location.hash);
  const choose = (scope: Scope) => goToScope(run, scope);
  const groups = SECTIONS.map(({ title, sections }) => ({
    title,
    parts: sections.map((make) => make(run, choose)).filter((part) => part !== undefined),
  }));
  const parts = groups.flatMap(({ parts }) => parts);
  const bar = placeBar(run);
  // Back where the link came from, when that was this page; the address alone changes otherwise.
  let opened = false;
  const dialog = pathDialog(run, () => {
    if (opened) history.back();
    else goTo({ ...here(), straddle: undefined });
  });
  const { refresh } = frame(lead(run), bar.nodes, groups);
  document.body.append(dialog.node);

  let shown: Scope | undefined, days: Span;
  const name = data.title.replace(/\.\w+$/, "");
  const finish = () => {
    equipTables(document, name);
    refresh(shown, days);
  };
  const show = (drawn = parts) => {
    const { scope, straddle, span } = here();
    if (scope !== shown || !sameSpan(span, days)) {
      for (const part of drawn) part.show?.(scope, span);
      [shown, days] = [scope, span];
      finish();
      bar.show(scope, span);
      const title = `${data.title} – ${data.subtitle}`;
      document.title = scope.kind === "total" ? title : `${scopeName(scope)} – ${title}`;
    }
    dialog.show(straddle);
    equipTables(dialog.node, name);
  };
  addEventListener("hashchange", () => {
    opened = here().straddle !== undefined;
    show();
  });
  const first = groups[0]!.parts;
  show(first);
  await firstScreenDrawn();
  for (const part of parts.filter((part) => !first.includes(part))) {
    // Whatever was chosen meanwhile.
    part.show?.(shown!, days);
    await nextTask();
  }
  finish();
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
    `P&L in percent of ${DENOMINATOR.run}`;
}
