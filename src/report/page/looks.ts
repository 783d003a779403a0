/// <reference lib="dom" />
/** What the tables of days look at, and how they are made (captions.ts has what stands in them). */
import { yearDays } from "../../runs/analysis/daily.ts";
import type { PageTable, Scope } from "../page_data.ts";
import { el, section } from "./dom.ts";
import { figure, NONE } from "./format.ts";
import type { Part, Span } from "./part.ts";
import { changes, pointsOf } from "./points.ts";
import type { Run } from "./run.ts";
import { seriesOf } from "./series.ts";
import { table } from "./table.ts";

/** P&L of a scope on the chosen days, or weeks where it is kept so, of `run.denominator`. */
export interface Look {
  /** Where its points begin among those of the scope's series. */
  readonly begin: number;
  readonly day: Int32Array;
  readonly pnl: Float64Array;
  /** Days, or weeks, of a year. */
  readonly yearDays: number;
  readonly steps: "days" | "weeks";
}

export function lookOf(run: Run, scope: Scope, span: Span): Look {
  const { day, pnl } = seriesOf(run, scope, span);
  const steps = `${scope.series.step}s` as const;
  return {
    begin: pointsOf(run, scope, span).begin,
    day: Int32Array.from(day),
    pnl: changes(pnl),
    yearDays: yearDays(steps === "weeks" ? "weeks" : "weekdays"),
    steps,
  };
}

export type Cells = readonly (number | string | null)[];

/** A section that is a table of days; hidden where it has no line. */
export function daysTable(
  run: Run,
  name: PageTable,
  linesOf: (look: Look, scope: Scope, span: Span) => readonly Cells[],
): Part {
  const host = el("div", { class: "scroll" });
  const { title } = run.data.tables[name];
  const titled = (steps: Look["steps"]) => title.replace("{steps}", steps);
  const node = section(name, titled("days"), host);
  return {
    node,
    followsSpan: true,
    show(scope, span) {
      const look = lookOf(run, scope, span);
      const lines = linesOf(look, scope, span);
      node.querySelector("h2")!.textContent = titled(look.steps);
      node.hidden = lines.length === 0;
      host.replaceChildren(linesTable(run, name, look, lines));
    },
  };
}

export function linesTable(
  run: Run,
  name: PageTable,
  { steps, yearDays }: Look,
  lines: readonly Cells[],
): HTMLTableElement {
  const { caption, columns } = run.data.tables[name];
  const words: Record<string, string> = { steps, of: run.denominator, year: String(yearDays) };
  const grid = table(
    caption.replaceAll(/\{(\w+)\}/g, (_, word) => words[word]!),
    columns.map(({ title }) => steps === "weeks" && title === "Days" ? "Weeks" : title),
    lines.map((cells) =>
      columns.map(({ kind }, i) => {
        const cell = cells[i] ?? NONE;
        return typeof cell === "string" || kind === "text" ? String(cell) : figure({ kind }, cell);
      })
    ),
    columns.flatMap(({ kind }, i) => kind === "text" ? [i] : []),
  );
  for (const [i, cell] of [...grid.tHead!.rows[0]!.cells].entries()) {
    cell.title = columns[i]!.meaning;
  }
  return grid;
}
