/// <reference lib="dom" />
/** The fields that choose what a heat map shows: its axes, its measure and which variant of a cell. */
import { el } from "../page/dom.ts";
import type { SweepMeasure } from "../sweep_data.ts";
import { type Choice, CHOICES } from "./heat_grid.ts";
import type { Sweep } from "./sweep.ts";

export const CHOICE_LABELS: Readonly<Record<Choice, string>> = {
  best: "the best",
  median: "the middle one",
  worst: "the worst",
};

/** What the fields say. */
export interface HeatView {
  /** An axis by its position. */
  readonly across: number;
  /** -1 = a single row. */
  readonly down: number;
  readonly measure: SweepMeasure;
  readonly choice: Choice;
}

export interface HeatFields {
  readonly nodes: readonly HTMLElement[];
  read(): HeatView;
}

/** At first the two axes that vary first; `changed` is called when the reader chooses. */
export function heatFields({ data: { axes, measures } }: Sweep, changed: () => void): HeatFields {
  const varied = axes.map((_, i) => i).filter((i) => axes[i]!.values.length > 1);
  const [first = 0, second = -1] = [...varied, ...axes.keys()].slice(0, Math.max(1, varied.length));
  const named = axes.map(({ name }, i) => [String(i), name] as const);
  const nodes: HTMLElement[] = [];
  const select = (
    label: string,
    id: string,
    entries: readonly (readonly [value: string, label: string])[],
    chosen: string,
  ) => {
    const options = entries.map(([value, label]) =>
      el("option", { value, selected: value === chosen }, label)
    );
    const node = el("select", { id, change: changed }, ...options);
    nodes.push(el("label", { for: id }, label), node);
    return node;
  };
  const across = select("Across", "across", named, String(first));
  const down = select("Down", "down", [...named, ["-1", "nothing"]], String(second));
  const keys = measures.map(({ key, label }) => [key, label] as const);
  const measure = select("Measure", "measure", keys, measures[0]!.key);
  const choices = CHOICES.map((name) => [name, CHOICE_LABELS[name]] as const);
  const choice = select("Of several", "choice", choices, "best");
  return {
    nodes,
    read: () => ({
      across: Number(across.value),
      down: Number(down.value),
      measure: measures.find(({ key }) => key === measure.value)!,
      choice: choice.value as Choice,
    }),
  };
}
