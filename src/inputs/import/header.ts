/** Where a table's header is, and how the names in it are compared and shown. */
import { inputError } from "../../base/errors.ts";
import { type Cell, isBlank, tidy } from "./cell.ts";
import { rankOf } from "./names.ts";

/** Titles and notes above the header are skipped up to so many rows. */
const HEADER_WITHIN = 30;

/** The first row with a date column's name; else the first row, if its first cell is empty. */
export function headerRow(
  path: string,
  rows: readonly (readonly Cell[])[],
  { date }: { readonly date?: string },
): number {
  const isDate = (cell: Cell) =>
    typeof cell === "string" &&
    (date === undefined ? rankOf("date", cell) !== undefined : sameName(cell, date));
  const found = rows.slice(0, HEADER_WITHIN).findIndex((row) => row.some(isDate));
  if (found >= 0) return found;
  const first = rows.findIndex((row) => row.some((cell) => !isBlank(cell)));
  if (first < 0) throw inputError(`Cannot read "${path}": it holds no rows`);
  return first;
}

/** Whether two names differ in nothing but case and blanks. */
export function sameName(a: string, b: string): boolean {
  return tidy(a).toLowerCase() === tidy(b).toLowerCase();
}

const MOST_NAMES = 6;

/** `"a", "b" and 12 more`. */
export function quoted(names: readonly string[]): string {
  const shown = names.filter((name) => name !== "");
  const more = shown.length - MOST_NAMES;
  const text = shown.slice(0, MOST_NAMES).map((name) => `"${name}"`).join(", ");
  return more > 0 ? `${text} and ${more} more` : text || "nothing";
}
