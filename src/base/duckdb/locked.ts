/**
 * A DuckDB handle that reads the files it was opened for and nothing else. DuckDB is native code,
 * outside the fence of Deno's permissions, so every handle over a user's files is made here.
 */
import "./library.ts";
import duckdb from "@duckdb/node-bindings";
import { globLiteral, setVariable } from "./files.ts";

/** What a handle may use. */
export interface Bounds {
  /** The only files it can read. */
  readonly files: readonly string[];
  /** Missing = as many as the machine has processors. */
  readonly threads?: number | undefined;
  /** Bytes; missing = what DuckDB takes by itself, most of the machine's memory. */
  readonly memory?: number;
  /** The folder for what outgrows memory; "" = nothing may. */
  readonly spill: string;
  /** Further settings, each as SQL. */
  readonly settings: readonly string[];
}

/** Opens a handle in memory. Its settings cannot be changed any more, its variables can. */
export async function openLocked(
  { files, threads, memory, spill, settings }: Bounds,
): Promise<duckdb.Connection> {
  const connection = await duckdb.connect(await duckdb.open(":memory:"));
  // A pattern is checked as it is written and as the file it finds.
  await setVariable(connection, "allowed", [...new Set([...files, ...files.map(globLiteral)])]);
  await setVariable(connection, "spill", [spill]);
  // The order matters: what a statement needs must still be open when it runs.
  for (
    const setting of [
      "autoinstall_known_extensions = false",
      "autoload_known_extensions = false",
      "allow_community_extensions = false",
      ...(threads === undefined ? [] : [`threads = ${threads}`]),
      ...(memory === undefined ? [] : [`memory_limit = '${memory}B'`]),
      "temp_directory = getvariable('spill')[1]",
      ...settings,
      "allowed_paths = getvariable('allowed')",
      "enable_external_access = false",
      "lock_configuration = true",
    ]
  ) {
    await duckdb.query(connection, `SET ${setting}`);
  }
  return connection;
}
