/** `straddle summary`: the figures of a finished run. */
import { Command, Option } from "commander";
import type { Division, Part } from "../analysis/parts.ts";
import type { ColumnSpec, ColumnType } from "../output/chunk.ts";
import type { Cell } from "../output/small_table.ts";
import { usageError } from "../errors.ts";
import { say } from "../terminal.ts";
import { addOutputOptions, type OutputOptions, takeDestination } from "./options.ts";
import { addRunOptions, refuseOverwriting, type RunOptions } from "./run_options.ts";

interface SummaryOptions extends OutputOptions, RunOptions {
  readonly by?: Division;
  readonly explain?: boolean;
}

export function summaryCommand(): Command {
  const command = new Command("summary")
    .description(
      "Prints the figures of a file that straddle backtest wrote, for the whole run or by part. " +
        "P&L is weighted with the percents of the schedules, as a share of the strike.",
    )
    .argument("[run]", "a run: parquet, csv, tsv, json or ndjson")
    .addOption(
      new Option("--by <part>", "a line for each").choices([
        "asset",
        "class",
        "group",
        "year",
        "month",
        "schedule",
      ]),
    )
    .option("--explain", "what each figure is, with its formula and source");
  addRunOptions(command);
  return addOutputOptions(command)
    .addHelpText(
      "after",
      `
Examples:
  straddle summary run.parquet                          the whole run
  straddle summary run.parquet --by year                year by year
  straddle summary run.parquet --by asset -o by.csv     each asset, into a file
  straddle summary run.csv --amt amt.yml --by class     classes of a run that is no Parquet file`,
    )
    .action(action);
}

async function action(run: string | undefined, options: SummaryOptions): Promise<void> {
  const destination = takeDestination(options);
  const { columnsOf, writeTable } = await import("../output/small_table.ts");
  const { FIGURES } = await import("../figures.ts");
  if (options.explain) {
    const rows = FIGURES.map(({ column, meaning }) => [column, meaning]);
    return await writeTable(columnsOf("text", "figure", "meaning"), destination, () => rows);
  }
  if (run === undefined) throw usageError("Name a run: straddle summary run.parquet");
  refuseOverwriting(options.output, [run, options.amt]);
  const { labelsOf, openRun } = await import("../analysis/open_run.ts");
  const { partsOf, wholeRun } = await import("../analysis/parts.ts");
  const { database, sums, facts } = await openRun(run, options.amt);
  database.close();
  const labels = labelsOf(facts);
  const { by, days } = options;
  if ((by === "class" || by === "group") && Object.keys(facts.assets).length === 0) {
    say(`Warning: "${run}" does not tell the assets' ${by}; name the asset table with --amt`);
  }
  const parts = by === undefined ? [wholeRun(sums, days)] : partsOf(sums, by, days, labels);
  if (by === undefined && destination.format === "table") {
    const { figureText } = await import("../analysis/figure_text.ts");
    const { figures } = parts[0]!;
    const rows = FIGURES.map((spec) => [spec.label, figureText(spec, figures[spec.key])]);
    return await writeTable(columnsOf("text", "figure", "value"), destination, () => rows);
  }
  const names: [string, (part: Part) => Cell][] = by === undefined
    ? []
    : [[by, ({ name }) => name === "" ? null : name]];
  if (by === "asset") {
    names.push(["class", ({ name }) => labels(name).class || null]);
    names.push(["group", ({ name }) => labels(name).group || null]);
  }
  const columns: ColumnSpec[] = [
    ...names.map(([name]) => ({ name, type: "text" as const, missing: "–" as const })),
    ...FIGURES.map(({ column, kind }) => ({
      name: column,
      type: typeOf(kind),
      missing: "–" as const,
    })),
  ];
  await writeTable(
    columns,
    destination,
    () =>
      parts.map((part) => [
        ...names.map(([, cell]) => cell(part)),
        ...FIGURES.map(({ key }) => part.figures[key]),
      ]),
  );
}

function typeOf(kind: string): ColumnType {
  return kind === "day" ? "date" : kind === "count" ? "int" : "double";
}
