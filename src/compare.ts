/** Compares two runs, cell by cell, in a DuckDB handle of its own. */
import "./duckdb_library.ts";
import { type DuckDBConnection, DuckDBInstance, listValue } from "@duckdb/node-api";
import { resolve } from "node:path";
import {
  checkSql,
  columnFault,
  countSql,
  describeSql,
  KEYS,
  largestSql,
  otherKeysSql,
  type RunSource,
} from "./compare_sql.ts";
import { type Comparison, largestOf, type Row, summarize, toAsset } from "./compare_figures.ts";
import { globLiteral } from "./duckdb_files.ts";
import { notARun, readRunHead, type RunHead } from "./run_files.ts";
import { scratchFolder } from "./scratch.ts";

/**
 * Compares the runs of two files. Rows go together that have the same asset, straddle and date; of
 * several such rows the first of one file with the first of the other. Numbers are the same when
 * they differ by at most `tolerance` · max(1, |b|). Throws exit-4 errors for files that cannot be
 * opened, exit 3 for those that are no runs.
 */
export async function compareRuns(
  pathA: string,
  pathB: string,
  tolerance: number,
  show: number,
): Promise<Comparison> {
  const heads = [readRunHead(pathA), readRunHead(pathB)] as const;
  const connection = await connect(resolve(pathA), resolve(pathB));
  try {
    const columnsOfA = await runColumns(connection, "a", pathA, heads[0]);
    const columnsOfB = await runColumns(connection, "b", pathB, heads[1]);
    // A run without rows in a format without a header has the columns of the other.
    const columnsA = columnsOfA ?? columnsOfB ?? KEYS;
    const columnsB = columnsOfB ?? columnsA;
    const a: RunSource = { format: heads[0].format, variable: "a", columns: columnsA };
    const b: RunSource = { format: heads[1].format, variable: "b", columns: columnsB };
    const read = async (sql: string, parameters: number[] = []) => {
      try {
        return await query(connection, sql, parameters);
      } catch (error) {
        throw await culprit(connection, [[a, pathA], [b, pathB]]) ?? error;
      }
    };
    const isKey = (name: string) => (KEYS as readonly string[]).includes(name);
    const columns = columnsA.filter((name) => columnsB.includes(name) && !isKey(name));
    const aligned = (await read(otherKeysSql(a, b))).length === 0;
    const pairing = { a, b, aligned };
    const assets = (await read(countSql(pairing, columns), [tolerance]))
      .map((row) => toAsset(row, columns));
    const unlike = columns.filter((_, i) => assets.some(({ counts }) => counts[i]! > 0));
    const lists = unlike.length === 0 || show === 0
      ? {}
      : (await read(largestSql(pairing, unlike, show), [tolerance]))[0]!;
    const columnsOnlyInA = columnsA.filter((name) => !columnsB.includes(name));
    const columnsOnlyInB = columnsB.filter((name) => !columnsA.includes(name));
    const figures = summarize(assets, columns);
    const { onlyInA, onlyInB, cellsThatDiffer } = figures;
    const apart = columnsOnlyInA.length + columnsOnlyInB.length + onlyInA + onlyInB;
    return {
      same: apart + cellsThatDiffer === 0,
      tolerance,
      columnsOnlyInA,
      columnsOnlyInB,
      ...figures,
      largest: largestOf(lists, unlike, show),
    };
  } finally {
    connection.closeSync();
  }
}

/** A handle that can read the two files and nothing else, not even the network. */
async function connect(a: string, b: string): Promise<DuckDBConnection> {
  const instance = await DuckDBInstance.create(":memory:", {
    autoinstall_known_extensions: "false",
    autoload_known_extensions: "false",
    allow_community_extensions: "false",
    // Runs in different orders are joined in memory as far as it goes.
    temp_directory: scratchFolder(),
  });
  const connection = await instance.connect();
  const patterns = [globLiteral(a), globLiteral(b)] as const;
  await connection.run("SET VARIABLE a = $1", [patterns[0]]);
  await connection.run("SET VARIABLE b = $1", [patterns[1]]);
  // A pattern is checked as it is written and as the file it finds.
  await connection.run("SET VARIABLE allowed = $1", [listValue([a, b, ...patterns])]);
  await connection.run("SET allowed_paths = getvariable('allowed')");
  await connection.run("SET enable_external_access = false");
  await connection.run("SET lock_configuration = true");
  return connection;
}

async function query(connection: DuckDBConnection, sql: string, parameters: number[] = []) {
  const result = await connection.runAndReadAll(sql, parameters);
  return result.getRowObjectsJson() as Row[];
}

/** The columns of a run, checked; undefined when it is empty and cannot name them. */
async function runColumns(
  connection: DuckDBConnection,
  variable: "a" | "b",
  path: string,
  { format, columns: header, empty }: RunHead,
): Promise<readonly string[] | undefined> {
  if (empty) return undefined;
  let columns = header;
  try {
    columns ??= (await query(connection, describeSql({ format, variable })))
      .map((row) => String(row.column_name));
  } catch (error) {
    throw notARun(path, duckdbReason(error));
  }
  const fault = columnFault(columns);
  if (fault !== undefined) throw notARun(path, fault);
  return columns;
}

/** The exit-3 error for the run that DuckDB cannot read, if it is that. */
async function culprit(
  connection: DuckDBConnection,
  runs: readonly (readonly [RunSource, string])[],
): Promise<Error | undefined> {
  for (const [source, path] of runs) {
    try {
      await query(connection, checkSql(source));
    } catch (error) {
      return notARun(path, duckdbReason(error));
    }
  }
  return undefined;
}

/** The first line of DuckDB's message, without the kind of error and the file's name. */
function duckdbReason(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  const line = text.split("\n")[0]!.replace(/^[A-Za-z -]*Error: /, "")
    .replace(/^(Error when sniffing|Failed to read) file ".*?":? /, "")
    .replace(/\.$/, "");
  return line.replace(/^[A-Z](?=[a-z])/, (c) => c.toLowerCase());
}
