/** Where a command's inputs are: from options, a data folder, or the sample that ships with the program. */
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { ioError, usageError } from "./errors.ts";
import { exists, openError } from "./files.ts";
import { glob, isGlob } from "./glob.ts";
import { protect } from "./ledger.ts";
import { scratchCopy } from "./scratch.ts";

/** The input options of the command line, as given. */
export interface InputOptions {
  readonly data?: string;
  readonly amt?: string;
  readonly chain?: string;
  readonly overrides?: string;
  readonly prices?: string;
}

/** Absolute paths; undefined = there is none. */
export interface InputPaths {
  readonly amt: string;
  readonly chain: string | undefined;
  readonly overrides: string | undefined;
  /** Empty = none given. */
  readonly prices: readonly string[];
  /** Whether these are the sample data that ship with the program. */
  readonly sample: boolean;
}

const NAMES = {
  amt: "amt.yml",
  chain: "futs.csv",
  overrides: "overrides.csv",
  prices: "prices.parquet",
} as const;

/** The folder of the sample data. */
export function sampleFolder(): string {
  return fileURLToPath(new URL("../data", import.meta.url));
}

/**
 * Finds the inputs. Files named one by one win over the folder; the folder is `--data`, else
 * `./data` if it holds an asset table, else the sample. With `--amt` and no `--data` there is no
 * folder: taking the chain or prices of another asset table by accident would be worse than none.
 * Throws exit-4 errors for named files and folders that do not exist, and a usage error when one of
 * the inputs is to be written.
 */
export function findInputs(options: InputOptions): InputPaths {
  if (options.data !== undefined) requireFolder(options.data);
  const local = exists(join("data", NAMES.amt));
  const folder = options.data ??
    (options.amt !== undefined ? undefined : local ? "data" : undefined);
  const noneGiven = Object.values(options).every((value) => value === undefined);
  const sample = folder === undefined && noneGiven;
  const base = sample ? sampleFolder() : folder;
  const inFolder = (name: keyof typeof NAMES) => {
    const path = base === undefined ? undefined : resolve(base, NAMES[name]);
    return path !== undefined && exists(path) ? path : undefined;
  };
  const amt = options.amt ?? (base === undefined ? undefined : resolve(base, NAMES.amt));
  if (amt === undefined) {
    throw usageError("No asset table: name one with --amt FILE, or a folder with --data DIR");
  }
  const inputs = {
    amt: requireFile(amt, "asset table"),
    chain: options.chain === undefined
      ? inFolder("chain")
      : requireFile(options.chain, "futures chain"),
    overrides: options.overrides === undefined
      ? inFolder("overrides")
      : requireFile(options.overrides, "expiry overrides"),
    prices: options.prices === undefined
      ? [inFolder("prices")].filter((path) => path !== undefined).map((path) =>
        sample ? openable(path) : path
      )
      : findPrices(options.prices),
    sample,
  };
  // All of the folder's, also those that this command does not read.
  if (base !== undefined) Object.values(NAMES).forEach((name) => protect(resolve(base, name)));
  listed(inputs).forEach(protect);
  return inputs;
}

/** The files, one by one. */
export function listed({ amt, chain, overrides, prices }: InputPaths): string[] {
  return [amt, chain, overrides, ...prices].filter((path) => path !== undefined);
}

/** A price file of the program itself as one that DuckDB can open. */
function openable(path: string): string {
  return Deno.build.standalone ? scratchCopy(path) : path;
}

/** The price files of a path or a glob pattern, sorted. A file of that very name wins over the pattern. */
function findPrices(pattern: string): string[] {
  if (exists(pattern) || !isGlob(pattern)) return [requireFile(pattern, "prices")];
  const files = glob(pattern);
  if (files.length === 0) throw ioError(`Cannot open prices "${pattern}": no file matches`);
  return files.map((file) => requireFile(file, "prices"));
}

function requireFile(path: string, what: string): string {
  try {
    const info = Deno.statSync(path);
    if (info.isDirectory) throw new Deno.errors.IsADirectory("is a directory");
  } catch (error) {
    throw openError(path, what, error);
  }
  return resolve(path);
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
