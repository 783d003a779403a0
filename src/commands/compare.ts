/** `straddle compare`: whether two runs are the same, and where they are not. */
import { Command, InvalidArgumentError, Option } from "commander";
import { EXIT } from "../base/errors.ts";
import { type Division, DIVISIONS } from "../runs/divisions.ts";
import { fileOption, takeOutput } from "./output_options.ts";
import { sayWithoutEffect } from "./slips.ts";

interface CompareOptions {
  readonly tolerance: number;
  readonly show: number;
  readonly format: "text" | "json";
  readonly output?: string;
  readonly by?: Division;
  readonly amt?: string;
}

export function compareCommand(): Command {
  return new Command("compare")
    .description(
      "Compares two files that straddle backtest wrote, each in any format but table, whatever the " +
        "order of their rows: rows that only one has, and cells that differ. Exits 0 when the runs " +
        "are the same, 1 when they differ.",
    )
    .argument("<a>", "a run: parquet, csv, tsv, json or ndjson; a pattern in quotes, or a folder")
    .argument("<b>", "another")
    .option(
      "--tolerance <t>",
      "numbers a, b are the same if |a - b| <= t * max(1, |b|)",
      tolerance,
      1e-12,
    )
    .option("--show <n>", "list that many of the largest differences", show, 10)
    .addOption(
      new Option("--by <part>", "show the P&L of both for each, too").choices(DIVISIONS),
    )
    .option("--amt <file>", "asset table, for classes and groups (a Parquet run knows its own)")
    .addOption(
      new Option("-f, --format <format>", "for people or for machines").choices(["text", "json"])
        .default("text"),
    )
    .addOption(fileOption())
    .addHelpText(
      "after",
      `
Examples:
  straddle compare old.parquet new.parquet                are they the same?
  straddle compare run.csv run.parquet --tolerance 1e-6   to six digits
  straddle compare a.parquet b.parquet --by class         and the P&L of both
  straddle compare a.parquet b.parquet -f json            counts as data`,
    )
    .action(action);
}

async function action(a: string, b: string, options: CompareOptions): Promise<void> {
  const output = takeOutput(options.output);
  const { by } = options;
  const byLabel = by === "class" || by === "group";
  sayWithoutEffect(options, { amt: !byLabel && "without --by class or --by group" });
  const { compareRuns } = await import("../runs/compare/compare.ts");
  const { writeJson, writeText } = await import("../output/write_text.ts");
  const found = await compareRuns(a, b, options.tolerance, options.show);
  const pnl = by && await pnlOf(a, b, by, byLabel ? options.amt : undefined);
  if (options.format === "json") {
    await writeJson(pnl === undefined ? found : { ...found, pnl }, output);
  } else {
    const { compareReport } = await import("../runs/compare/text.ts");
    await writeText(compareReport(found, a, b, pnl), output);
  }
  if (!found.same) Deno.exitCode = EXIT.nothing;
}

async function pnlOf(a: string, b: string, by: Division, amt: string | undefined) {
  const { pnlByPart } = await import("../runs/compare/by_part.ts");
  return await pnlByPart(a, b, by, amt);
}

function tolerance(text: string): number {
  const value = /^(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text) ? Number(text) : NaN;
  if (!Number.isFinite(value)) {
    throw new InvalidArgumentError("Give a number from 0 up, like 1e-9.");
  }
  return value;
}

function show(text: string): number {
  if (!/^\d{1,4}$/.test(text)) {
    throw new InvalidArgumentError("Give a whole number from 0 to 9999.");
  }
  return Number(text);
}
