/// <reference lib="dom" />
/** What became of the straddles: valued, or why not, by asset. */
import { type StateName, STATES } from "../../engine/states.ts";
import { el, section } from "./dom.ts";
import { count, NONE, percent } from "./format.ts";
import type { Part } from "./part.ts";
import type { Run } from "./run.ts";
import { table } from "./table.ts";

interface Row {
  readonly name: string;
  readonly states: Partial<Record<StateName, number>>;
}

export function coverage(run: Run): Part {
  const host = el("div");
  const node = section("coverage", "Coverage", host);
  const { assets } = run.data.facts;
  return {
    node,
    show(scope) {
      const rows = Object.entries(assets)
        .filter(([name, labels]) =>
          scope.kind === "total" ||
          scope.name === (scope.kind === "asset" ? name : labels[scope.kind])
        )
        .map(([name, { states }]): Row => ({ name, states }));
      host.replaceChildren(
        ...rows.length > 0 ? shown(rows) : [el(
          "p",
          { class: "empty" },
          "The file does not tell what became of straddles without a value; a Parquet run does.",
        )],
      );
    },
  };
}

function shown(rows: readonly Row[]): HTMLElement[] {
  const states = STATES.filter((state) => rows.some((row) => row.states[state]));
  const total: Partial<Record<StateName, number>> = {};
  for (const state of states) {
    total[state] = rows.reduce((sum, row) => sum + (row.states[state] ?? 0), 0);
  }
  const sorted = rows.toSorted((a, b) =>
    Math.sign(valued(a)) - Math.sign(valued(b)) || share(a) - share(b) ||
    (a.name < b.name ? -1 : 1)
  );
  const without = rows.filter((row) => valued(row) === 0).length;
  const all: Row = { name: "All assets", states: total };
  const single = rows.length === 1;
  const grid = table(
    "Straddles by end state; assets without any value first, then by share valued",
    ["Asset", "Share valued", ...states],
    (single ? sorted : [all, ...sorted]).map((row) => [
      row.name,
      percent(share(row), 1),
      ...states.map((state) => row.states[state] ? count(row.states[state]) : NONE),
    ]),
  );
  if (!single) grid.tBodies[0]!.rows[0]!.classList.add("sum");
  for (const row of [...grid.tBodies[0]!.rows].slice(1, 1 + without)) row.classList.add("warn");
  return [
    el(
      "p",
      {},
      `${count(valued(all))} of ${count(sum(all))} straddles have a value ` +
        `(${percent(share(all), 1)})` +
        (single ? "." : `; ${without === 0 ? "no" : count(without)} of ` +
          `${count(rows.length)} assets ${without === 1 ? "has" : "have"} none at all.`),
    ),
    el("div", { class: "scroll tall" }, grid),
    ...(rows.length > 39
      ? [el("p", { class: "paper" }, "On paper, only the first 40 rows are shown.")]
      : []),
  ];
}

function valued({ states }: Row): number {
  return states.valued ?? 0;
}

function sum({ states }: Row): number {
  return Object.values(states).reduce((a, b) => a + b, 0);
}

function share(row: Row): number {
  return sum(row) === 0 ? 0 : valued(row) / sum(row);
}
