/** Options and arguments that several commands share. */
import { type Command, InvalidArgumentError, Option } from "commander";
import { usageError } from "../base/errors.ts";
import type { Edit } from "../inputs/amt/edits.ts";
import type { InputOptions, InputPaths } from "../inputs/paths.ts";
import { DUPLICATES, type PriceReading } from "../inputs/prices/reading.ts";
import { REFERENCE, RULE_SETS, type Rules, VOL_MARKS } from "../inputs/rules.ts";
import { willWrite } from "../base/ledger.ts";
import type { TerminalView } from "../output/format.ts";
import { FORMAT_NAMES, type FormatName, formatOfName } from "../output/formats.ts";
import { isStandardOutput } from "../base/files.ts";
import { parseSize } from "../backtest/budget.ts";
import { parseShard, type Shard } from "../base/shards.ts";
import { hasColors, say, terminalSize } from "../base/terminal.ts";
import { counted } from "../base/wording.ts";
import { quotingHint, sayWithoutEffect } from "./slips.ts";
import type { Destination } from "../output/destination.ts";

/** `--data`, or the inputs one by one. */
export function addInputOptions(command: Command, withPrices: boolean): Command {
  command
    .option(
      "--data <dir>",
      "folder with amt.yml, futs.csv, overrides.csv and prices.parquet; further ones add prices",
      each,
    )
    .option("--amt <file>", "asset table (YAML)")
    .option("--chain <file>", "futures chain (CSV)")
    .option("--overrides <file>", "expiry overrides (CSV)");
  if (!withPrices) return command;
  return command
    .option(
      "--prices <file>",
      "daily prices (Parquet or text: file or glob pattern); may be repeated",
      each,
    )
    .option("--price-zone <zone>", "time zone whose days the stamps of prices count to", zone)
    .addOption(
      new Option("--duplicates <rule>", "a day's price where rows contradict (default: last)")
        .choices(DUPLICATES),
    )
    .addOption(
      new Option(
        "--price-overrides <source>",
        "prices that replace the files': amt = price_override_table of the asset table",
      ).choices(["amt"]),
    );
}

/** `--rules` and `--vol-marks`. */
export function addRuleOptions(command: Command): Command {
  return command
    .addOption(
      new Option("--rules <rules>", "whose rules: current values swaptions and LME metals, too")
        .choices(RULE_SETS),
    )
    .addOption(
      new Option("--vol-marks <marks>", "the vol of F straddles: Far as quoted, or rolled to Near")
        .choices(VOL_MARKS),
    );
}

/** `--set`. */
export function addSetOption(command: Command): Command {
  return command.option(
    "--set <name=value>",
    "entry, expiry, weight, options or amt:PATH of the asset table; may be repeated",
    edits,
  );
}

function edits(text: string, before: readonly Edit[] = []): readonly Edit[] {
  const at = text.indexOf("=");
  if (at <= 0) {
    throw new InvalidArgumentError("Give a name and a value, like entry=N5 or amt:PATH=VALUE.");
  }
  return [...before, { name: text.slice(0, at).trim(), value: text.slice(at + 1).trim() }];
}

/** By which rules straddles are to be valued. */
export function takeRules({ rules, volMarks }: InputOptions): Rules {
  return { set: rules ?? REFERENCE.set, volMarks: volMarks ?? REFERENCE.volMarks };
}

/** The values of an option that may be given several times, in order. */
function each(value: string, before: readonly string[] | undefined): readonly string[] {
  return [...before ?? [], value];
}

/** A name of the time zone database, which has no quotes. */
function zone(text: string): string {
  try {
    if (!/^[A-Za-z][\w+/-]*$/.test(text)) throw new RangeError("not a name");
    return new Intl.DateTimeFormat("en", { timeZone: text }).resolvedOptions().timeZone;
  } catch {
    throw new InvalidArgumentError("Give a time zone by its name, like Europe/Berlin.");
  }
}

