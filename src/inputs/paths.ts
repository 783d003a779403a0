/** Where a command's inputs are: from options, a data folder, or the sample that ships with the program. */
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { ioError, type StraddleError, usageError } from "../base/errors.ts";
import { exists, openError, TABLE_BYTES, TEXT_BYTES } from "../base/files.ts";
import { glob, isGlob } from "../base/glob.ts";
import { type InputKind, takeFile } from "../base/intake.ts";
import { protect } from "../base/ledger.ts";
import { refuseNoPrices } from "./prices/head.ts";
import type { PriceReading } from "./prices/reading.ts";
import type { Edit } from "./amt/edits.ts";
import type { Rules, RuleSet, VolMarks } from "./rules.ts";
import { scratchCopy } from "../base/scratch.ts";

/** The input options of the command line, as given. */
export interface InputOptions {
  /** The tables are the first folder's; each adds its prices. */
  readonly data?: readonly string[];
  readonly amt?: string;
  readonly chain?: string;
  readonly overrides?: string;
  /** Files and patterns, in order. */
  readonly prices?: readonly string[];
  readonly priceZone?: string;
  readonly duplicates?: PriceReading["duplicates"];
  readonly rules?: RuleSet;
  readonly volMarks?: VolMarks;
  /** Where prices are that replace those of the files. */
  readonly priceOverrides?: "amt";
}

/** Absolute paths; undefined = there is none. */
export interface InputPaths {
  readonly amt: string;
  readonly chain: string | undefined;
  readonly overrides: string | undefined;
  /** Empty = none given, or none asked for. */
  readonly prices: readonly string[];
  /** Of prices that are Parquet copies of texts, the texts. */
  readonly texts?: ReadonlyMap<string, string>;
  /** How the prices are to be read; absent = as they are. */
  readonly reading?: PriceReading;
  /** By which rules they are valued; absent = the reference's. */
  readonly rules?: Rules;
  /** What is changed of the asset table once it is read; absent = nothing. */
  readonly edits?: readonly Edit[];
  /** Whether these are the sample data that ship with the program. */
  readonly sample: boolean;
}

const NAMES = {
  amt: "amt.yml",
  chain: "futs.csv",
  overrides: "overrides.csv",
  prices: "prices.parquet",
} as const;

/** What a folder's prices may be called besides; a Parquet file there goes before them. */
const TEXTS = ["csv", "csv.gz", "tsv", "tsv.gz", "ndjson", "ndjson.gz"].map((end) =>
  `prices.${end}`
);

/** The inputs as they are called in messages, and how long they may be. */
const KINDS: Readonly<Record<keyof typeof NAMES, InputKind>> = {
  amt: { what: "asset table", maxBytes: TEXT_BYTES },
  chain: { what: "futures chain", maxBytes: TEXT_BYTES },
  overrides: { what: "expiry overrides", maxBytes: TEXT_BYTES },
  prices: { what: "prices", maxBytes: TABLE_BYTES, look: refuseNoPrices },
};

/** The folder of the sample data. */
export function sampleFolder(): string {
  return fileURLToPath(new URL("../../data", import.meta.url));
}

/** Where inputs are that are not named one by one; undefined = nowhere. */
interface Source {
  readonly folder: string | undefined;
  /** Folders that add prices. */
  readonly more: readonly string[];
  readonly sample: boolean;
}

/**
 * The folder is `--data`, else `./data` if it holds one of the files `marks`, else the sample. With
 * a file named by itself and no `--data` there may be no folder: taking the chain or prices of
 * another asset table by accident would be worse than none.
 */
function sourceOf(options: InputOptions, key: "amt" | "prices"): Source {
  if (options.data !== undefined) {
    options.data.forEach(requireFolder);
    const [folder, ...more] = options.data;
    return { folder, more, sample: false };
  }
  if (options.amt !== undefined) return { folder: undefined, more: [], sample: false };
  const marks = key === "amt" ? [NAMES.amt] : [NAMES.amt, NAMES.prices, ...TEXTS];
  if (marks.some((name) => exists(join("data", name)))) {
    return { folder: "data", more: [], sample: false };
  }
  const noneGiven = Object.values(options).every((value) => value === undefined);
  return noneGiven
    ? { folder: sampleFolder(), more: [], sample: true }
    : { folder: undefined, more: [], sample: false };
}

/**
 * Finds the inputs; those without `withPrices` are not looked for. Files named one by one win over
 * the folder. Throws exit-4 errors for named files and folders that cannot be opened, and a usage
 * error when one of the inputs is to be written.
 */
