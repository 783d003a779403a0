/** Names of files for DuckDB: bound, never pasted into SQL, and read literally. */
import "./library.ts";
import duckdb from "@duckdb/node-bindings";

/** A path as DuckDB's glob reads it: literally. */
export function globLiteral(path: string): string {
  return path.replace(/[[*?]/g, (c) => `[${c}]`);
}

/** Binds a list of texts to a DuckDB variable of our naming; nothing of them is ever read as SQL. */
export async function setVariable(
  connection: duckdb.Connection,
  name: string,
  texts: readonly string[],
): Promise<void> {
  const statement = await duckdb.prepare(connection, `SET VARIABLE ${name} = ?`);
  const type = duckdb.create_logical_type(duckdb.Type.VARCHAR);
  const values = texts.map((text) => duckdb.create_varchar(text));
  duckdb.bind_value(statement, 1, duckdb.create_list_value(type, values));
  await duckdb.execute_prepared(statement);
}
