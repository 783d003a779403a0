/** `straddle prices`: a look into the price files, and their making. */
import { Command } from "commander";
import { nothingError } from "../base/errors.ts";
import type { InputOptions } from "../inputs/paths.ts";
import {
  addInputOptions,
  addRuleOptions,
  takePricedInputs,
  takePrices,
  takeReading,
} from "./input_options.ts";
import { addRunArguments, takeYears } from "./options.ts";
import { addOutputOptions, type OutputOptions, takeDestination } from "./output_options.ts";
import { patternHint } from "../base/suggest.ts";
import { pricesImportCommand } from "./prices_import.ts";

type Options = InputOptions & OutputOptions;

export function pricesCommand(): Command {
  const command = new Command("prices")
    .description(
      "Makes a price file from tables of other kinds, or looks into the price files: the last day " +
        "of series, any query, coverage.",
    );
  const add = (name: string, summary: string, description: string) =>
    command.command(name).summary(summary).description(description);
  const last = add(
    "last",
    "the last day of each series",
    "Lists ticker, field and newest day of each series whose ticker the pattern finds.",
  ).argument("<pattern>", "regular expression (RE2) searched in the ticker");
  const query = add(
    "query",
    "run an SQL query over the prices",
    "Runs one SQL query that only reads. The view prices has the columns ticker, field, date and " +
      "value, and whatever else the files hold. Numbers that cannot be shown exactly come as text.",
  ).argument("<sql>", "SELECT, WITH, DESCRIBE, SUMMARIZE …");
  const coverage = addRunArguments(add(
    "coverage",
    "what there is of the series a backtest needs",
    "Lists each series that a backtest of the matching live assets and years looks up: how many " +
      "assets read it, its first and last day, days with a price, weekdays without one between " +
      "them (gaps) and their share (missing; 1 = no price at all).",
  ));
  for (const sub of [last, query, coverage]) addOutputOptions(addInputOptions(sub, true));
  addRuleOptions(coverage);
  last.action(lastAction);
  query.action(queryAction);
  coverage.action(coverageAction);
  command.addCommand(pricesImportCommand());
  return command.addHelpText(
    "after",
    `
Examples:
  straddle prices import export.csv -o own.parquet   from an export
  straddle prices last '^KLP'                   which series end when
  straddle prices coverage '^KLP Comdty' 2024   what a backtest would find
  straddle prices query 'SELECT field, count(*) FROM prices GROUP BY 1'`,
  );
}

async function open(options: InputOptions) {
  const prices = await takePrices(options);
  const { openPrices } = await import("../inputs/prices/database.ts");
  return await openPrices(prices, undefined, takeReading(options));
}

async function lastAction(pattern: string, options: Options): Promise<void> {
  const destination = takeDestination(options);
  const database = await open(options);
  const { lastDays } = await import("../inspect/price_query.ts");
  const { writeTable } = await import("../output/write_table.ts");
  const { columns, rows } = await lastDays(database, pattern);
  if ([...rows()].length === 0) throw nothingError(`No ticker matches "${pattern}"`);
  await writeTable(columns, destination, rows);
}

async function queryAction(sql: string, options: Options): Promise<void> {
  const destination = takeDestination(options);
  const database = await open(options);
  const { queryPrices } = await import("../inspect/price_query.ts");
  const { writeTable } = await import("../output/write_table.ts");
  const { columns, rows } = await queryPrices(database, sql);
  await writeTable(columns, destination, rows);
}

async function coverageAction(
  pattern: string,
  start: number | undefined,
  end: number | undefined,
  options: Options,
): Promise<void> {
  const years = takeYears(start, end);
  const destination = takeDestination(options);
  const paths = await takePricedInputs(options);
  const { refuseBroken } = await import("../inputs/amt/problems.ts");
  const { findAssets, loadAmt } = await import("../loader.ts");
  const { compilePattern } = await import("../base/pattern.ts");
  const { searching } = await import("../base/pattern.ts");
  const { loadInputs } = await import("../loader.ts");
  const { coverage, coveredMonths, survey } = await import("../inspect/survey.ts");
  const { openPrices } = await import("../inputs/prices/database.ts");
  const { columnsOf, writeTable } = await import("../output/write_table.ts");
  const { compareText } = await import("../base/text.ts");
  const database = await openPrices(paths.prices, undefined, paths.reading);
  const amt = loadAmt(paths.amt);
  const compiled = compilePattern(pattern);
  const assets = await searching(pattern, () => findAssets(amt, { pattern: compiled, live: true }));
  if (assets.length === 0) {
    throw nothingError(`No live asset matches "${pattern}"${patternHint(pattern)}`);
  }
  refuseBroken(amt, assets, paths.rules);
  const inputs = loadInputs(amt, paths);
  const months = await coveredMonths(inputs, database, assets, years);
  const rows = coverage(await survey(inputs, database, assets, months))
    .sort((a, b) => compareText(a.ticker, b.ticker) || compareText(a.field, b.field));
  const columns = [
    ...columnsOf("text", "ticker", "field"),
    ...columnsOf("int", "assets"),
    ...columnsOf("date", "first", "last"),
    ...columnsOf("int", "days", "gaps"),
    ...columnsOf("double", "missing"),
  ];
  await writeTable(columns, destination, function* () {
    for (const { ticker, field, assets, first, last, days, gaps, missing } of rows) {
      yield [ticker, field, assets, first, last, days, gaps, missing];
    }
  });
}
