/** `straddle tickers`: the tickers of assets, as schema, by month, or as a list of series to request. */
import { Command } from "commander";
import { usageError } from "../base/errors.ts";
import type { InputOptions } from "../inputs/paths.ts";
import { type MonthArgument, takeMonths, yearOrMonth } from "./months.ts";
import { addInputOptions, addRuleOptions, takeInputs } from "./input_options.ts";
import { addOutputOptions, type OutputOptions, takeDestination } from "./output_options.ts";
import {
  addSelectionOptions,
  PATTERN_HELP,
  type SelectionOptions,
  takeAssets,
} from "./selection.ts";

interface TickersOptions extends InputOptions, OutputOptions, SelectionOptions {
  readonly schema?: boolean;
  readonly unique?: boolean;
  readonly stored?: boolean;
}

export function tickersCommand(): Command {
  const command = new Command("tickers")
    .description(
      "Lists the tickers of the live assets whose Underlying the pattern finds: as the asset table " +
        "has them, or with the futures and split tickers of the expiry months START to END, each " +
        "row once. A future that the chain knows has source BBG and its actual ticker, else nBBG " +
        "and its normalized one.",
    )
    .argument("[pattern]", PATTERN_HELP, ".")
    .argument("[start]", "first expiry year or month (YYYY-MM)", yearOrMonth)
    .argument("[end]", "last expiry year or month (default: START)", yearOrMonth)
    .option("--schema", "as the asset table has them: the default without months")
    .option("--unique", "only the series that straddles of these months need, to request data")
    .option("--stored", "as --unique, under the names that the price files have them");
  addSelectionOptions(command);
  addRuleOptions(addInputOptions(command, false));
  return addOutputOptions(command)
    .addHelpText(
      "after",
      `
Examples:
  straddle tickers '^KLP Comdty'                           the schema
  straddle tickers '^KLP Comdty' 2024-01 2024-06           half a year
  straddle tickers . 2024 2025 --unique -o request.csv     what to ask for`,
    )
    .action(action);
}

async function action(
  source: string,
  start: MonthArgument | undefined,
  end: MonthArgument | undefined,
  options: TickersOptions,
): Promise<void> {
  const months = start === undefined ? undefined : takeMonths(start, end);
  const unique = options.unique || options.stored;
  if (options.schema && (months || unique)) {
    throw usageError("The schema has no months: leave out either --schema or the rest");
  }
  if (unique && !months) {
    throw usageError("Name the expiry months whose series are needed: straddle tickers . 2024 …");
  }
  const destination = takeDestination(options);
  const inputs = await takeInputs(options, ["chain"]);
  const { amt, assets, warn } = await takeAssets(source, inputs, options);
  const { loadChain, NO_CHAIN } = await import("../inputs/chain.ts");
  const { columnsOf, writeTable } = await import("../output/write_table.ts");
  const chain = inputs.chain === undefined || !months ? NO_CHAIN : loadChain(inputs.chain);
  if (unique) {
    const { neededSeries } = await import("../inspect/needed_series.ts");
    const rows = neededSeries(amt, assets, months!, chain, options.stored ?? false, inputs.rules);
    const columns = columnsOf("text", "ticker", "field", "source");
    warn();
    await writeTable(
      columns,
      destination,
      () => rows.map(({ ticker, field, source }) => [ticker, field, source]),
    );
    return;
  }
  const { collect } = await import("../base/cancel.ts");
  const { findTickers, tschemas } = await import("../tickers.ts");
  // All of them first: a future that cannot be named must not leave half a table behind.
  const rows = months
    ? await collect(findTickers(amt, assets, months, chain, inputs.rules))
    : assets.flatMap((asset) => tschemas(amt, asset, inputs.rules));
  const columns = columnsOf("text", "asset", "cls", "type", "param", "source", "ticker", "field");
  warn();
  await writeTable(
    columns,
    destination,
    () =>
      rows.map((row) => [
        row.asset,
        row.cls,
        row.type,
        row.param,
        row.source,
        row.ticker,
        row.field,
      ]),
  );
}
