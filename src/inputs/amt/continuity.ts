/**
 * The table `asset_continuity` (R-7): two assets that are one over time, and the month from which on
 * the second gives the straddles. By the reference it has no effect.
 */
import { isList, isMap, isTruthy, kindOf, type YamlMap, type YamlValue } from "../yaml/values.ts";
import { pyText } from "../yaml/python_text.ts";
import { parseDay, parseMonth } from "../../base/calendar.ts";
import type { Amt } from "./asset_table.ts";
import type { FieldProblem } from "./section_problems.ts";

/** The entry months of the straddles that an asset gives: from `first` to before `end`. */
export interface EntrySpan {
  readonly first: number;
  readonly end: number;
}

interface Continuity {
  readonly spans: ReadonlyMap<string, EntrySpan>;
  readonly problems: readonly FieldProblem[];
}

const TABLE = "asset_continuity";
const COLUMNS = ["asset", "auxiliary_asset", "switchover"] as const;

const known = new WeakMap<Amt, Continuity>();

/** The entry months of an asset's straddles; undefined = all. */
export function spanOf(amt: Amt, underlying: string): EntrySpan | undefined {
  let continuity = known.get(amt);
  if (!continuity) known.set(amt, continuity = readContinuity(amt.root));
  return continuity.spans.get(underlying);
}

/** Whether straddles entered in that month are those of the other asset. */
export function isOutside({ first, end }: EntrySpan, entry: number): boolean {
  return entry < first || entry >= end;
}

/**
 * Reads the table. A row that names an asset which is not there has no effect: it would take
 * straddles away that nobody else gives.
 */
export function readContinuity(root: YamlMap): Continuity {
  const spans = new Map<string, EntrySpan>();
  const problems: FieldProblem[] = [];
  const table = root.get(TABLE);
  const add = (
    severity: FieldProblem["severity"],
    path: FieldProblem["path"],
    what: string,
    mend?: string,
  ) => void problems.push({ severity, path: [TABLE, ...path], what, mend, rules: "current" });
  if (table === undefined || table === null) return { spans, problems };
  const [columns, rows] = isMap(table) ? [table.get("Columns"), table.get("Rows")] : [];
  if (!isList(columns) || !isList(rows)) {
    add("error", [], `${TABLE} is not a table`, "give it the lists Columns and Rows");
    return { spans, problems };
  }
  const names = columns.map(pyText);
  const missing = COLUMNS.filter((column) => !names.includes(column));
  if (missing.length > 0) {
    const lacks = missing.map((column) => `"${column}"`).join(", ");
    add("error", ["Columns"], `${TABLE} lacks ${lacks}`, `name the columns ${COLUMNS.join(", ")}`);
    return { spans, problems };
  }
  const underlyings = underlyingsOf(root.get("amt"));
  const places = COLUMNS.map((column) => names.indexOf(column));
  rows.forEach((row, i) => {
    const at = ["Rows", i];
    if (!isList(row) || places.some((place) => row[place] === undefined || row[place] === null)) {
      const what = isList(row) ? "has fewer cells than columns" : `is ${kindOf(row)}`;
      return add("error", at, `Row ${i + 1} of ${TABLE} ${what}`, `write ${COLUMNS.join(", ")}`);
    }
    const [before, after, date] = places.map((place) => pyText(row[place]!)) as [
      string,
      string,
      string,
    ];
    const month = parseMonth(parseDay(date) === undefined ? date : date.slice(0, 7));
    if (month === undefined) {
      const what = `The switchover "${date}" of "${before}" in ${TABLE} is not a day`;
      return add("error", at, what, "write it like 2023-07-01");
    }
    if (before === after) {
      return add("error", at, `"${before}" in ${TABLE} goes on as itself`, "name two assets");
    }
    const strange = [before, after].filter((name) => !underlyings.has(name));
    if (strange.length > 0) {
      const what = `${TABLE} names ${strange.map((name) => `"${name}"`).join(" and ")}, which ` +
        "no asset has for its Underlying, so the row has no effect";
      return add("warning", at, what, "correct it, or remove the row");
    }
    const earlier = spans.get(before);
    const later = spans.get(after);
    if (earlier && earlier.end !== Infinity || later && later.first !== -Infinity) {
      const twice = earlier && earlier.end !== Infinity ? before : after;
      return add("error", at, `"${twice}" switches over twice in ${TABLE}`, "keep one row");
    }
    spans.set(before, { first: earlier?.first ?? -Infinity, end: month });
    spans.set(after, { first: month, end: later?.end ?? Infinity });
  });
  return { spans, problems };
}

function underlyingsOf(assets: YamlValue | undefined): Set<string> {
  const names = new Set<string>();
  for (const entry of isMap(assets) ? assets.values() : []) {
    const underlying = isMap(entry) ? entry.get("Underlying") : undefined;
    if (isTruthy(underlying)) names.add(pyText(underlying));
  }
  return names;
}
