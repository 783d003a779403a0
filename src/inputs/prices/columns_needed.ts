/** The four columns that prices have, whatever holds them. */

/** In the order of our own files. */
export const COLUMN_NAMES = ["ticker", "field", "date", "value"] as const;
export type ColumnName = (typeof COLUMN_NAMES)[number];

/** A column of that name that is missing in a file may be a folder of its path: `ticker=AAA US Equity`. */
export function isFolderColumn(name: ColumnName, path: string): boolean {
  return new RegExp(`[/\\\\]${name}=[^/\\\\]+[/\\\\]`, "i").test(path);
}

/** What is wrong with a file that lacks a column. */
export function lacksColumn(name: ColumnName, found: readonly string[]): string {
  const names = found.map((name) => `"${name}"`).join(", ");
  return `no column "${name}" (found ${names}); they need ticker, field, date and value`;
}
