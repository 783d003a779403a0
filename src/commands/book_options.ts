/** The options that make a book of a run, the same for all commands that make one, and what they ask for. */
import { type Command, InvalidArgumentError, Option } from "commander";
import type { BookSettings } from "../book/settings.ts";
import { usageError } from "../base/errors.ts";
import type { Amt } from "../inputs/amt/asset_table.ts";
import type { InputOptions, InputPaths } from "../inputs/paths.ts";
import { sayWithoutEffect } from "./slips.ts";
import type { BookRequest } from "../report/book.ts";
import type { AumSource } from "../report/page_data.ts";
import type { ManifestInput, RunFacts } from "../runs/facts.ts";

export interface BookOptions {
  readonly weights?: string;
  readonly cap?: "amt";
  readonly volTarget?: number;
  readonly leverage?: number;
  readonly aum?: number;
  readonly side?: "long" | "short";
}

/** `--weights`, `--cap`, `--vol-target`, `--leverage`, `--aum`; `--side` where the command has none. */
export function addBookOptions(command: Command, withSide = true): Command {
  command
    .option(
      "--weights <rule>",
      "equal, vega, premium, risk, or a file with asset, month or date, weight (default: equal)",
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
    .option("--aum <money>", "assets under management (default: backtest.aum, in millions)", size);
  return withSide
    ? command.addOption(
      new Option("--side <side>", "hold the straddles, or have sold them (default: long)")
        .choices(["long", "short"]),
    )
    : command;
}

/** What only a book has. */
const OF_BOOKS = ["weights", "cap", "volTarget", "leverage", "aum"] as const;

/** Whether one of the options is there that only a book has. */
export function asksForBook(options: BookOptions): boolean {
  return OF_BOOKS.some((name) => options[name] !== undefined);
}

/** An asset table, and how it is called in sentences. */
export interface NamedTable {
  readonly amt: Amt;
  readonly name: string;
}

export interface SettledBook {
  readonly settings: BookSettings;
  /** The rule of weights, or the file's name. */
  readonly weights: string;
  readonly aumFrom: AumSource;
  /** All of it in a sentence. */
  readonly told: string;
}

/**
 * The settings of a book of a run. What is not given comes from the asset table that `find` gives; the
 * size, in the end, is `stated`. Throws exit-2 errors for what nothing tells.
 */
export async function settleBook(
  options: BookOptions,
  { name, weights }: TakenWeights,
  run: string,
  find: () => Promise<NamedTable | undefined>,
  stated?: number,
): Promise<SettledBook> {
  const { volTarget, side = "long" } = options;
  if (options.leverage !== undefined && volTarget === undefined) {
    throw usageError("--leverage bounds the scale towards a volatility: add --vol-target 8%");
  }
  const { tableAum, tableCaps, tableLeverage, noAum } = await import("../book/settings.ts");
  const needsTable = options.cap !== undefined ||
    (volTarget !== undefined && options.leverage === undefined);
  const table = needsTable || options.aum === undefined ? await find() : undefined;
  const tables = options.aum === undefined && table ? tableAum(table.amt) : undefined;
  const aum = options.aum ?? tables ?? stated;
  if (aum === undefined) throw noAum();
  if (needsTable && table === undefined) throw nothingToBound(run, options);
  const leverage = options.leverage ??
    (volTarget !== undefined && table ? tableLeverage(table.amt) : undefined);
  const { grouped } = await import("../base/wording.ts");
  const told = [
    `A ${side} book of ${grouped(aum)}` +
    (tables === undefined ? "" : ` (backtest.aum of ${table!.name})`),
    `weights ${typeof weights === "string" ? weights : `of "${name}"`}`,
    ...(options.cap === undefined ? [] : ["capped by WeightCap"]),
    volTarget === undefined
      ? "not scaled"
      : `scaled to ${percent(volTarget)} a year` + boundText(options.leverage, leverage, table),
  ].join(", ");
  return {
    settings: {
      weights,
      cap: options.cap === undefined ? undefined : tableCaps(table!.amt),
      volTarget,
      leverage: leverage ?? Infinity,
      aum,
      side: side === "long" ? 1 : -1,
    },
    weights: name,
    aumFrom: options.aum !== undefined ? "given" : tables !== undefined ? "table" : "stated",
    told,
  };
}

/** Of a run whose size nothing tells a page shows a book of this much. */
const STATED_AUM = 1e6;

/** The book on a page of a run: the one that is asked for, else one of equal weights. */
export async function bookOfPage(
  options: BookOptions,
  run: string,
  find: (facts: RunFacts) => Promise<NamedTable | undefined>,
): Promise<(facts: RunFacts) => Promise<BookRequest | undefined>> {
  const weights = await takeWeights(options);
  const chosen = asksForBook(options) || options.side !== undefined;
  return async (facts) => {
    if (facts.book !== undefined) {
      const why = "on a book's page: it has its own";
      sayWithoutEffect(options, Object.fromEntries(OF_BOOKS.map((name) => [name, why])));
      return undefined;
    }
    return {
      ...await settleBook(options, weights, run, () => find(facts), STATED_AUM),
      chosen,
    };
  };
}

function boundText(
  given: number | undefined,
  leverage: number | undefined,
  table: NamedTable | undefined,
): string {
  if (leverage === undefined) return ", of any leverage";
  const from = given === undefined ? ` (backtest.leverage of ${table!.name})` : "";
  return `, leverage at most ${leverage}${from}`;
}

/** The asset table of these inputs, as it is called in sentences. */
export async function namedTable(
  { amt, sample, edits = [] }: Pick<InputPaths, "amt" | "sample" | "edits">,
): Promise<NamedTable> {
  const { loadAmt } = await import("../loader.ts");
  return { amt: loadAmt(amt, edits), name: sample ? "the sample's asset table" : `"${amt}"` };
}

/**
 * The asset table that is named, else the one that is found by itself, if the run says that it is its
 * own: the size of another's book would be a guess. Undefined = there is none.
 */
export async function tableOfRun(
  { data, amt, chain, overrides }: Pick<InputOptions, "data" | "amt" | "chain" | "overrides">,
  inputs: readonly ManifestInput[],
): Promise<NamedTable | undefined> {
  const { findInputs } = await import("../inputs/paths.ts");
  const given = Object.fromEntries(
    Object.entries({ data, amt, chain, overrides }).filter(([, value]) => value !== undefined),
  );
  const named = data !== undefined || amt !== undefined;
  const own = inputs.find(({ role }) => role === "amt");
  if (!named && own === undefined) return undefined;
  const found = await findInputs(given, false);
  if (named) return await namedTable(found);
  const { createHash } = await import("node:crypto");
  const sum = createHash("sha256").update(Deno.readFileSync(found.amt)).digest("hex");
  return own!.sha256 === sum ? await namedTable(found) : undefined;
}

function nothingToBound(run: string, { cap }: BookOptions): Error {
  const what = cap === undefined ? "--leverage K, or the asset table" : "the asset table";
  return usageError(`Name ${what} of "${run}": --amt FILE or --data DIR`);
}

export interface TakenWeights {
  /** The rule, or the file's name. */
  readonly name: string;
  readonly weights: BookSettings["weights"];
}

/** Throws exit-2 errors for what is neither a rule nor a file, exit 3 and 4 for files. */
export async function takeWeights(
  { weights: name = "equal" }: BookOptions,
): Promise<TakenWeights> {
  const { WEIGHTINGS } = await import("../book/asset_weights.ts");
  const rule = WEIGHTINGS.find((weighting) => weighting === name);
  if (rule !== undefined) return { name, weights: rule };
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
  return { name, weights: readWeights(path) };
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
