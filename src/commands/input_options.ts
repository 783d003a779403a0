/** Options that name a command's inputs and rules, and the inputs they lead to. */
import { type Command, InvalidArgumentError, Option } from "commander";
import { say } from "../base/terminal.ts";
import { counted } from "../base/wording.ts";
import type { Edit } from "../inputs/amt/edits.ts";
import type { InputOptions, InputPaths } from "../inputs/paths.ts";
import { DUPLICATES, type PriceReading } from "../inputs/prices/reading.ts";
import { REFERENCE, RULE_SETS, type Rules, VOL_MARKS } from "../inputs/rules.ts";
import { sayWithoutEffect } from "./slips.ts";

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
