/** The tables of `straddle summary --of`: of topics, of sections, and the entries of a month. */
import type { FigureKind } from "../runs/figures.ts";
import type { DayRule } from "../runs/analysis/daily.ts";
import type { AnalysedRun } from "../runs/analysis/open_run.ts";
import type { TopicColumn } from "../runs/analysis/topic.ts";
import {
  type Division,
  SECTION_NAMES,
  type SectionName,
  type TopicName,
} from "../runs/divisions.ts";
import { nothingError } from "../base/errors.ts";
import { formatMonth } from "../base/calendar.ts";
import { say } from "../base/terminal.ts";
import type { Destination } from "../output/destination.ts";
import type { Cell } from "../output/write_table.ts";
import type { ColumnSpec, ColumnType } from "../output/chunk.ts";
import type { HedgeCosts } from "../engine/costs.ts";
import type { OutputOptions } from "./output_options.ts";
import type { RunOptions } from "./run_options.ts";

export interface SummaryOptions extends OutputOptions, RunOptions {
  readonly by?: Division;
  readonly of: "figures" | TopicName | SectionName;
  readonly asset?: string;
  readonly month?: number;
  readonly costFactor?: readonly number[];
  readonly hedgeCost?: HedgeCosts;
  readonly side?: "long" | "short";
  readonly explain?: boolean;
}

export function isSection(name: SummaryOptions["of"]): name is SectionName {
  return (SECTION_NAMES as readonly string[]).includes(name);
}

/** The columns of a topic or section, for `--explain`; P&L says what it is a share of (BK-5). */
export async function columnsOfTopic(
  name: TopicName | SectionName,
): Promise<readonly TopicColumn[]> {
  if (!isSection(name)) return (await import("../runs/analysis/topics.ts")).topicColumns(name);
  const { sectionColumns } = await import("../runs/analysis/sections/sections.ts");
  const whole = name === "entries" ? "the strike" : "the strikes, or of a book's aum";
  return sectionColumns(name).map((column) =>
    column.kind === "pnl"
      ? { ...column, meaning: `${column.meaning}; a share of ${whole}` }
      : column
  );
}

/** A topic of a run's straddles. */
export async function writeTopic(
  run: readonly string[],
  topic: TopicName,
  options: SummaryOptions,
  destination: Destination,
): Promise<void> {
  const { topicColumns, topicParts } = await import("../runs/analysis/topics.ts");
  const { by, days, amt, costFactor, hedgeCost, side } = options;
  const costs = {
    ...costFactor === undefined ? {} : { factors: costFactor },
    ...hedgeCost === undefined ? {} : { hedgeCost },
    ...side === undefined ? {} : { side },
  };
  const parts = await topicParts(run, topic, { by, days, amt, costs });
  const columns = topicColumns(topic);
  // Sums over straddles, never a bare percent (BK-5); a book is refused before.
  if (
    forEyes(options, destination) && destination.options.terminal &&
    columns.some(({ kind }) => kind === "pnl")
  ) {
    const { DENOMINATOR } = await import("../runs/figures.ts");
    say(`P&L is in percent of ${DENOMINATOR.part}`);
  }
  await writeParts(columns, parts, options, destination);
}

/** A section of a run's days. Where people look at it, a whole run's P&L is per live straddle (BK-5). */
export async function writeSection(
  run: AnalysedRun,
  name: Exclude<SectionName, "entries">,
  options: SummaryOptions,
  rule: DayRule,
  destination: Destination,
): Promise<void> {
  const { sectionOf } = await import("../runs/analysis/sections/sections.ts");
  const { DENOMINATOR } = await import("../runs/figures.ts");
  const { by, asset } = options;
  const { columns, parts } = sectionOf(run, name, { by, rule, asset });
  const perStraddle = forEyes(options, destination) && by === undefined && !run.isBook;
  if (forEyes(options, destination) && columns.some(({ kind }) => kind === "pnl")) {
    const whole = run.isBook ? "book" : by === undefined ? "run" : "part";
    if (destination.options.terminal) say(`P&L is in percent of ${DENOMINATOR[whole]}`);
  }
  const over = (held: number | null) => (cells: readonly Cell[]) =>
    cells.map((cell, i) =>
      held && columns[i]!.kind === "pnl" && typeof cell === "number" ? cell / held : cell
    );
  const shown = !perStraddle
    ? parts
    : parts.map(({ name, held, lines }) => ({ name, lines: lines.map(over(held)) }));
  await writeParts(columns, shown, options, destination);
}

/** The straddles that enter or expire in a month. */
export async function writeEntries(
  run: readonly string[],
  options: SummaryOptions,
  destination: Destination,
): Promise<void> {
  const { entryLines } = await import("../runs/analysis/sections/entries.ts");
  const { sectionColumns } = await import("../runs/analysis/sections/sections.ts");
  const lines = await entryLines(run, options.month!);
  if (lines.length === 0) {
    throw nothingError(
      `No straddle of the run enters or expires in ${formatMonth(options.month!)}`,
    );
  }
  await writeParts(sectionColumns("entries"), [{ name: "", lines }], options, destination, true);
}

/** Whether people look at the table: they are given percents; digits ask for the numbers as they are. */
function forEyes({ digits }: SummaryOptions, { format }: Destination): boolean {
  return format === "table" && digits === undefined;
}

interface Lines {
  readonly name: string;
  readonly lines: readonly (readonly Cell[])[];
}

/** Lines by part, or on a terminal a whole run's only one (no `list`) as figures one below the other. */
async function writeParts(
  columns: readonly TopicColumn[],
  parts: readonly Lines[],
  options: SummaryOptions,
  destination: Destination,
  list = false,
): Promise<void> {
  const { columnsOf, writeTable } = await import("../output/write_table.ts");
  const { figureText } = await import("../runs/analysis/figure_text.ts");
  const { by } = options;
  const eyes = forEyes(options, destination);
  const shown = (cell: Cell, { kind }: { readonly kind: FigureKind | "text" }) =>
    !eyes || kind === "text" || typeof cell === "string" ? cell : figureText({ kind }, cell);
  if (!list && by === undefined && eyes && destination.options.columns === undefined) {
    const [first, ...others] = parts.flatMap(({ lines }) => lines);
    if (first !== undefined && others.length === 0) {
      const rows = columns.map((column, i) => [column.name, shown(first[i]!, column)]);
      return await writeTable(columnsOf("text", "figure", "value"), destination, () => rows);
    }
  }
  const specs: ColumnSpec[] = [
    ...by === undefined
      ? []
      : [{ name: by, type: "text" as const, missing: "–" as const, look: { keep: 0 } }],
    ...columns.map(({ name, kind }, i) => ({
      name,
      type: eyes ? "text" as const : typeOf(kind),
      missing: "–" as const,
      look: { keep: i + 1, loss: kind === "pnl", right: kind !== "text", cell: cellOf(kind) },
    })),
  ];
  await writeTable(specs, destination, function* () {
    for (const { name, lines } of parts) {
      for (const cells of lines) {
        yield [
          ...by === undefined ? [] : [name === "" ? null : name],
          ...columns.map((column, i) => shown(cells[i]!, column)),
        ];
      }
    }
  });
}

/** How a spreadsheet shows it. */
export function cellOf(kind: string): "share" | undefined {
  return kind === "pnl" || kind === "share" ? "share" : undefined;
}

export function typeOf(kind: string): ColumnType {
  if (kind === "text") return "text";
  return kind === "day" ? "date" : kind === "count" ? "int" : "double";
}
