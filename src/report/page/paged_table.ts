/// <reference lib="dom" />
/** A table whose rows are shown page by page, since they are too many at once. */
import { type Child, el, section } from "./dom.ts";
import { count } from "./format.ts";

/** Rows of a page. */
const PAGE = 50;

export interface PagedTable {
  readonly node: HTMLElement;
  toFirstPage(): void;
  /** Those of all rows that the present page shows; sets the buttons. */
  shown(rows: Uint32Array): Uint32Array;
}

/** A section of that id and title; `fields` stand above the table, `draw` is called on a new page. */
export function pagedTable(
  id: string,
  title: string,
  fields: readonly Child[],
  table: HTMLTableElement,
  draw: () => void,
): PagedTable {
  let page = 0;
  const pager = pageButtons((to) => {
    page = to;
    draw();
  });
  const node = section(
    id,
    title,
    el("div", { class: "toolbar" }, ...fields),
    el("div", { class: "scroll", tabindex: 0, role: "region", "aria-label": title }, table),
    pager.node,
    el("p", { class: "paper" }, "On paper, only the first 40 rows are shown."),
  );
  return {
    node,
    toFirstPage: () => page = 0,
    shown(rows) {
      pager.show(page, Math.max(0, Math.ceil(rows.length / PAGE) - 1));
      return rows.subarray(page * PAGE, (page + 1) * PAGE);
    },
  };
}

/** A listener of a row that a click anywhere leads where its link leads, unless text is selected. */
export function followLink(link: HTMLAnchorElement): (event: Event) => void {
  return (event) => {
    if (event.target !== link && getSelection()?.isCollapsed !== false) link.click();
  };
}

/** The buttons that turn the table's pages, which count from 0. */
function pageButtons(turn: (page: number) => void) {
  let current = 0, end = 0;
  const button = (label: string, to: () => number) =>
    el("button", { type: "button", click: () => turn(to()) }, label);
  const first = button("First", () => 0), previous = button("Previous", () => current - 1);
  const next = button("Next", () => current + 1), last = button("Last", () => end);
  const where = el("span", { role: "status" });
  return {
    node: el(
      "nav",
      { class: "toolbar", "aria-label": "Pages of the table" },
      first,
      previous,
      where,
      next,
      last,
    ),
    show(page: number, lastPage: number) {
      [current, end] = [page, lastPage];
      where.textContent = `Page ${count(page + 1)} of ${count(lastPage + 1)}`;
      first.disabled = previous.disabled = page === 0;
      next.disabled = last.disabled = page === lastPage;
    },
  };
}
