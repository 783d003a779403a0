/// <reference lib="dom" />
/** The table of variants: filter, sort, pages; each row's number leads to its variant. */
import { el, section } from "../page/dom.ts";
import { count, figure } from "../page/format.ts";
import { pageButtons } from "../page/straddle_table.ts";
import { giveRows } from "../page/tables.ts";
import type { SweepPart } from "./part.ts";
import { hashOf } from "./place.ts";
import { type Sweep, valueName } from "./sweep.ts";
import { type ColumnKey, type Selection, VariantOrder } from "./variant_order.ts";

const PAGE = 50;
export function variantTable(sweep: Sweep): SweepPart {
  const { axes, measures, errors, luck: { judged } } = sweep.data;
  const always = [
    ...[judged.sharpe, "dsr", judged.pnl, judged.drawdown],
    ...(judged.net ? ["turnover", "sharpe"] : []),
    ...["win_rate", "straddles"],
  ];
  const order = new VariantOrder(sweep);
  const reasons = new Map(errors);
  let page = 0, found: Uint32Array = new Uint32Array(), chosen: number | undefined;
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
  const pager = pageButtons((to) => {
    page = to;
    draw();
  });
  const table = el(
    "table",
    { class: "straddles" },
    el("caption", {}, "P&L per live straddle. A variant's number draws its P&L above."),
    el("thead", {}, head),
    body,
  );
  giveRows(table, () => rowsOf(sweep, found));
  const node = section(
    "variants",
    "Variants",
    el(
      "div",
      { class: "toolbar" },
      el("label", { for: "filter" }, "Filter"),
      text,
      el("label", { for: "added" }, "Also show"),
      added,
      status,
    ),
    el(
      "div",
      { class: "scroll", tabindex: 0, role: "region", "aria-label": "Variants" },
      table,
    ),
    pager.node,
    el("p", { class: "paper" }, "On paper, only the first 40 rows are shown."),
  );

  const shown = () =>
    [...always, ...(added.value === "" ? [] : [added.value])]
      .map((key) => sweep.measure(key));
  const change = (part: Partial<Selection>) => {
    selection = { ...selection, ...part };
    page = 0;
    found = order.select(selection);
    draw();
  };
  const sort = (column: ColumnKey) => {
    // Settings rise at first, figures fall.
    const first = column !== "variant" && typeof column !== "number";
    change({ column, descending: selection.column === column ? !selection.descending : first });
  };
  const header = (key: ColumnKey, label: string, words: boolean, title?: string) => {
    const button = el("button", { type: "button", title, click: () => sort(key) }, label);
    const cell = el("th", { scope: "col", class: words ? "text" : undefined }, button);
    if (selection.column === key) {
      cell.setAttribute("aria-sort", selection.descending ? "descending" : "ascending");
    }
    return cell;
  };
  const draw = () => {
    const columns = shown();
    const focused = [...head.children].findIndex((cell) => cell.contains(document.activeElement));
    head.replaceChildren(
      header("variant", "Variant", true),
      ...axes.map(({ name }, axis) => header(axis, name, true)),
      ...columns.map(({ key, label, meaning }) => header(key, label, false, meaning)),
    );
    // The head was made anew under the reader's fingers.
    if (focused >= 0) head.children[focused]?.querySelector("button")?.focus();
    body.replaceChildren(
      ...Array.from(found.subarray(page * PAGE, (page + 1) * PAGE), (variant) => {
        const link = el("a", { href: hashOf(variant) }, count(variant + 1));
        const reason = reasons.get(variant);
        return el(
          "tr",
          {
            class: reason !== undefined ? "warn" : variant === chosen ? "here" : undefined,
            title: reason,
            "data-variant": variant + 1,
            click: (event) => {
              if (event.target !== link && getSelection()?.isCollapsed !== false) link.click();
            },
          },
          el("th", { scope: "row", class: "text" }, link),
          ...axes.map((_, axis) =>
            el("td", { class: "text" }, valueName(sweep.setting(axis, variant)))
          ),
          ...columns.map((measure) =>
            el(
              "td",
              {},
              figure(measure, sweep.value(measure, variant)),
            )
          ),
        );
      }),
    );
    status.textContent = `${count(found.length)} of ${count(sweep.count)} variants`;
    pager.show(page, Math.max(0, Math.ceil(found.length / PAGE) - 1));
  };
  change({});
  return {
    node,
    show(variant) {
      chosen = variant;
      for (const row of body.children) {
        const own = Number((row as HTMLElement).dataset["variant"]) - 1 === variant;
        row.classList.toggle("here", own);
      }
    },
  };
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
