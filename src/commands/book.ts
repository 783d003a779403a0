/** `straddle book`: a finished run as a book of a stated size. */
import { Command, InvalidArgumentError, Option } from "commander";
import type { BookSettings } from "../book/settings.ts";
import { nothingError, usageError } from "../base/errors.ts";
import { say, warnOf } from "../base/terminal.ts";
import type { InputOptions } from "../inputs/paths.ts";
import type { RunFacts } from "../runs/facts.ts";
import {
  addInputOptions,
  addOutputOptions,
  type OutputOptions,
  takeDestination,
} from "./options.ts";

interface BookOptions extends InputOptions, OutputOptions {
  readonly weights: string;
  readonly cap?: "amt";
  readonly volTarget?: number;
  readonly leverage?: number;
  readonly aum?: number;
  readonly side: "long" | "short";
}

export function bookCommand(): Command {
  const command = new Command("book")
    .description(
      "Makes a book of a file that straddle backtest wrote: a weight for each straddle, fixed on its " +
        "entry day from what was known the day before, and by asset and day weight, exposure, P&L, " +
        "costs and net, as shares of aum and in money. summary, report and compare read a book as " +
        "they read a run.",
    )
    .argument("<run>", "a run: parquet, csv, tsv, json or ndjson")
    .option(
      "--weights <rule>",
      "equal, vega, premium, risk, or a file with asset, month or date, weight",
      "equal",
    )
    .addOption(
      new Option("--cap <source>", "bound each asset's weight by its WeightCap").choices(["amt"]),
    )
    .option("--vol-target <share>", "scale the book to this volatility a year, like 8%", share)
    .option(
      "--leverage <k>",
      "the largest scale (default: the asset table's backtest.leverage)",
      size,
    )
    .option("--aum <money>", "assets under management (default: backtest.aum, in millions)", size)
    .addOption(
      new Option("--side <side>", "hold the straddles, or have sold them")
        .choices(["long", "short"]).default("long"),
    );
  addInputOptions(command, false);
  return addOutputOptions(command)
    .addHelpText(
      "after",
      `
Examples:
  straddle book run.parquet --aum 800e6 -o book.parquet            equal weights
  straddle book run.parquet --weights risk --vol-target 8% -o book.parquet
  straddle book run.parquet --weights vega --cap amt --side short -o book.csv
  straddle book run.parquet --weights premium --aum 1e9 -o book.parquet
  straddle summary book.parquet --by year                          what it made

Weights are shares of aum, in strikes. Of what is not known the day before
nothing is held. Returns are P&L / aum and not compounded.`,
    )
    .action(action);
}

async function action(run: string, options: BookOptions): Promise<void> {
  const destination = takeDestination(options, "screen");
  const { willRead } = await import("../base/ledger.ts");
  const { makeBook } = await import("../book/make.ts");
  const { bookChunks } = await import("../book/write.ts");
  const { bookArguments } = await import("../book/settings.ts");
  const { openRun } = await import("../runs/analysis/open_run.ts");
  const { BOOK_COLUMNS } = await import("../runs/book_columns.ts");
  const { toMetadata } = await import("../runs/facts.ts");
  const { writeChunks } = await import("../output/write_table.ts");
  const weights = await takeWeights(options.weights);
  willRead(run);
  const analysed = await openRun([run], undefined, { components: false });
  try {
    if (analysed.isBook) {
      throw usageError(`Cannot make a book of "${run}": it is one; name its run`);
    }
    const { settings, told } = await settle(run, options, weights, analysed.facts);
    const { sums, unknown, hasCosts } = await makeBook(run, analysed, settings);
    warnOfFile(weights, analysed.sums.assets);
    if (unknown > 0) {
      const { counted } = await import("../base/wording.ts");
      warnOf(
        `${counted(unknown, "straddle has", "straddles have")} no weight: ` +
          (typeof weights === "string"
            ? "nothing was known of the asset on the day before its entry"
            : `"${options.weights}" has none of the asset on or before its entry`),
      );
    }
    if (!hasCosts) say("No costs: the run has none, so net is gross (backtest --costs amt)");
    say(told);
    const book = bookArguments(settings, options.weights);
    const facts = { ...analysed.facts, book };
    await writeChunks(BOOK_COLUMNS, destination, () => bookChunks(sums), toMetadata(facts));
  } finally {
    analysed.close();
  }
}

/** The rule of weights, or the file's. Throws exit-2 errors for what is neither, exit 3 and 4 for files. */
async function takeWeights(name: string): Promise<BookSettings["weights"]> {
  const { WEIGHTINGS } = await import("../book/asset_weights.ts");
  const rule = WEIGHTINGS.find((weighting) => weighting === name);
  if (rule !== undefined) return rule;
  const { exists, TEXT_BYTES } = await import("../base/files.ts");
  if (!/[./\\]/.test(name) && !exists(name)) {
    const { didYouMean } = await import("../base/suggest.ts");
    throw usageError(
      `Cannot weigh by "${name}": give ${WEIGHTINGS.join(", ")}, or a file` +
        didYouMean(name, WEIGHTINGS),
    );
  }
  const { takeFile } = await import("../base/intake.ts");
  const { protect } = await import("../base/ledger.ts");
  const { readWeights } = await import("../book/weights_file.ts");
  const path = await takeFile(name, { what: "weights", maxBytes: TEXT_BYTES });
  protect(path);
  return readWeights(path);
}

