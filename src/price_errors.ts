/** Price files that cannot be read: which one, what to do about it, and DuckDB's words last. */
import "./duckdb_library.ts";
import duckdb from "@duckdb/node-bindings";
import { globLiteral, setVariable } from "./duckdb_files.ts";
import { inputError } from "./errors.ts";

/** The exit-3 error for a query over the price files that failed with `error`. */
export async function pricesError(
  error: unknown,
  connection: duckdb.Connection,
  files: readonly string[],
): Promise<Error> {
  return await damageError(connection, files) ??
    inputError(`Cannot read prices ${quoteFiles(files)}: ${duckdbReason(error)}`);
}

/** The exit-3 error for the first file that cannot be read from end to end; undefined = all can. */
export async function damageError(
  connection: duckdb.Connection,
  files: readonly string[],
): Promise<Error | undefined> {
  for (const path of files) {
    try {
      await setVariable(connection, "probed", [globLiteral(path)]);
      await duckdb.query(
        connection,
        "SELECT max(hash(COLUMNS(*))) FROM read_parquet(getvariable('probed'), binary_as_string = true)",
      );
    } catch (error) {
      return inputError(`Cannot read prices "${path}": ${whatToDo(error)}`);
    }
  }
  return undefined;
}

function whatToDo(error: unknown): string {
  const reason = duckdbReason(error);
  if (reason === NOT_PARQUET) return `it is ${reason}; name one, or write it anew`;
  if (/^Out of Memory/.test(textOf(error))) return `memory ran out (DuckDB: ${reason})`;
  if (/No such file|Cannot open file/i.test(reason)) return reason;
  return `the file is damaged; copy it again, or write it anew (DuckDB: ${reason})`;
}

export function quoteFiles(files: readonly string[]): string {
  const more = files.length > 1 ? ` and ${files.length - 1} more` : "";
  return `"${files[0]}"${more}`;
}

const NOT_PARQUET = "not a Parquet file";

/** The first line of DuckDB's message, without what kind of error it is. */
export function duckdbReason(error: unknown): string {
  const text = textOf(error);
  if (/magic bytes|too small to be a Parquet/i.test(text)) return NOT_PARQUET;
  return text.split("\n")[0]!.replace(/^[A-Za-z -]*Error: /, "").replace(
    /^Failed to read file ".*?": /,
    "",
  );
}

function textOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
