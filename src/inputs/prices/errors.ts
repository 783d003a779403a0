/** Price files that cannot be read: which one, what to do about it, and DuckDB's words last. */
import "../../base/duckdb/library.ts";
import duckdb from "@duckdb/node-bindings";
import { globLiteral, setVariable } from "../../base/duckdb/files.ts";
import { inputError } from "../../base/errors.ts";
import { firstBytes, headFault, isText } from "./head.ts";
import { duckdbReason, textOf } from "../../base/duckdb/errors.ts";

/** The exit-3 error for a query over the price files that failed with `error`. */
export async function pricesError(
  error: unknown,
  connection: duckdb.Connection,
  files: readonly string[],
): Promise<Error> {
  const damage = await damageError(connection, files);
  if (damage !== undefined) return damage;
  const reason = duckdbReason(error);
  const noDay = /^invalid (?:date|timestamp) field format: (".*"), expected/.exec(reason)?.[1];
  const fault = noDay === undefined
    ? reason
    : `column "date" has ${noDay}, which is no day; write days as YYYY-MM-DD`;
  return inputError(`Cannot read prices ${quoteFiles(files)}: ${fault}`);
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
      return inputError(`Cannot read prices "${path}": ${whatToDo(path, error)}`);
    }
  }
  return undefined;
}

function whatToDo(path: string, error: unknown): string {
  const reason = duckdbReason(error);
  const head = firstBytes(path);
  const fault = head.length === 0 && /No such file|Cannot open file/i.test(reason)
    ? undefined
    : headFault(head) ?? (isText(head) ? "it is a text, not a Parquet file" : undefined);
  if (fault !== undefined) return fault;
  if (/^Out of Memory/.test(textOf(error))) return `memory ran out (DuckDB: ${reason})`;
  if (/No such file|Cannot open file/i.test(reason)) return reason;
  if (/encrypt/i.test(reason)) return `it is encrypted; write it anew without encryption`;
  if (/codec|not (yet )?(supported|implemented)|unsupported/i.test(reason)) {
    return `it is written in a way that cannot be read here; write it anew, compressed with ` +
      `zstd or snappy (DuckDB: ${reason})`;
  }
  return `the file is damaged; copy it again, or write it anew (DuckDB: ${reason})`;
}

export function quoteFiles(files: readonly string[]): string {
  const more = files.length > 1 ? ` and ${files.length - 1} more` : "";
  return `"${files[0]}"${more}`;
}
