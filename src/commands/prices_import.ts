/** `straddle prices import`: a price file from tables as people have them. */
import { Command, InvalidArgumentError, Option } from "commander";
import { usageError } from "../base/errors.ts";
import type { DateChoice } from "../inputs/import/dates.ts";
import type { PriceWriter } from "../inputs/import/import.ts";
import { DUPLICATES, type Duplicates } from "../inputs/prices/reading.ts";
import type { DecimalSign } from "../inputs/import/numbers.ts";
import type { RuleSet, VolMarks } from "../inputs/rules.ts";
import type { Years } from "../inspect/missing_series.ts";
import { say } from "../base/terminal.ts";
import { addRuleOptions, takeRules } from "./input_options.ts";
import { year } from "./options.ts";
import { addDataOption } from "./output_options.ts";
import { optionName, sayWithoutEffect } from "./slips.ts";

interface ImportOptions {
  readonly output?: string;
  readonly append?: boolean;
  readonly dryRun?: boolean;
  readonly ticker?: string;
  readonly field?: string;
  readonly date?: string;
  readonly value?: string;
  readonly wide?: boolean;
  readonly sheet?: string;
  readonly dates?: DateChoice;
  readonly decimal?: DecimalSign;
  readonly priceZone?: string;
  readonly duplicates: Duplicates;
  readonly amt?: string;
  readonly chain?: string;
  readonly overrides?: string;
  readonly years?: Years;
  readonly rules?: RuleSet;
  readonly volMarks?: VolMarks;
  readonly quiet?: boolean;
  readonly format: "text" | "json";
}

export function pricesImportCommand(): Command {
  const command = new Command("import")
    .summary("make a price file from CSV, Excel and other tables")
    .description(
      "Makes one sorted Parquet file of prices from CSV, TSV, NDJSON, Parquet and Excel tables " +
        "(.xlsx), packed with gzip or not, in long or wide form. Columns, dates and numbers are " +
        "recognised, or refused with what to add; what was understood is told.",
    )
    .argument("<files...>", "files, patterns, or folders of files")
    .option("-o, --output <file>", "the Parquet file to write")
    .option("--append", "keep the prices of the output file, and add these after them")
    .option("--dry-run", "tell what was understood, and write nothing")
    .option("--ticker <column>", "the column of tickers")
    .option("--field <column|field>", "the column of fields, or the field that all values are")
    .option("--date <column>", "the column of dates")
    .option("--value <column>", "the column of values")
    .option("--wide", "each column but the date's is a ticker (its field: --field)")
    .option("--sheet <sheet>", "sheet of a workbook, by name or number (default: the first)")
    .addOption(
      new Option("--dates <order>", "order of dates, or first year of Excel's serial numbers")
        .choices(["dmy", "mdy", "ymd", "1900", "1904"]),
    )
    .addOption(new Option("--decimal <sign>", "the decimal sign").choices(["point", "comma"]))
    .option("--price-zone <zone>", "take stamps as instants, on this zone's days (Europe/Berlin)")
    .addOption(
      new Option("--duplicates <rule>", "different prices of a series on a day")
        .choices(DUPLICATES).default("last"),
    )
    .option("--amt <file>", "asset table: tell which series its live assets still lack")
    .option("--chain <file>", "futures chain, for --amt")
    .option("--overrides <file>", "expiry overrides, for --amt")
    .option("--years <years>", "expiry years for --amt, 2001-2026 (default: the prices')", years);
  return addDataOption(addRuleOptions(command))
    .option("-q, --quiet", "nothing but warnings")
    .addHelpText(
      "after",
      `
Examples:
  straddle prices import prices.xlsx --dry-run              what would be understood
  straddle prices import prices.xlsx -o prices.parquet
  straddle prices import wide.csv --wide --field PX_LAST -o prices.parquet
  straddle prices import exports/ -o prices.parquet --amt amt.yml --chain futs.csv
  straddle prices import today.csv -o prices.parquet --append`,
    )
    .action(action);
}

function years(text: string): Years {
  const match = /^(\d{4})(?:[-–](\d{4}))?$/.exec(text);
  if (!match) throw new InvalidArgumentError("Give a year or two, like 2024 or 2001-2026.");
  const [from, to] = [year(match[1]!), year(match[2] ?? match[1]!)];
  if (from > to) throw new InvalidArgumentError(`${from} is after ${to}.`);
  return { from, to };
}

