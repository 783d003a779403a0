/** `straddle assets`: the assets by name, and what tables of the asset table say about them. */
import { Command } from "commander";
import { usageError } from "../base/errors.ts";
import type { InputOptions } from "../inputs/paths.ts";
import { addInputOptions, takeInputs } from "./input_options.ts";
import { addOutputOptions, type OutputOptions, takeDestination } from "./output_options.ts";
import {
  addSelectionOptions,
  PATTERN_HELP,
  type SelectionOptions,
  takeAssets,
} from "./selection.ts";
import { sayWithoutEffect } from "./slips.ts";

interface AssetsOptions extends InputOptions, OutputOptions, SelectionOptions {
  readonly with?: readonly string[];
  readonly default: string;
}

export function assetsCommand(): Command {
  const command = new Command("assets")
    .description(
      "Lists the live assets whose Underlying the pattern finds, in the order of the asset table. " +
        "With --with, an Underlying that has two entries has two rows, each with its own data.",
    )
    .argument("[pattern]", PATTERN_HELP, ".")
    .option(
      "--with <names>",
      "add columns: class, group, or the names of rule tables, separated by commas",
      names,
    )
    .option("--default <text>", "what a rule table gives an asset that no rule matches", "");
  addSelectionOptions(command);
  addInputOptions(command, false);
  return addOutputOptions(command)
    .addHelpText(
      "after",
      `
Examples:
  straddle assets                                  the live ones
  straddle assets '^KLP' --all --with class,group  class, sources, group …
  straddle assets --with liquidity_table -f csv    a rule table of one's own`,
    )
    .action(action);
}

function names(text: string): readonly string[] {
  return text.split(",").map((name) => name.trim()).filter((name) => name !== "");
}

async function action(source: string, options: AssetsOptions): Promise<void> {
  const destination = takeDestination(options);
  sayWithoutEffect(options, {
    default: options.default !== "" && options.with === undefined && "without --with",
  });
  const inputs = await takeInputs(options);
  const { amt, assets, entries, warn } = await takeAssets(source, inputs, options);
  const { columnsOf, writeTable } = await import("../output/write_table.ts");
  if (options.with === undefined || options.with.length === 0) {
    const underlyings = new Set(assets.map(({ underlying }) => underlying));
    warn();
    await writeTable(
      columnsOf("text", "asset"),
      destination,
      () => [...underlyings].map((name) => [name]),
    );
    return;
  }
  const { classTable, groupTable, ruleTables } = await import("../inputs/amt/tables.ts");
  const { pyText } = await import("../inputs/yaml/python_text.ts");
  const tables = options.with.map((name) =>
    name === "class"
      ? classTable(entries)
      : name === "group"
      ? groupTable(amt, entries)
      : ruleTables(amt, entries, [{ table: name, fallback: options.default }])
  );
  const columns = ["asset", ...tables.flatMap((table) => table.columns.slice(1))];
  const twice = columns.find((name, i) => columns.indexOf(name) !== i);
  if (twice !== undefined) {
    throw usageError(`Cannot add column "${twice}" twice: name fewer tables in --with`);
  }
  warn();
  await writeTable(columnsOf("text", ...columns), destination, () =>
    entries.map((entry, i) => [
      entry.underlying,
      ...tables.flatMap((table) => table.rows[i]!.slice(1).map(pyText)),
    ]));
}