export async function findInputs(
  options: InputOptions,
  withPrices: boolean,
): Promise<InputPaths> {
  const source = sourceOf(options, "amt");
  const { folder, sample } = source;
  const amt = options.amt ?? (folder === undefined ? undefined : join(folder, NAMES.amt));
  if (amt === undefined) {
    throw usageError("No asset table: name one with --amt FILE, or a folder with --data DIR");
  }
  const take = async (name: "chain" | "overrides") => {
    const path = options[name] ?? inFolder(folder, name);
    return path === undefined ? undefined : await takeFile(path, KINDS[name]);
  };
  const inputs = {
    amt: await takeFile(amt, KINDS.amt),
    chain: await take("chain"),
    overrides: await take("overrides"),
    prices: withPrices ? await pricesOf(options, source) : [],
    sample,
  };
  protectFolders(source);
  listed(inputs).forEach(protect);
  return inputs;
}

/** The files of a data folder must not be written, also those that a command does not read. */
function protectFolders({ folder, more }: Source): void {
  for (const each of folder === undefined ? more : [folder, ...more]) {
    [...Object.values(NAMES), ...TEXTS].forEach((name) => protect(join(each, name)));
  }
}

/** The files, one by one. */
export function listed({ amt, chain, overrides, prices }: InputPaths): string[] {
  return [amt, chain, overrides, ...prices].filter((path) => path !== undefined);
}

/** A futures chain named by itself. Throws as {@link findInputs}. */
export async function takeChain(path: string): Promise<string> {
  return await takeFile(path, KINDS.chain);
}

/** An asset table named by itself. Throws as {@link findInputs}. */
export async function takeAmt(path: string): Promise<string> {
  return await takeFile(path, KINDS.amt);
}

/** The price files alone, which need no asset table. Throws as {@link findInputs}. */
export async function findPrices(
  options: InputOptions,
): Promise<Pick<InputPaths, "prices" | "sample">> {
  const source = sourceOf(options, "prices");
  const prices = await pricesOf(options, source);
  protectFolders(source);
  prices.forEach(protect);
  return { prices, sample: source.sample };
}

async function pricesOf(
  options: InputOptions,
  { folder, more, sample }: Source,
): Promise<string[]> {
  if (options.prices !== undefined) {
    const files: string[] = [];
    for (const pattern of options.prices) files.push(...await priceFiles(pattern));
    return lastOfEach(files);
  }
  const files: string[] = [];
  const path = pricesIn(folder);
  if (path !== undefined) files.push(sample ? openable(path) : await takeFile(path, KINDS.prices));
  for (const other of more) {
    const path = pricesIn(other);
    if (path === undefined) {
      throw usageError(
        `The folder "${other}" has no ${NAMES.prices}: every --data after the first adds its prices`,
      );
    }
    files.push(await takeFile(path, KINDS.prices));
  }
  return lastOfEach(files);
}

/** Each file once: where it is named last, since of contradicting rows the last counts. */
function lastOfEach(files: readonly string[]): string[] {
  return [...new Set(files.toReversed())].reverse();
}

/** The usage error of a command that needs prices and has none. */
export function noPrices({ data }: InputOptions): StraddleError {
  const where = data === undefined
    ? "name them with --prices FILE, or a folder with --data DIR"
    : `the folder "${data[0]}" has no ${NAMES.prices}; name them with --prices FILE`;
  return usageError(`No prices: ${where}`);
}

function inFolder(folder: string | undefined, name: keyof typeof NAMES): string | undefined {
  const path = folder === undefined ? undefined : join(folder, NAMES[name]);
  return path !== undefined && exists(path) ? path : undefined;
}

/** The prices of a data folder. Throws a usage error where that could be one of two texts. */
function pricesIn(folder: string | undefined): string | undefined {
  const parquet = inFolder(folder, "prices");
  if (folder === undefined || parquet !== undefined) return parquet;
  const [first, second] = TEXTS.filter((name) => exists(join(folder, name)));
  if (second !== undefined) {
    throw usageError(
      `The folder "${folder}" has both ${first} and ${second}: name one with --prices FILE`,
    );
  }
  return first === undefined ? undefined : join(folder, first);
}

/** A price file of the program itself as one that DuckDB can open. */
function openable(path: string): string {
  return Deno.build.standalone ? scratchCopy(path) : path;
}

/** The price files of a path or a glob pattern, sorted. A file of that very name wins over the pattern. */
async function priceFiles(pattern: string): Promise<string[]> {
  if (exists(pattern) || !isGlob(pattern)) return [await takeFile(pattern, KINDS.prices)];
  const files = glob(pattern);
  if (files.length === 0) throw ioError(`Cannot open prices "${pattern}": no file matches`);
  const taken: string[] = [];
  for (const file of files) taken.push(await takeFile(file, KINDS.prices));
  return taken;
}

function requireFolder(path: string): void {
  let info: Deno.FileInfo;
  try {
    info = Deno.statSync(path);
  } catch (error) {
    throw openError(path, "data folder", error);
  }
  if (!info.isDirectory) throw ioError(`Cannot open data folder "${path}": it is a file`);
}
