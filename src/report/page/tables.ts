/// <reference lib="dom" />
/**
 * What every table of the page can do, whoever made it: it scrolls in a region of its own that the
 * keyboard reaches and that shows where there is more, and it can be saved as CSV.
 */
import { el } from "./dom.ts";
import { NONE } from "./format.ts";

type Rows = readonly (readonly string[])[];

/** Rows to save in place of those shown, head first, by table. */
const ownRows = new WeakMap<HTMLTableElement, () => Rows>();

/** Saves these rows, head first, when the table's CSV is asked for: more than it shows. */
export function giveRows(table: HTMLTableElement, rows: () => Rows): void {
  ownRows.set(table, rows);
}

/** Equips the tables below an element that are not yet; `name` begins their files' names. */
export function equipTables(parent: ParentNode, name: string): void {
  for (const table of parent.querySelectorAll("table")) {
    const wrapper = table.closest<HTMLElement>(".table");
    if (wrapper === null) equip(table, name);
    else markEdges(wrapper, wrapper.querySelector(".scroll")!);
  }
}

function equip(table: HTMLTableElement, name: string): void {
  const caption = () => table.caption?.firstChild?.textContent ?? "Table";
  const place = table.closest("[id]:not(table)")?.id ?? "table";
  const button = el("button", {
    type: "button",
    class: "csv",
    "aria-label": `CSV: ${caption()}`,
    click: () => save(table, `${name}-${place}.csv`),
  }, "CSV");
  let scroller = table.parentElement!;
  if (!scroller.classList.contains("scroll")) {
    scroller = el("div", { class: "scroll" });
    table.replaceWith(scroller);
    scroller.append(table);
  }
  scroller.setAttribute("role", "region");
  // Its section has the same name otherwise.
  scroller.setAttribute("aria-label", `${scroller.ariaLabel ?? caption()}, table`);
  const wrapper = el("div", { class: "table" });
  scroller.replaceWith(wrapper);
  wrapper.append(button, scroller);
  const mark = () => markEdges(wrapper, scroller);
  scroller.addEventListener("scroll", mark, { passive: true });
  new ResizeObserver(mark).observe(scroller);
  mark();
}

/** Shows on which sides there is more; what does not scroll needs no stop of the Tab key. */
function markEdges(wrapper: HTMLElement, scroller: HTMLElement): void {
  const { scrollLeft, scrollTop, scrollWidth, scrollHeight, clientWidth, clientHeight } = scroller;
  const [right, below] = [
    scrollWidth - clientWidth - scrollLeft,
    scrollHeight - clientHeight - scrollTop,
  ];
  wrapper.classList.toggle("more-left", scrollLeft > 1);
  wrapper.classList.toggle("more-right", right > 1);
  wrapper.classList.toggle("more-below", below > 1);
  const scrolls = scrollWidth > clientWidth + 1 || scrollHeight > clientHeight + 1;
  if (scrolls) scroller.tabIndex = 0;
  else if (scroller !== document.activeElement) scroller.removeAttribute("tabindex");
}

const EDGE = 24;

/** Scrolls a table sideways, its first column kept in sight, so that a column is seen whole. */
export function showColumn(table: HTMLTableElement, column: number): void {
  const scroller = table.closest<HTMLElement>(".scroll")!;
  const cells = table.tHead!.rows[0]!.cells;
  const cell = cells[column]!, kept = cells[0]!.offsetWidth;
  // The shade that tells of more must not lie on it.
  const left = cell.offsetLeft - EDGE, right = left + cell.offsetWidth + 2 * EDGE;
  if (column === 0) scroller.scrollLeft = 0;
  else if (left - kept < scroller.scrollLeft) scroller.scrollLeft = left - kept;
  else if (right > scroller.scrollLeft + scroller.clientWidth) {
    scroller.scrollLeft = right - scroller.clientWidth;
  }
}

function save(table: HTMLTableElement, file: string): void {
  const rows = ownRows.get(table)?.() ?? shownRows(table);
  const text = rows.map((row) => row.map(quoted).join(",") + "\n").join("");
  const href = URL.createObjectURL(new Blob([text], { type: "text/csv" }));
  const link = el("a", { href, download: file.replaceAll(/[^\p{L}\p{N}._-]+/gu, "_") });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(href), 60_000);
}

/** The table as it is shown, with plain numbers; the unit of a column of percents is in its head. */
function shownRows(table: HTMLTableElement): Rows {
  const rows = [...table.rows].map((row) =>
    [...row.cells].filter((cell) => cell.ariaHidden !== "true").map((cell) => cell.textContent)
  );
  const [head = [], ...body] = rows;
  const titles = head.map((title, i) => {
    const known = body.map((row) => row[i] ?? NONE).filter((text) => text !== NONE);
    return known.length > 0 && known.every((text) => text.endsWith("%")) ? `${title} (%)` : title;
  });
  return [titles, ...body.map((row) => row.map(plain))];
}

const NUMBER = /^−?[\d,]+(\.\d+)?(\u00a0%)?$/;

/** A number without the marks that make it pleasant to read; what is missing is empty. */
export function plain(text: string): string {
  if (text === NONE) return "";
  return NUMBER.test(text) ? text.replace("−", "-").replaceAll(/[,%\u00a0]/g, "") : text;
}

function quoted(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
