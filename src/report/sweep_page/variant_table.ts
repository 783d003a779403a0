/// <reference lib="dom" />
/** The table of variants: filter, sort, pages; each row's number leads to its variant. */
import { el } from "../page/dom.ts";
import { count, figure } from "../page/format.ts";
import { followLink, pagedTable } from "../page/paged_table.ts";
import { giveRows } from "../page/tables.ts";
import type { SweepMeasure } from "../sweep_data.ts";
import type { SweepPart } from "./part.ts";
import { hashOf } from "./place.ts";
import { type Sweep, valueName } from "./sweep.ts";
import { type ColumnKey, type Selection, VariantOrder } from "./variant_order.ts";

export function variantTable(sweep: Sweep): SweepPart {
  const { measures, errors, luck: { judged } } = sweep.data;
  const always = [
    ...[judged.sharpe, "dsr", judged.pnl, judged.drawdown],
    ...(judged.net ? ["turnover", "sharpe"] : []),
    ...["win_rate", "straddles"],
  ];
  const order = new VariantOrder(sweep);
  const reasons = new Map(errors);
  let found: Uint32Array = new Uint32Array(), chosen: number | undefined;
  let selection: Selection = { text: "", column: judged.sharpe, descending: true };

  const text = el("input", {
    id: "filter",
    type: "search",
    placeholder: "settings, like entry=N5",
    autocomplete: "off",
    input: () => change({ text: text.value }),
  });
  const others = measures.filter(({ key }) => !always.includes(key));
  const added = el(
    "select",
    { id: "added", change: () => change({}) },
    el("option", { value: "" }, "nothing"),
    ...others.map(({ key, label }) => el("option", { value: key }, label)),
  );
  const status = el("p", { class: "status", role: "status" });
  const head = el("tr"), body = el("tbody");
  const table = el(
    "table",
    { class: "straddles" },
    el("caption", {}, "P&L per live straddle. A variant's number draws its P&L above."),
    el("thead", {}, head),
    body,
  );
  giveRows(table, () => rowsOf(sweep, found));
  const fields = [
    el("label", { for: "filter" }, "Filter"),
    text,
    el("label", { for: "added" }, "Also show"),
    added,
    status,
  ];
  const paged = pagedTable("variants", "Variants", fields, table, () => draw());

  const change = (part: Partial<Selection>) => {
    selection = { ...selection, ...part };
    paged.toFirstPage();
    found = order.select(selection);
    draw();
  };
  const sort = (column: ColumnKey) => {
    // Settings rise at first, figures fall.
    const first = column !== "variant" && typeof column !== "number";
    change({ column, descending: selection.column === column ? !selection.descending : first });
  };
  const draw = () => {
    const shown = [...always, ...(added.value === "" ? [] : [added.value])]
      .map((key) => sweep.measure(key));
    const focused = [...head.children].findIndex((cell) => cell.contains(document.activeElement));
    head.replaceChildren(...headers(sweep, shown, selection, sort));
    // The head was made anew under the reader's fingers.
    if (focused >= 0) head.children[focused]?.querySelector("button")?.focus();
    body.replaceChildren(
      ...Array.from(
        paged.shown(found),
        (variant) => tableRow(sweep, shown, variant, variant === chosen, reasons.get(variant)),
      ),
    );
    status.textContent = `${count(found.length)} of ${count(sweep.count)} variants`;
  };
  change({});
  return {
    node: paged.node,
    show(variant) {
      chosen = variant;
      for (const row of body.children) {
        const own = Number((row as HTMLElement).dataset["variant"]) - 1 === variant;
        row.classList.toggle("here", own);
      }
    },
  };
}

/** The head of each column, which sorts by it. */
function headers(
  { data: { axes } }: Sweep,
  measures: readonly SweepMeasure[],
  { column, descending }: Selection,
  sort: (column: ColumnKey) => void,
): HTMLElement[] {
  const header = (key: ColumnKey, label: string, words: boolean, title?: string) => {
    const button = el("button", { type: "button", title, click: () => sort(key) }, label);
    const cell = el("th", { scope: "col", class: words ? "text" : undefined }, button);
    if (column === key) cell.setAttribute("aria-sort", descending ? "descending" : "ascending");
    return cell;
  };
  return [
    header("variant", "Variant", true),
    ...axes.map(({ name }, axis) => header(axis, name, true)),
    ...measures.map(({ key, label, meaning }) => header(key, label, false, meaning)),
  ];
}

/** `failure` says why the variant has no figures. */
function tableRow(
  sweep: Sweep,
  measures: readonly SweepMeasure[],
  variant: number,
  here: boolean,
  failure: string | undefined,
): HTMLElement {
  const link = el("a", { href: hashOf(variant) }, count(variant + 1));
  return el(
    "tr",
    {
      class: failure !== undefined ? "warn" : here ? "here" : undefined,
      title: failure,
      "data-variant": variant + 1,
      click: followLink(link),
    },
    el("th", { scope: "row", class: "text" }, link),
    ...sweep.data.axes.map((_, axis) =>
      el("td", { class: "text" }, valueName(sweep.setting(axis, variant)))
    ),
    ...measures.map((measure) => el("td", {}, figure(measure, sweep.value(measure, variant)))),
  );
}

/** All measures of some variants for CSV, by their columns' names, as exact as the page has them. */
function rowsOf(sweep: Sweep, variants: Uint32Array): string[][] {
  const { axes, measures } = sweep.data;
  return [
    ["variant", ...axes.map(({ name }) => name), ...measures.map(({ key }) => key)],
    ...Array.from(variants, (variant) => [
      String(variant + 1),
      ...axes.map((_, axis) => sweep.setting(axis, variant)),
      ...measures.map((measure) => {
        const value = sweep.value(measure, variant);
        return Number.isNaN(value) ? "" : String(value);
      }),
    ]),
  ];
}