export interface OutputOptions {
  readonly output?: string;
  readonly format?: FormatName;
  readonly digits?: number;
  readonly columns?: readonly string[];
  readonly color: boolean;
}

/** `--output`, `--format`, `--digits`, `--columns`, `--no-color`. */
export function addOutputOptions(command: Command): Command {
  return command
    .option("-o, --output <file>", "write to a file; - is standard output")
    .addOption(
      new Option(
        "-f, --format <format>",
        "default: the file's ending; table on a terminal, else tsv",
      )
        .choices(FORMAT_NAMES),
    )
    .option("--digits <n>", "significant digits of numbers (3: as the reference printed)", digits)
    .option("--columns <names>", "only these columns, separated by commas, in this order", columns)
    .option("--no-color", NO_COLOR_HELP);
}

/** `--format` of a command whose output is no table: words for people, or data. */
export function addDataOption(command: Command, words = "text"): Command {
  return command.addOption(
    new Option("-f, --format <format>", "for people or for programs").choices([words, "json"])
      .default(words),
  );
}

/** src/base/terminal.ts looks for the option itself, since messages may come before it is read. */
export const NO_COLOR_HELP = "no colors on a terminal (nor with NO_COLOR=1)";

/**
 * The inputs, without prices, with a word about the sample when nothing else was found. Of chain and
 * overrides the command reads those that `reads` names.
 */
export async function takeInputs(
  options: InputOptions,
  reads: readonly ("chain" | "overrides")[] = [],
): Promise<InputPaths> {
  const { findInputs } = await import("../inputs/paths.ts");
  const inputs = tellSample(await findInputs(namedInputs(options), false));
  const why = "here: the asset table tells it all";
  sayWithoutEffect(options, {
    chain: !reads.includes("chain") && why,
    overrides: !reads.includes("overrides") && (reads.length === 0 ? why : UNREAD_OVERRIDES),
  });
  await parseLarge(inputs.amt);
  return { ...inputs, rules: takeRules(options) };
}

const UNREAD_OVERRIDES = "here: names of series need no expiry days";

/** As {@link takeInputs}, with prices. Throws a usage error if there are none and `need` has it. */
export async function takePricedInputs(
  options: InputOptions,
  need: "needs prices" | "may lack prices" = "needs prices",
): Promise<InputPaths> {
  const { findInputs, noPrices } = await import("../inputs/paths.ts");
  const inputs = await findInputs(namedInputs(options), true);
  if (inputs.prices.length === 0 && need === "needs prices") throw noPrices(options);
  tellSample(inputs);
  await parseLarge(inputs.amt);
  const reading = takeReading(options), rules = takeRules(options);
  const { readablePrices } = await import("./text_prices.ts");
  const found = { ...inputs, ...await readablePrices(inputs.prices), rules };
  if (options.priceOverrides === undefined) return { ...found, reading };
  const { loadAmt } = await import("../loader.ts");
  const { priceOverrides } = await import("../inputs/amt/price_overrides.ts");
  const overrides = priceOverrides(loadAmt(inputs.amt));
  const excluded = overrides.filter(({ value }) => Number.isNaN(value)).length;
  say(
    `Using the asset table's price overrides: ${
      counted(overrides.length - excluded, "price")
    } in place of the files', ${counted(excluded, "day")} without one`,
  );
  return { ...found, reading: { ...reading, overrides } };
}

/** How the prices are to be read. */
export function takeReading({ priceZone, duplicates }: InputOptions): PriceReading {
  return {
    ...(priceZone === undefined ? {} : { zone: priceZone }),
    ...(duplicates === undefined ? {} : { duplicates }),
  };
}

/** Parsing more takes seconds. */
const LARGE_BYTES = 4_000_000;

/** Puts an asset table that is large into the cache, while a signal ends the program at once. */
async function parseLarge(amt: string): Promise<void> {
  if (Deno.statSync(amt).size < LARGE_BYTES) return;
  const { unheard } = await import("../base/cancel.ts");
  const { loadAmt } = await import("../loader.ts");
  await unheard(() => loadAmt(amt));
}

