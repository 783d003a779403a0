/** `straddle sweep overfit`, `walk` and `report`: would the best have looked this good by luck? */
import type { Command } from "commander";
import { nothingError } from "../base/errors.ts";
import {
  addOutputOptions,
  type OutputOptions,
  takeDestination,
  takeOutput,
} from "./output_options.ts";

/** Adds the subcommands that judge a finished sweep. */
export function addOverfitCommands(sweep: Command): void {
  const add = (name: string, summary: string, description: string) =>
    sweep.command(name).summary(summary).description(description)
      .argument("<sweep>", "a file that straddle sweep wrote");
  addOutputOptions(
    add(
      "overfit",
      "whether the best is luck",
      "Says whether the best variant would have looked as good by luck: its deflated Sharpe ratio, " +
        "the probability of backtest overfitting, and what choosing year by year would have made.",
    ),
  ).action(overfitAction);
  addOutputOptions(
    add(
      "walk",
      "choose by the years before, score on the year",
      "Walks forward: for each year the variant with the best Sharpe ratio over the years before is " +
        "chosen, by P&L of straddles entered until 92 days before the year, and scored on those " +
        "entered in it. P&L is per live straddle, rank the share of the others that did worse.",
    ),
  ).action(walkAction);
  add(
    "report",
    "a page of heat map, curves and luck",
    "Writes one HTML file that shows a sweep: a heat map of any figure by any two of the names that " +
      "vary, the best and worst variants' P&L, how much of it is luck, and all variants. It opens in " +
      "any browser, from disk, and asks nothing of the network.",
  ).requiredOption("-o, --output <file>", "the page to write; - is standard output")
    .action(reportAction);
}

async function overfitAction(path: string, options: OutputOptions): Promise<void> {
  const destination = takeDestination(options, "all");
  const { sweep, judgement } = await judged(path);
  const { verdicts } = await import("../sweep/overfitting/tables.ts");
  const { columnsOf, writeTable } = await import("../output/write_table.ts");
  const { figureText } = await import("../runs/analysis/figure_text.ts");
  const all = verdicts(sweep, judgement);
  const { columns, digits } = destination.options;
  if (destination.format === "table" && columns === undefined && digits === undefined) {
    const rows = all.map((verdict) => [
      verdict.name,
      figureText(verdict, verdict.value),
      verdict.meaning,
    ]);
    return await writeTable(
      columnsOf("text", "figure", "value", "meaning"),
      destination,
      () => rows,
    );
  }
  const specs = all.map(({ name, kind }) => ({
    name,
    type: kind === "count" ? "int" as const : "double" as const,
    missing: "–" as const,
  }));
  await writeTable(specs, destination, () => [all.map(({ value }) => value)]);
}

async function walkAction(path: string, options: OutputOptions): Promise<void> {
  const destination = takeDestination(options, "all");
  const { sweep, judgement } = await judged(path);
  const { walkRows } = await import("../sweep/overfitting/tables.ts");
  const { writeTable } = await import("../output/write_table.ts");
  const forEyes = destination.format === "table" && destination.options.digits === undefined;
  const { columns, rows } = walkRows(sweep, judgement, forEyes);
  if (rows.length === 0) {
    throw nothingError(
      `Nothing to walk through: "${path}" has no year with nine months of entries ` +
        "that end 92 days before it",
    );
  }
  await writeTable(columns, destination, () => rows);
}

async function reportAction(path: string, options: { readonly output: string }): Promise<void> {
  const output = takeOutput(options.output);
  const { writeSweepReport } = await import("../sweep/page.ts");
  await writeSweepReport(path, output);
}

async function judged(path: string) {
  const { openSweep } = await import("../sweep/read.ts");
  const { judge } = await import("../sweep/overfitting/judge.ts");
  const sweep = await openSweep(path);
  return { sweep, judgement: judge(sweep) };
}
