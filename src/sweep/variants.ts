/** The list of a sweep's variants: the product of what varies, or the rows of a table. */
import Papa from "papaparse";
import { inputError, StraddleError, usageError } from "../base/errors.ts";
import { readText } from "../base/files.ts";
import type { Amt } from "../inputs/amt/asset_table.ts";
import { refuseBroken } from "../inputs/amt/problems.ts";
import { editAmt, findAssets } from "../loader.ts";
import { requireKnownCosts } from "../inspect/cost_faults.ts";
import { PLAIN } from "../engine/switches.ts";
import { costsOfSetup, type Setting, type Setup, setUp, setupKey } from "./setup.ts";
import { counted } from "../base/wording.ts";

export interface Variant {
  /** From 1, as tables show it. */
  readonly id: number;
  readonly settings: readonly Setting[];
  readonly setup: Setup;
}

/** What varies: names, and for each variant its values, "" = as the base has it. */
export interface Grid {
  readonly names: readonly string[];
  readonly rows: readonly (readonly string[])[];
  /** The row of a file that a variant stands in; undefined = it stands in none. */
  readonly rowOf: (variant: number) => number | undefined;
}

/** More would not be read in a lifetime, and is a slip. */
const MOST_VARIANTS = 1_000_000;

/** The product of `NAME=v1,v2`, the last varying first. Throws usage errors. */
export function productOf(varied: readonly string[]): Grid {
  const axes = varied.map(parseAxis);
  const names = axes.map(({ name }) => name);
  const twice = names.find((name, i) => names.indexOf(name) < i);
  if (twice !== undefined) throw usageError(`Cannot vary "${twice}" twice: join its values`);
  const count = axes.reduce((n, { values }) => n * values.length, 1);
  if (count > MOST_VARIANTS) {
    throw usageError(`Cannot run ${count.toLocaleString("en")} variants: vary less at a time`);
  }
  let rows: string[][] = [[]];
  for (const { values } of axes) {
    rows = rows.flatMap((row) => values.map((value) => [...row, value]));
  }
  return { names, rows, rowOf: () => undefined };
}

function parseAxis(text: string): { name: string; values: string[] } {
  const at = text.indexOf("=");
  const name = text.slice(0, Math.max(at, 0)).trim();
  const values = splitValues(text.slice(at + 1));
  if (name === "" || values.includes("")) {
    throw usageError(`Cannot vary "${text}": write it like entry=N0,N5,F10`);
  }
  return { name, values };
}

/** Splits at the commas that no bracket or quote is around. */
function splitValues(text: string): string[] {
  const values = [""];
  let depth = 0, quote = "";
  for (const char of text) {
    if (quote !== "") quote = char === quote ? "" : quote;
    else if (char === '"' || char === "'") quote = char;
    else if ("[{".includes(char)) depth++;
    else if ("]}".includes(char)) depth--;
    if (char === "," && depth === 0 && quote === "") values.push("");
    else values[values.length - 1] += char;
  }
  return values.map((value) => value.trim());
}

/** The rows of a CSV file: its first names what varies. Throws exit-3 and exit-4 errors. */
export function readVariants(path: string): Grid {
  const { data, errors } = Papa.parse<string[]>(readText(path, "variants").trimEnd(), {
    delimiter: ",",
  });
  const fail = (what: string) => inputError(`Cannot read variants "${path}": ${what}`);
  const fault = errors[0];
  if (fault) throw fail(`row ${(fault.row ?? 0) + 1}: ${fault.message.toLowerCase()}`);
  const [header = [], ...rows] = data.map((row) => row.map((cell) => cell.trim()));
  if (header.join("") === "") throw fail("its first row names nothing that varies");
  const unnamed = header.indexOf("");
  if (unnamed >= 0) throw fail(`column ${unnamed + 1} has no name in the first row`);
  const twice = header.find((name, i) => header.indexOf(name) < i);
  if (twice !== undefined) throw fail(`it has two columns "${twice}"`);
  const ragged = rows.findIndex(({ length }) => length !== header.length);
  if (ragged >= 0) {
    throw fail(
      `row ${ragged + 2} has ${counted(rows[ragged]!.length, "cell")}, the first ${header.length}`,
    );
  }
  if (rows.length === 0) throw fail("it has no rows below the first");
  return { names: header, rows, rowOf: (variant) => variant + 2 };
}

/** Problems listed in one refusal; the rest is counted. */
const MAX_LISTED = 20;

/**
 * The variants of a grid over a base, all of them looked at before any runs. Throws a usage error
 * that lists those that cannot be with their place, and those that are the same as another.
 */
export function checkVariants(
  { names, rows, rowOf }: Grid,
  base: Setup,
  amt: Amt,
  pattern: RegExp,
): Variant[] {
  const problems: string[] = [];
  const first = new Map<string, number>();
  const seen = new Map<string, string | undefined>();
  /** Each set of edits is tried once, however many variants have it. */
  const tryEdits = (setup: Setup): string | undefined => {
    const { edits, rules, costs } = setup;
    const key = JSON.stringify([edits, rules.set, costs?.hedgeCost]);
    if (!seen.has(key)) seen.set(key, faultOf(() => requireSetup(amt, setup, pattern)));
    return seen.get(key);
  };
  const place = (i: number) => {
    const row = rowOf(i);
    const texts = names.map((name, k) => `${name}=${rows[i]![k]}`).join(" ");
    return row === undefined ? texts : `row ${row} (${texts})`;
  };
  const known = new Set<string>();
  const variants = rows.flatMap((values, i): Variant[] => {
    const settings = names.map((name, k) => ({ name, value: values[k]! }));
    const report = (problem: string) => {
      // One slip in a value would be told as often as there are variants with it.
      if (!known.has(problem)) problems.push(`${place(i)}: ${problem}`);
      if (rowOf(i) === undefined) known.add(problem);
      return [];
    };
    let setup: Setup;
    try {
      setup = setUp(base, settings);
    } catch (error) {
      return report(messageOf(error));
    }
    const fault = tryEdits(setup);
    if (fault !== undefined) return report(fault);
    const key = setupKey(setup);
    const twin = first.get(key);
    if (twin !== undefined) return report(`it is the same as ${place(twin)}`);
    first.set(key, i);
    return [{ id: i + 1, settings, setup }];
  });
  if (problems.length > 0) {
    const listed = problems.slice(0, MAX_LISTED);
    const rest = problems.length - listed.length;
    if (rest > 0) listed.push(`… and ${counted(rest, "more problem")}`);
    throw new StraddleError("Cannot run these variants:", 2, listed);
  }
  return variants;
}

function requireSetup(amt: Amt, setup: Setup, pattern: RegExp): void {
  const { edits, rules } = setup;
  const edited = editAmt(amt, edits);
  const assets = findAssets(edited, { pattern, live: true });
  // Edits of schedules by name were checked by themselves; what is new must come of a path.
  if (edits.some(({ name }) => name.startsWith("amt:"))) refuseBroken(edited, assets, rules);
  if (assets.length === 0) throw usageError("no asset is left that is live");
  requireKnownCosts(edited, { ...PLAIN, costs: costsOfSetup(setup) });
}

function faultOf(action: () => void): string | undefined {
  try {
    action();
    return undefined;
  } catch (error) {
    return messageOf(error);
  }
}

function messageOf(error: unknown): string {
  if (!(error instanceof StraddleError)) throw error;
  return [error.message, ...error.details].join(" ");
}