async function action(named: readonly string[], options: ImportOptions): Promise<void> {
  if (options.wide && options.ticker !== undefined) {
    throw usageError(
      "Either each column is a ticker or one holds them: leave out --wide or --ticker",
    );
  }
  sayWithoutEffect(options, { quiet: options.dryRun && "beside --dry-run" });
  const output = takeOutput(options);
  const { findFiles } = await import("../inputs/import/find_files.ts");
  const { importPrices } = await import("../inputs/import/import.ts");
  const { watchReading } = await import("../inputs/import/progress.ts");
  const { countLines, understoodLines, warningLines } = await import("../inputs/import/report.ts");
  const { exists } = await import("../base/files.ts");
  await takeZone(options.priceZone);
  const files = findFiles(named);
  const amt = await takeAmt(options);
  const { willRead, willWrite } = await import("../base/ledger.ts");
  [...files, ...smallInputs(options)].forEach(willRead);
  if (output !== undefined) willWrite(output);
  const existing = options.append && output !== undefined && exists(output) ? output : undefined;
  const { dates, priceZone: zone } = options;
  const progress = await watchReading(
    sizeOf(existing === undefined ? files : [existing, ...files]),
  );
  const result = await importPrices({
    ...{ files, columns: columnsOf(options), duplicates: options.duplicates, meter: progress },
    ...(existing === undefined ? {} : { existing }),
    ...(output === undefined || options.dryRun ? {} : { write: writer(output) }),
    ...(dates === undefined ? {} : { dates }),
    ...(zone === undefined ? {} : { zone }),
  }).finally(() => progress.stop());
  let missing: string[] | undefined;
  if (amt) {
    const { missingLines, yearsOf } = await import("../inspect/missing_series.ts");
    const span = options.years ?? yearsOf(result.merged);
    missing = await missingLines(amt.table, amt, result.merged, span);
  }
  const warnings = warningLines(result, options.duplicates);
  if (options.format === "json") {
    const { importData } = await import("../inputs/import/data.ts");
    const { writeJson } = await import("../output/write_text.ts");
    const said = { output: options.dryRun ? undefined : output, missing, warnings };
    return await writeJson(importData(result, said), undefined);
  }
  const lines = [...understoodLines(result), ...countLines(result), ...missing ?? []];
  if (options.dryRun) {
    const { writeText } = await import("../output/write_text.ts");
    const { escapeUnsafe } = await import("../base/text.ts");
    lines.push("Nothing is written (--dry-run)");
    await writeText(lines.map((line) => `${escapeUnsafe(line)}\n`).join(""), undefined);
  } else if (!options.quiet) {
    lines.push(`Wrote "${output}". Next: straddle backtest --prices ${output} --amt …`);
    lines.forEach(say);
  }
  warnings.forEach(say);
}

function writer(output: string): PriceWriter {
  return async (groups, mayKeep) => {
    const { writePrices } = await import("../output/write_prices.ts");
    await writePrices(output, groups, mayKeep);
  };
}

/** The output file; undefined = none, which only a dry run may have. */
function takeOutput({ output, dryRun, append }: ImportOptions): string | undefined {
  if (output === undefined) {
    if (dryRun && !append) return undefined;
    throw usageError("No output: name the file to write with -o prices.parquet, or add --dry-run");
  }
  if (/\.(parquet|pq)$/i.test(output)) return output;
  throw usageError(
    `Cannot write to "${output}": prices are written as Parquet; name a file that ends with .parquet`,
  );
}

async function takeZone(zone: string | undefined): Promise<void> {
  if (zone === undefined) return;
  const { isZone } = await import("../inputs/import/dates.ts");
  if (isZone(zone)) return;
  const { didYouMean } = await import("../base/suggest.ts");
  throw usageError(
    `No time zone "${zone}"${didYouMean(zone, Intl.supportedValuesOf("timeZone"))}`,
  );
}

/** The asset table, read before all else: a mistake in its name should not cost a minute. */
async function takeAmt(options: ImportOptions) {
  if (options.amt === undefined) {
    const unused = (["chain", "overrides", "years", "rules", "volMarks"] as const)
      .find((name) => options[name] !== undefined);
    if (unused) {
      throw usageError(
        `--${optionName(unused)} says nothing without an asset table: add --amt FILE`,
      );
    }
    return undefined;
  }
  const { findInputs } = await import("../inputs/paths.ts");
  const { loadAmt } = await import("../loader.ts");
  const { amt, chain, overrides } = options;
  const paths = await findInputs({
    amt,
    ...(chain === undefined ? {} : { chain }),
    ...(overrides === undefined ? {} : { overrides }),
  }, false);
  return {
    table: loadAmt(paths.amt),
    chain: paths.chain,
    overrides: paths.overrides,
    rules: takeRules(options),
  };
}

function smallInputs({ amt, chain, overrides }: ImportOptions): string[] {
  return [amt, chain, overrides].filter((path) => path !== undefined);
}

function columnsOf({ ticker, field, date, value, wide, sheet, decimal }: ImportOptions) {
  const given = { ticker, field, date, value, wide, sheet, decimal };
  return Object.fromEntries(Object.entries(given).filter(([, each]) => each !== undefined));
}

function sizeOf(files: readonly string[]): number {
  return files.reduce((sum, path) => {
    try {
      return sum + Deno.statSync(path).size;
    } catch {
      // Opening it will tell.
      return sum;
    }
  }, 0);
}
