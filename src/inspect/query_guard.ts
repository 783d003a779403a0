/**
 * Which functions a query may call. The handle's settings keep it from files and the network; what
 * is left are functions that change the handle itself (logging, profiling), run another text as SQL,
 * or take addresses in memory. DuckDB's own parser tells which a query names.
 */
import type { DuckDBConnection } from "@duckdb/node-api";
import { usageError } from "../base/errors.ts";

/** Functions in FROM: those that only read what they are given, the files at hand, or the catalog. */
const TABLES: ReadonlySet<string> = new Set([
  ...["range", "generate_series", "unnest", "repeat", "repeat_row", "summary"],
  ...["histogram", "histogram_values", "json_each", "json_tree"],
  ...["read_parquet", "parquet_scan", "parquet_metadata", "parquet_schema", "parquet_bloom_probe"],
  ...["parquet_file_metadata", "parquet_full_metadata", "parquet_kv_metadata"],
  ...["duckdb_columns", "duckdb_databases", "duckdb_functions", "duckdb_keywords"],
  ...["duckdb_memory", "duckdb_settings", "duckdb_tables", "duckdb_types", "duckdb_views"],
  ...["duckdb_extensions", "pragma_version", "pragma_platform", "pragma_table_info", "pragma_show"],
  ...["pragma_database_size", "pragma_collations", "pg_timezone_names", "icu_calendar_names"],
]);

/** Functions in expressions that do more than compute. */
const SCALARS: ReadonlySet<string> = new Set([
  ...["write_log", "parse_duckdb_log_message", "setseed", "sleep_ms", "nextval", "currval"],
  ...["getenv", "getvariable"],
]);

/**
 * Throws a usage error when a text is no question, or calls a function that does more than read;
 * `what` is what it may read, in words.
 * It must be asked before the text is prepared: some functions act as soon as they are looked up.
 */
export async function refuseActions(
  connection: DuckDBConnection,
  sql: string,
  what: string,
): Promise<void> {
  const reader = await connection.runAndReadAll("SELECT json_serialize_sql($1::VARCHAR)", [sql]);
  const tree = JSON.parse(String(reader.value(0, 0)));
  if (tree.error_type === "not implemented") {
    throw noQuestion(/\w+/.exec(sql)?.[0].toUpperCase() ?? sql);
  }
  if (tree.error === true) {
    throw usageError(`Cannot run the query: ${String(tree.error_message)}`);
  }
  const name = forbidden(tree, false);
  if (name !== undefined) {
    throw usageError(`Refused the function "${name}": a query may only read ${what}`);
  }
}

/** The usage error for a statement that is no question. */
export function noQuestion(statement: string): Error {
  return usageError(
    `Refused ${statement}: a query may only read; use SELECT, WITH, DESCRIBE, SUMMARIZE or SHOW`,
  );
}

/** The first function below a node that is not allowed. */
function forbidden(node: unknown, inFrom: boolean): string | undefined {
  if (typeof node !== "object" || node === null) return undefined;
  const { function_name: name, type } = node as Record<string, unknown>;
  if (typeof name === "string") {
    const lower = name.toLowerCase();
    if (inFrom ? !TABLES.has(lower) : SCALARS.has(lower)) return name;
  }
  for (const [key, child] of Object.entries(node)) {
    const found = forbidden(child, type === "TABLE_FUNCTION" && key === "function");
    if (found !== undefined) return found;
  }
  return undefined;
}