/** The price files, whether or not there is an asset table. Throws a usage error if there are none. */
export async function takePrices(options: InputOptions): Promise<readonly string[]> {
  const { findPrices, noPrices } = await import("../inputs/paths.ts");
  const found = await findPrices(namedInputs(options));
  if (found.prices.length === 0) throw noPrices(options);
  const why = "here: only the price files are read";
  sayWithoutEffect(options, { amt: why, chain: why, overrides: why, priceOverrides: why });
  sayWithoutEffect(options, { duplicates: "here: every row of the files is looked at" });
  const { readablePrices } = await import("./text_prices.ts");
  return (await readablePrices(tellSample(found).prices)).prices;
}

function namedInputs({ data, amt, chain, overrides, prices }: InputOptions): InputOptions {
  return Object.fromEntries(
    Object.entries({ data, amt, chain, overrides, prices })
      .filter(([, value]) => value !== undefined),
  );
}

function tellSample<T extends { readonly sample: boolean }>(inputs: T): T {
  if (inputs.sample) say("Using the sample data (name your own with --data DIR)");
  return inputs;
}

/** The input options as they were given, for a command that reads the same. */
export function inputWords(options: InputOptions): string[] {
  const { data, amt, chain, overrides, prices, duplicates, rules, priceOverrides } = options;
  const words = {
    data,
    amt,
    chain,
    overrides,
    prices,
    "price-zone": options.priceZone,
    duplicates,
    "price-overrides": priceOverrides,
    rules,
    "vol-marks": options.volMarks,
  };
  return Object.entries(words).flatMap(([name, value]) =>
    value === undefined ? [] : [value].flat().flatMap((one) => [`--${name}`, one])
  );
}

/** How much of a long table a terminal shows: its ends, what fits on the screen, or all of it. */
export type Shown = "ends" | "screen" | "all";

/** Rows at each end of a table whose ends are shown. */
const END_ROWS = 20;
/** Lines of a screen that a table leaves to its frame, to a run's summary, and to the next prompt. */
const OTHER_LINES = 20, LEAST_END_ROWS = 3;

export function takeDestination(options: OutputOptions, shown: Shown = "ends"): Destination {
  const output = takeOutput(options.output);
  const onTerminal = output === undefined && Deno.stdout.isTerminal();
  const { digits, columns } = options;
  const format = options.format ?? formatOf(output, onTerminal);
  if (onTerminal && format === "parquet") {
    throw usageError("Cannot show Parquet on a terminal: add -o FILE.parquet");
  }
  sayWithoutEffect(options, {
    digits: format === "parquet" && "on parquet, which holds numbers in full",
  });
  return {
    output,
    format,
    options: {
      ...(digits === undefined ? {} : { digits }),
      ...(columns === undefined ? {} : { columns }),
      ...(onTerminal ? { terminal: viewOf(shown) } : {}),
    },
  };
}

/** `--format` of a command that writes workbooks, too. */
export function addWorkbookOption(command: Command): Command {
  const format = command.options.find(({ long }) => long === "--format")!;
  format.choices([...FORMAT_NAMES, "xlsx"]);
  return command;
}

/** As {@link takeDestination}, of a command that writes workbooks, too; `sheet` names a single one. */
export function takeTable(options: OutputOptions, shown: Shown, sheet: string): Destination {
  const { output, columns } = options;
  const format: string | undefined = options.format;
  const named = output !== undefined && /\.xlsx$/i.test(output);
  if (format !== "xlsx" && (format !== undefined || !named)) return takeDestination(options, shown);
  const file = takeOutput(output);
  if (file === undefined && Deno.stdout.isTerminal()) {
    throw usageError("Cannot show a spreadsheet on a terminal: add -o figures.xlsx");
  }
  sayWithoutEffect(options, { digits: "on a spreadsheet, which holds numbers in full" });
  return {
    output: file,
    format: "json",
    options: columns === undefined ? {} : { columns },
    workbook: { sheet, about: [] },
  };
}

