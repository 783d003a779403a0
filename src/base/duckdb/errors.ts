/** What DuckDB says, without what only it understands. */

/** The first line of DuckDB's message, as part of a sentence: without the kind of error and the file. */
export function duckdbReason(error: unknown): string {
  const line = textOf(error).split("\n")[0]!.replace(/^[A-Za-z -]*Error: /, "")
    .replace(/^(Error when sniffing|Failed to read) file ".*?":? /, "")
    .replace(/\.$/, "");
  return line.replace(/^[A-Z](?=[a-z])/, (c) => c.toLowerCase());
}

/** The message of whatever was thrown. */
export function textOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
