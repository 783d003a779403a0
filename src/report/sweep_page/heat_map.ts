/// <reference lib="dom" />
/** A measure over any two of the axes: a table whose cells are shaded, each of which leads to a variant. */
import { el, section } from "../page/dom.ts";
import { counted, figure, NONE } from "../page/format.ts";
import { shade } from "../page/heatmap.ts";
import { quantile } from "../../runs/analysis/statistics.ts";
import { type Choice, CHOICES, type Grid, gridOf } from "./heat_grid.ts";
import type { SweepPart } from "./part.ts";
import { goTo } from "./place.ts";
import type { Sweep } from "./sweep.ts";

const CHOICE_LABELS: Readonly<Record<Choice, string>> = {
  best: "the best",
  median: "the middle one",
  worst: "the worst",
};

export function heatMap(sweep: Sweep): SweepPart {
  const { axes, measures } = sweep.data;
  const varied = axes.map((_, i) => i).filter((i) => axes[i]!.values.length > 1);
  const [first = 0, second = -1] = [...varied, ...axes.keys()].slice(0, Math.max(1, varied.length));
  const options = (entries: readonly (readonly [string, string])[], chosen: string) =>
    entries.map(([value, label]) => el("option", { value, selected: value === chosen }, label));
  const named = axes.map(({ name }, i) => [String(i), name] as const);
  const select = (label: string, id: string, entries: readonly HTMLOptionElement[]) => {
    const node = el("select", { id, change: () => draw() }, ...entries);
    return { node, field: [el("label", { for: id }, label), node] };
  };
  const across = select("Across", "across", options(named, String(first)));
  const down = select(
    "Down",
    "down",
    options([...named, ["-1", "nothing"]], String(second)),
  );
  const measure = select(
    "Measure",
    "measure",
    options(measures.map(({ key, label }) => [key, label]), measures[0]!.key),
  );
  const choice = select(
    "Of several",
    "choice",
    options(CHOICES.map((name) => [name, CHOICE_LABELS[name]]), "best"),
  );
  const table = el("table", { class: "heatmap sweepmap" });
  const readout = el("p", { class: "readout", role: "status" });
  const node = section(
    "map",
    "Heat map",
    el(
      "div",
      { class: "toolbar" },
      ...[across, down, measure, choice].flatMap(({ field }) => field),
    ),
    el("div", { class: "scroll", role: "region", "aria-label": "Heat map" }, table),
    readout,
  );
  let chosen: number | undefined;
  const draw = () => {
    const spec = measures.find(({ key }) => key === measure.node.value)!;
    const values = sweep.column(spec.values);
    const grid = gridOf(sweep, {
      across: Number(across.node.value),
      down: Number(down.node.value),
      values,
      less: spec.less,
      choice: choice.node.value as Choice,
    });
    const text = (value: number) => figure(spec, value);
    const strength = strengthOf(grid, spec.less);
    const tell = (cell: Grid["cells"][number]) => {
      const more = cell.of > 1
        ? `, ${CHOICE_LABELS[choice.node.value as Choice]} of ${cell.of}`
        : "";
      return `${spec.label} ${text(cell.value)}: variant ${cell.variant + 1} (${
        sweep.label(cell.variant)
      })${more}`;
    };
    const buttons = grid.cells.map((cell) =>
      cell.variant < 0 ? undefined : el("button", {
        type: "button",
        class: cell.variant === chosen ? "here" : undefined,
        tabindex: -1,
        title: tell(cell),
        "aria-label": tell(cell),
        "data-variant": cell.variant + 1,
        focus: () => readout.textContent = tell(cell),
        mouseenter: () => readout.textContent = tell(cell),
        click: () => goTo(sweep, cell.variant),
      }, text(cell.value))
    );
    const cells = grid.cells.map((cell, i) => {
      const td = el("td", buttons[i] ? {} : { class: "none" }, buttons[i] ?? NONE);
      if (buttons[i]) shade(td, strength(cell.value));
      return td;
    });
    const width = grid.columns.length;
    const downName = down.node.value === "-1" ? "" : axes[Number(down.node.value)]!.name;
    table.replaceChildren(
      el("caption", {}, captionOf(spec.label, spec.less)),
      el(
        "thead",
        {},
        el(
          "tr",
          {},
          el("th", { scope: "col" }, `${downName} \\ ${axes[Number(across.node.value)]!.name}`),
          ...grid.columns.map((name) => el("th", { scope: "col" }, name)),
        ),
      ),
      el(
        "tbody",
        {},
        ...grid.rows.map((name, row) =>
          el(
            "tr",
            {},
            el("th", { scope: "row" }, name),
            ...cells.slice(row * width, (row + 1) * width),
          )
        ),
      ),
    );
    readout.textContent = `${counted(grid.cells.filter(({ of }) => of > 0).length, "cell")} of ` +
      `${counted(grid.cells.reduce((n, { of }) => n + of, 0), "variant")} with this measure`;
    rove(table, buttons, width);
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

function captionOf(label: string, less: boolean): string {
  return `${label}: blue is better than the middle of the map, orange is worse` +
    `${
      less ? "; less is better" : ""
    }. Arrow keys go from cell to cell, Enter chooses its variant.`;
}

/** From -1 to 1, how much better than the median of the cells a value is, the outermost being full. */
function strengthOf(grid: Grid, less: boolean): (value: number) => number {
  const sorted = Float64Array.from(grid.cells.filter(({ of }) => of > 0), ({ value }) => value)
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