/**
 * The file of `--output`, noted as one; undefined = standard output. Throws a usage error when it is
 * an input.
 */
export function takeOutput(output: string | undefined): string | undefined {
  if (output === "") throw usageError('Cannot write to "": name a file, or - for standard output');
  if (output === undefined || isStandardOutput(output)) return undefined;
  willWrite(output);
  return output;
}

function viewOf(shown: Shown): TerminalView {
  const { columns, rows } = terminalSize();
  const ends = {
    ends: END_ROWS,
    screen: Math.max(LEAST_END_ROWS, Math.floor((rows - OTHER_LINES) / 2)),
    all: Infinity,
  };
  return { width: columns, endRows: ends[shown], color: hasColors(Deno.stdout) };
}

/** How text for people is to stand on standard output; a width only where that is a terminal. */
export function textView(): { readonly width?: number; readonly color: boolean } {
  const width = Deno.stdout.isTerminal() ? { width: terminalSize().columns } : {};
  return { ...width, color: hasColors(Deno.stdout) };
}

function formatOf(output: string | undefined, onTerminal: boolean): FormatName {
  if (output === undefined) return onTerminal ? "table" : "tsv";
  const format = formatOfName(output);
  if (format) return format;
  if (/\.xlsx$/i.test(output)) {
    throw usageError(
      `Cannot write "${output}": only straddle summary and straddle book make spreadsheets; name a ` +
        ".csv or .parquet file",
    );
  }
  throw usageError(
    `Cannot tell the format of "${output}" from its ending: add --format ${FORMAT_NAMES.join("|")}`,
  );
}

/** The expiry years START and END (default: START); undefined when none was given. */
export function takeYears(start?: number, end?: number) {
  if (start === undefined) return undefined;
  const years = { from: start, to: end ?? start };
  if (years.from > years.to) {
    throw usageError(`Years out of order: ${years.from} is after ${years.to}`);
  }
  return years;
}

/** A four-digit year. */
export function year(text: string): number {
  if (!/^(19|2\d)\d\d$/.test(text)) {
    throw new InvalidArgumentError(`Give a year from 1900 to 2999.${quotingHint(text)}`);
  }
  return Number(text);
}

export function positive(text: string): number {
  if (!/^[1-9]\d{0,2}$/.test(text)) {
    throw new InvalidArgumentError("Give a whole number from 1 to 999.");
  }
  return Number(text);
}

/** `--memory`. */
export function addMemoryOption(command: Command): Command {
  return command.option(
    "--memory <size>",
    "keep resident memory below this: 512MB, 1.5GiB (MB = 10^6, MiB = 2^20 bytes)",
    memory,
  );
}

/** `--shard`. */
export function shardOption(): Option {
  return new Option("--shard <i/n>", "only the Ith of N parts, the first is 0: for merge")
    .argParser(shard);
}

function shard(text: string): Shard {
  const found = parseShard(text);
  if (found === undefined) {
    throw new InvalidArgumentError("Give a part and their number, from 0/8 to 7/8.");
  }
  return found;
}

function memory(text: string): number {
  const bytes = parseSize(text);
  if (bytes === undefined) {
    throw new InvalidArgumentError("Give a size with a unit, like 512MB, 1.5GB or 1GiB.");
  }
  return bytes;
}

function columns(text: string): readonly string[] {
  const names = text.split(",").map((name) => name.trim());
  if (names.some((name) => name === "")) {
    throw new InvalidArgumentError(
      "Give names of columns separated by commas, like asset,date,pnl.",
    );
  }
  return names;
}

function digits(text: string): number {
  if (!/^([1-9]|1[0-7])$/.test(text)) {
    throw new InvalidArgumentError("Give a whole number from 1 to 17.");
  }
  return Number(text);
}