/** The settings, with what the asset table adds, and a sentence that tells them. */
async function settle(
  run: string,
  options: BookOptions,
  weights: BookSettings["weights"],
  facts: RunFacts,
): Promise<{ settings: BookSettings; told: string }> {
  const { volTarget, side } = options;
  if (options.leverage !== undefined && volTarget === undefined) {
    throw usageError("--leverage bounds the scale towards a volatility: add --vol-target 8%");
  }
  // One that is named is read in any case: it must be there, and no output may replace it.
  const lacks = options.amt !== undefined || options.data !== undefined ||
    options.aum === undefined || options.cap !== undefined ||
    (volTarget !== undefined && options.leverage === undefined);
  const { tableAum, tableCaps, tableLeverage, noAum } = await import("../book/settings.ts");
  const { grouped } = await import("../base/wording.ts");
  const amt = lacks ? await tableOf(run, options, facts) : undefined;
  const aum = options.aum ?? (amt && tableAum(amt));
  if (aum === undefined) throw noAum();
  const leverage = options.leverage ??
    (volTarget !== undefined && amt ? tableLeverage(amt) : undefined);
  const table = (given: unknown, key: string) =>
    given === undefined ? ` (backtest.${key} of "${amt!.path}")` : "";
  const bound = leverage === undefined
    ? ", of any leverage"
    : `, leverage at most ${leverage}${table(options.leverage, "leverage")}`;
  const told = [
    `A ${side} book of ${grouped(aum)}${table(options.aum, "aum")}`,
    `weights ${typeof weights === "string" ? weights : `of "${options.weights}"`}`,
    ...(options.cap === undefined ? [] : ["capped by WeightCap"]),
    volTarget === undefined ? "not scaled" : `scaled to ${percent(volTarget)} a year${bound}`,
  ].join(", ");
  return {
    settings: {
      weights,
      cap: options.cap === undefined ? undefined : tableCaps(amt!),
      volTarget,
      leverage: leverage ?? Infinity,
      aum,
      side: side === "long" ? 1 : -1,
    },
    told,
  };
}

/**
 * The asset table that is named, else the one that is found by itself, if the run says that it is its
 * own: the size of another's book would be a guess.
 */
async function tableOf(run: string, options: BookOptions, { inputs }: RunFacts) {
  const { loadAmt } = await import("../loader.ts");
  const { findInputs } = await import("../inputs/paths.ts");
  const { noAum } = await import("../book/settings.ts");
  const named = options.data !== undefined || options.amt !== undefined;
  const { data, amt, chain, overrides } = options;
  const given = Object.fromEntries(
    Object.entries({ data, amt, chain, overrides }).filter(([, value]) => value !== undefined),
  );
  const path = (await findInputs(given, false)).amt;
  if (named) return loadAmt(path);
  const own = inputs.find(({ role }) => role === "amt");
  const { createHash } = await import("node:crypto");
  const sum = createHash("sha256").update(Deno.readFileSync(path)).digest("hex");
  if (own?.sha256 === sum) return loadAmt(path);
  if (options.aum === undefined) throw noAum();
  throw nothingToBound(run, options);
}

function nothingToBound(run: string, { cap }: BookOptions): Error {
  const what = cap === undefined ? "--leverage K, or the asset table" : "the asset table";
  return usageError(`Name ${what} of "${run}": --amt FILE or --data DIR`);
}

function warnOfFile(weights: BookSettings["weights"], assets: readonly string[]): void {
  if (typeof weights === "string") return;
  const others = [...weights.assets].filter((asset) => !assets.includes(asset));
  if (others.length === weights.assets.size) {
    throw nothingError(`Nothing to hold: no asset of the weights is in the run ("${others[0]}")`);
  }
  if (others.length > 0) {
    const more = others.length > 1 ? ` and ${others.length - 1} more` : "";
    warnOf(`the run has no asset "${others[0]}"${more} of the weights`);
  }
}

function percent(share: number): string {
  return `${Number((100 * share).toPrecision(12))} %`;
}

/** A share above zero, as 8% or 0.08. */
function share(text: string): number {
  const match = /^(\d+\.?\d*|\.\d+)\s*(%?)$/.exec(text);
  const value = match ? Number(match[1]) / (match[2] === "" ? 1 : 100) : NaN;
  if (value > 0 && (value <= 1 || match![2] === "%")) return value;
  throw new InvalidArgumentError("Give a share of aum a year, like 8% or 0.08.");
}

/** A number above zero. */
function size(text: string): number {
  const value = /^(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text) ? Number(text) : NaN;
  if (value > 0 && Number.isFinite(value)) return value;
  throw new InvalidArgumentError("Give a number above zero, like 800e6.");
}
