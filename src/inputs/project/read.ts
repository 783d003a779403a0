/** What a project file says: which options it sets, and in which words. */
import { parse, TomlError } from "smol-toml";
import { dirname, isAbsolute, join, relative } from "node:path";
import { didYouMean } from "../../base/suggest.ts";
import { inputError } from "../../base/errors.ts";
import { isGlob } from "../../base/glob.ts";
import { protect } from "../../base/ledger.ts";
import { readText } from "../../base/files.ts";

/** What a project file sets of one option or argument. */
export interface ProjectSetting {
  /** As the options are called: `price-zone`; `pattern` and `years` are arguments. */
  readonly name: string;
  readonly line: number;
  /** As the file has it. */
  readonly value: unknown;
  /** As the command line would have it, word by word. */
  readonly words: readonly string[];
}

export interface Project {
  readonly path: string;
  readonly settings: readonly ProjectSetting[];
}

/** How the value of a key becomes words; undefined = it is of another kind. */
interface Kind {
  readonly expected: string;
  readonly words: (value: unknown, folder: string) => readonly string[] | undefined;
}

const isText = (value: unknown) => typeof value === "string";
const isNumber = (value: unknown) => typeof value === "number";
const one = (is: (value: unknown) => boolean, expected: string): Kind => ({
  expected,
  words: (value) => is(value) ? [String(value)] : undefined,
});

const TEXT = one(isText, "a text");
const NUMBER = one(isNumber, "a number");
const SIZE = one((value) => isText(value) || isNumber(value), "a number or a text");
/** An option without a value is set by the empty word. */
const FLAG: Kind = {
  expected: "true or false",
  words: (value) => value === true ? [""] : value === false ? [] : undefined,
};
const PATH: Kind = {
  expected: "a path",
  words: (value, folder) => isText(value) ? [inFolder(folder, value as string)] : undefined,
};
const PATHS: Kind = {
  expected: "a path, or a list of paths",
  words: (value, folder) => {
    const paths = [value].flat();
    return paths.length > 0 && paths.every(isText)
      ? paths.map((path) => inFolder(folder, path as string))
      : undefined;
  },
};
const YEARS: Kind = {
  expected: "a year, or the first and the last: [2020, 2025]",
  words: (value) => {
    const years = [value].flat();
    return years.length > 0 && years.length < 3 && years.every(isNumber)
      ? years.map(String)
      : undefined;
  },
};
/** `{ entry = "N5" }`, as `--set` and `--hedge-cost` have it. */
const PAIRS: Kind = {
  expected: "a table of names and values",
  words: (value) => pairsOf(value)?.map(([name, cell]) => `${name}=${wordOf(cell)}`),
};
const RATES: Kind = {
  expected: "a number, or a table of classes and numbers",
  words: (value) => {
    if (isNumber(value) || isText(value)) return [String(value)];
    const pairs = pairsOf(value);
    return pairs?.length && pairs.every(([, cell]) => isNumber(cell))
      ? [pairs.map(([name, cell]) => `${name}=${cell}`).join(",")]
      : undefined;
  },
};
/** Weights are a rule's name, or a file's. */
const WEIGHTS: Kind = {
  expected: "a rule, or the path of a file",
  words: (value, folder) =>
    !isText(value)
      ? undefined
      : /^[a-z]+$/.test(value as string)
      ? [value as string]
      : [inFolder(folder, value as string)],
};

/** The keys of a project file. */
export const PROJECT_KEYS: Readonly<Record<string, Kind>> = {
  data: PATHS,
  amt: PATH,
  chain: PATH,
  overrides: PATH,
  prices: PATHS,
  "price-zone": TEXT,
  duplicates: TEXT,
  "price-overrides": TEXT,
  pattern: TEXT,
  years: YEARS,
  rules: TEXT,
  "vol-marks": TEXT,
  set: PAIRS,
  greeks: FLAG,
  attribution: FLAG,
  hedge: TEXT,
  costs: TEXT,
  "cost-factor": NUMBER,
  "hedge-cost": RATES,
  side: TEXT,
  weights: WEIGHTS,
  cap: TEXT,
  "vol-target": SIZE,
  leverage: NUMBER,
  aum: NUMBER,
  days: TEXT,
  idle: TEXT,
  theta: TEXT,
  workers: NUMBER,
  memory: TEXT,
};

/**
 * Reads a project file; its paths are relative to it. Throws exit-4 errors for one that cannot be
 * opened, exit 3 for what is no TOML, an unknown key and a value of the wrong kind, with the line.
 */
export function readProject(path: string): Project {
  const text = readText(path, "project file");
  protect(path);
  const values = parseToml(text, path);
  const settings = Object.entries(values).map(([name, value]) => {
    const line = lineOf(text, name);
    const kind = Object.hasOwn(PROJECT_KEYS, name) ? PROJECT_KEYS[name]! : undefined;
    if (kind === undefined) {
      const near = didYouMean(name, Object.keys(PROJECT_KEYS)) ||
        `; known are ${Object.keys(PROJECT_KEYS).join(", ")}`;
      throw projectFault(path, line, `unknown key "${name}"${near}`);
    }
    const words = kind.words(value, dirname(path));
    if (words === undefined) {
      throw projectFault(path, line, `"${name}" is ${shown(value)}; give ${kind.expected}`);
    }
    return { name, line, value, words };
  });
  return { path, settings };
}

/** The exit-3 error for a line of a project file. */
export function projectFault(path: string, line: number, fault: string): Error {
  return inputError(`Cannot use the project file "${path}": line ${line}: ${fault}`);
}

/** A value as TOML has it, on one line. */
export function shown(value: unknown): string {
  return JSON.stringify(value);
}

function parseToml(text: string, path: string): Record<string, unknown> {
  try {
    return parse(text);
  } catch (error) {
    if (!(error instanceof TomlError)) throw error;
    const reason = error.message.split("\n")[0]!.replace(/^Invalid TOML document: /, "");
    throw projectFault(path, error.line, `${reason} (column ${error.column})`);
  }
}

/** The line of a top-level key or table; the parser tells only those of faults. */
function lineOf(text: string, key: string): number {
  const name = key.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
  const begins = new RegExp(`^\\s*\\[*\\s*["']?${name}["']?\\s*[.=\\]]`);
  return Math.max(0, text.split("\n").findIndex((line) => begins.test(line))) + 1;
}

/** A path of the file's folder; what is special in the folder's own name is no pattern. */
function inFolder(folder: string, path: string): string {
  if (isAbsolute(path) || relative(Deno.cwd(), folder) === "") return path;
  const plain = isGlob(path) ? folder.replace(/[*?[{]/g, "[$&]") : folder;
  return join(plain, path);
}

function pairsOf(value: unknown): [string, unknown][] | undefined {
  const isTable = typeof value === "object" && value !== null && !Array.isArray(value) &&
    !(value instanceof Date);
  return isTable ? Object.entries(value) : undefined;
}

function wordOf(value: unknown): string {
  return isText(value) ? value as string : shown(value);
}
