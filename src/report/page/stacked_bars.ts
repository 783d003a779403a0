/// <reference lib="dom" />
/** Rows of a table with a stacked bar each: gains to the right of 0, losses to the left, and the sum. */
import { el } from "./dom.ts";
import type { Colour } from "./theme.ts";

export interface Segment {
  readonly value: number;
  readonly colour: Colour;
}

export interface BarRow {
  readonly name: string;
  readonly sum: number;
  readonly segments: readonly Segment[];
  /** The numbers behind the bar. */
  readonly cells: readonly string[];
  /** Whether the other rows are its parts, whose bars it would make short: it has none. */
  readonly whole: boolean;
}

export interface BarRows {
  readonly caption: string;
  /** Of the name and of the cells. */
  readonly head: readonly string[];
  readonly rows: readonly BarRow[];
}

export function barRows({ caption, head, rows }: BarRows): HTMLTableElement {
  const [name, ...cells] = head;
  const shared = scale(rows.filter(({ whole }) => !whole));
  return el(
    "table",
    { class: "stacked" },
    el("caption", {}, caption),
    el(
      "thead",
      {},
      el(
        "tr",
        {},
        el("th", { scope: "col", class: "text" }, name),
        el("td", { class: "bars", "aria-hidden": "true" }),
        ...cells.map((text) => el("th", { scope: "col" }, text)),
      ),
    ),
    el(
      "tbody",
      {},
      ...rows.map((row) =>
        el(
          "tr",
          { class: row.whole ? "sum" : undefined },
          el("th", { scope: "row", class: "text" }, row.name),
          el(
            "td",
            { class: "bars", "aria-hidden": "true" },
            row.whole ? null : bar(row, shared),
          ),
          ...row.cells.map((text) => el("td", {}, text)),
        )
      ),
    ),
  );
}

type Scale = readonly [low: number, high: number];

function scale(rows: readonly BarRow[]): Scale {
  const total = ({ segments }: BarRow, side: 1 | -1) =>
    segments.reduce((sum, { value }) => sum + (value * side > 0 ? value : 0), 0);
  return [
    Math.min(0, ...rows.map((row) => total(row, -1))),
    Math.max(0, ...rows.map((row) => total(row, 1))),
  ];
}

function bar({ segments, sum }: BarRow, [low, high]: Scale): HTMLElement {
  const share = (value: number) => 100 * value / (high - low || 1);
  const place = (box: HTMLElement, from: number, width: string) => {
    box.style.left = `${share(from - low)}%`;
    box.style.width = width;
    return box;
  };
  let below = 0, above = 0;
  const boxes = segments.map(({ value, colour }) => {
    const from = value < 0 ? below += value : above;
    if (value > 0) above += value;
    const box = el("span");
    box.style.background = `var(--${colour})`;
    return place(box, from, `${share(Math.abs(value))}%`);
  });
  return el("div", { class: "stack" }, ...boxes, place(el("i"), sum, "3px"));
}
