/// <reference lib="dom" />
/** A measure over any two of the axes: a table whose cells are shaded, each of which leads to a variant. */
import { el, section } from "../page/dom.ts";
import { counted, figure, NONE } from "../page/format.ts";
import { shade } from "../page/heatmap.ts";
import { quantile } from "../../runs/analysis/statistics.ts";
import { CHOICE_LABELS, heatFields, type HeatView } from "./heat_fields.ts";
import { type Grid, gridOf } from "./heat_grid.ts";
import type { SweepPart } from "./part.ts";
import { goTo } from "./place.ts";
import type { Sweep } from "./sweep.ts";

type Cell = Grid["cells"][number];

export function heatMap(sweep: Sweep): SweepPart {
  const fields = heatFields(sweep, () => draw());
  const table = el("table", { class: "heatmap sweepmap" });
  const readout = el("p", { class: "readout", role: "status" });
  const node = section(
    "map",
    "Heat map",
    el("div", { class: "toolbar" }, ...fields.nodes),
    el("div", { class: "scroll", role: "region", "aria-label": "Heat map" }, table),
    readout,
  );
  let chosen: number | undefined;
  const draw = () => {
    const view = fields.read(), { across, down, choice, measure: { values, less } } = view;
    const grid = gridOf(sweep, { across, down, choice, less, values: sweep.column(values) });
    const tell = (text: string) => readout.textContent = text;
    const buttons = grid.cells.map((cell) =>
      cell.variant < 0 ? undefined : cellButton(sweep, view, cell, cell.variant === chosen, tell)
    );
    table.replaceChildren(...tableParts(sweep, view, grid, buttons));
    tell(
      `${counted(grid.cells.filter(({ of }) => of > 0).length, "cell")} of ` +
        `${counted(grid.cells.reduce((n, { of }) => n + of, 0), "variant")} with this measure`,
    );
    rove(table, buttons, grid.columns.length);
  };
  draw();
  return {
    node,
    show(variant) {
      chosen = variant;
      for (const button of table.querySelectorAll("button")) {
        button.classList.toggle("here", Number(button.dataset["variant"]) - 1 === variant);
      }
    },
  };
}

/** The button of a cell that stands for a variant; `tell` gets what it is, when looked at. */
function cellButton(
  sweep: Sweep,
  { measure, choice }: HeatView,
  { variant, value, of }: Cell,
  here: boolean,
  tell: (text: string) => void,
): HTMLButtonElement {
  const text = figure(measure, value);
  const more = of > 1 ? `, ${CHOICE_LABELS[choice]} of ${of}` : "";
  const told = `${measure.label} ${text}: variant ${variant + 1} (${sweep.label(variant)})${more}`;
  return el("button", {
    type: "button",
    class: here ? "here" : undefined,
    tabindex: -1,
    title: told,
    "aria-label": told,
    "data-variant": variant + 1,
    focus: () => tell(told),
    mouseenter: () => tell(told),
    click: () => goTo(sweep, variant),
  }, text);
}

/** Caption, head and body; a cell without a button has no variant. */
function tableParts(
  { data: { axes } }: Sweep,
  { across, down, measure: { label, less } }: HeatView,
  { rows, columns, cells }: Grid,
  buttons: readonly (HTMLButtonElement | undefined)[],
): HTMLElement[] {
  const strength = strengthOf(cells, less);
  const shaded = cells.map(({ value }, i) => {
    const td = el("td", buttons[i] ? {} : { class: "none" }, buttons[i] ?? NONE);
    if (buttons[i]) shade(td, strength(value));
    return td;
  });
  const corner = `${down < 0 ? "" : axes[down]!.name} \\ ${axes[across]!.name}`;
  const width = columns.length;
  return [
    el("caption", {}, captionOf(label, less)),
    el(
      "thead",
      {},
      el("tr", {}, ...[corner, ...columns].map((name) => el("th", { scope: "col" }, name))),
    ),
    el(
      "tbody",
      {},
      ...rows.map((name, row) =>
        el(
          "tr",
          {},
          el("th", { scope: "row" }, name),
          ...shaded.slice(row * width, (row + 1) * width),
        )
      ),
    ),
  ];
}

function captionOf(label: string, less: boolean): string {
  return `${label}: blue is better than the middle of the map, orange is worse` +
    `${
      less ? "; less is better" : ""
    }. Arrow keys go from cell to cell, Enter chooses its variant.`;
}

/** From -1 to 1, how much better than the median of the cells a value is, the outermost being full. */
function strengthOf(cells: readonly Cell[], less: boolean): (value: number) => number {
  const sorted = Float64Array.from(cells.filter(({ of }) => of > 0), ({ value }) => value)
    .sort();
  if (sorted.length === 0) return () => 0;
  const middle = quantile(sorted, 0.5);
  const reach = Math.max(sorted.at(-1)! - middle, middle - sorted[0]!) || 1;
  return (value) => (less ? -1 : 1) * (value - middle) / reach;
}

/** One cell is in the tab order; arrow keys, Home and End move it. */
function rove(
  table: HTMLElement,
  buttons: readonly (HTMLButtonElement | undefined)[],
  width: number,
): void {
  let at = buttons.findIndex((button) => button !== undefined);
  if (at < 0) return;
  buttons[at]!.tabIndex = 0;
  table.onkeydown = (event) => {
    const steps: Record<string, number> = {
      ArrowLeft: -1,
      ArrowRight: 1,
      ArrowUp: -width,
      ArrowDown: width,
    };
    const from = buttons.indexOf(event.target as HTMLButtonElement);
    const step = steps[event.key];
    if (from < 0 || step === undefined) return;
    event.preventDefault();
    // Over holes, but not around the edge.
    for (let to = from + step; to >= 0 && to < buttons.length; to += step) {
      if (Math.abs(step) === 1 && Math.floor(to / width) !== Math.floor(from / width)) return;
      if (buttons[to] === undefined) continue;
      buttons[at]!.tabIndex = -1;
      at = to;
      buttons[at]!.tabIndex = 0;
      return buttons[at]!.focus();
    }
  };
}
