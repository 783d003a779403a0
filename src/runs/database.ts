/** Run files in a DuckDB handle of their own, which can read them and nothing else. */
import "../base/duckdb/library.ts";
import { DuckDBConnection, type DuckDBValue } from "@duckdb/node-api";
import { duckdbReason } from "../base/duckdb/errors.ts";
import { doubles, ints } from "../base/duckdb/columns.ts";
import { globLiteral } from "../base/duckdb/files.ts";
import { openLocked } from "../base/duckdb/locked.ts";
import { notARun, readRunHead, takeRun } from "./head.ts";
import { checkSql, columnFault, describeSql, type RunFormat } from "./sql.ts";
import { scratchFolder } from "../base/scratch.ts";

/** A row of a query's result, as JSON could hold it. */
export type Row = Readonly<Record<string, unknown>>;

export interface OpenRun {
  readonly path: string;
  readonly format: RunFormat;
  /** The DuckDB variable that holds the file's path. */
  readonly variable: string;
  /** Undefined = the run has no rows, in a format without a header. */
  readonly columns: readonly string[] | undefined;
}

export class RunDatabase {
  readonly #connection: DuckDBConnection;

  private constructor(connection: DuckDBConnection, readonly runs: readonly OpenRun[]) {
    this.#connection = connection;
  }

  /**
   * Opens the files, whose columns are checked. `threads` = 1 makes sums independent of the machine.
   * Throws exit-4 errors for files that cannot be opened, exit 3 for those that are no runs.
   */
  static async open(paths: readonly string[], threads?: number): Promise<RunDatabase> {
    const files: string[] = [];
    for (const path of paths) files.push(await takeRun(path));
    const heads = files.map((file, i) => readRunHead(file, paths[i]!));
    const variables = paths.map((_, i) => String.fromCharCode(0x61 + i));
    const connection = await connect(files, variables, threads);
    try {
      const runs: OpenRun[] = [];
      for (const [i, path] of paths.entries()) {
        const { format, columns: header, empty } = heads[i]!;
        const run = { path, format, variable: variables[i]!, columns: header };
        runs.push(empty ? run : { ...run, columns: await checkedColumns(connection, run) });
      }
      return new RunDatabase(connection, runs);
    } catch (error) {
      connection.closeSync();
      throw error;
    }
  }

  /** The rows of a query's result. Throws exit-3 errors for a run that cannot be read. */
  async rows(sql: string, parameters: DuckDBValue[] = []): Promise<Row[]> {
    return await this.#guard(query(this.#connection, sql, parameters));
  }

  /** The key-value metadata of the first run; only Parquet files have any. */
  async metadata(): Promise<ReadonlyMap<string, string>> {
    const { format, variable } = this.runs[0]!;
    if (format !== "parquet") return new Map();
    const pairs = await this.rows(
      `SELECT decode(key) AS key, try(decode(value)) AS value FROM parquet_kv_metadata(getvariable('${variable}'))`,
    );
    return new Map(
      pairs.flatMap(({ key, value }) => value === null ? [] : [[String(key), String(value)]]),
    );
  }

  /** Runs a statement without a result. Throws as `rows` does. */
  async run(sql: string): Promise<void> {
    await this.#guard(this.#connection.run(sql));
  }

  /** A result's columns of numbers, the first `integers` of them INTEGER, the others DOUBLE; none NULL. */
  async columns(sql: string, integers: number): Promise<(Int32Array | Float64Array)[]> {
    const result = await this.#guard(this.#connection.run(sql));
    const columns = Array.from(
      { length: result.columnCount },
      (_, i) => i < integers ? new Int32Array(result.rowCount) : new Float64Array(result.rowCount),
    );
    let row = 0;
    for (let c = 0; c < result.chunkCount; c++) {
      const chunk = result.getChunk(c);
      columns.forEach((column, i) =>
        column.set(i < integers ? ints(chunk.chunk, i) : doubles(chunk.chunk, i), row)
      );
      row += chunk.rowCount;
    }
    return columns;
  }

  /** Awaits a query; its failure is that of a run that cannot be read, if there is one. */
  async #guard<T>(query: Promise<T>): Promise<T> {
    try {
      return await query;
    } catch (error) {
      throw await this.#culprit() ?? error;
    }
  }

  /** The exit-3 error for the run that DuckDB cannot read, if there is one. */
  async #culprit(): Promise<Error | undefined> {
    for (const { path, format, variable, columns } of this.runs) {
      if (columns === undefined) continue;
      try {
        await this.#connection.run(checkSql({ format, variable, columns }));
      } catch (error) {
        return notARun(path, duckdbReason(error));
      }
    }
    return undefined;
  }

  /** How far the query at hand is, from 0 to 1. */
  get progress(): number {
    return Math.max(0, this.#connection.progress.percentage) / 100;
  }

  close(): void {
    this.#connection.closeSync();
  }
}

async function connect(
  paths: readonly string[],
  variables: readonly string[],
  threads: number | undefined,
): Promise<DuckDBConnection> {
  const handle = await openLocked({
    files: paths,
    threads,
    // Runs in different orders are joined in memory as far as it goes.
    spill: scratchFolder(),
    // Queries tell how far they are, and print nothing of it themselves.
    settings: ["enable_progress_bar = true", "enable_progress_bar_print = false"],
  });
  const connection = new DuckDBConnection(handle);
  for (const [i, variable] of variables.entries()) {
    await connection.run(`SET VARIABLE ${variable} = $1`, [globLiteral(paths[i]!)]);
  }
  return connection;
}

async function query(connection: DuckDBConnection, sql: string, parameters: DuckDBValue[] = []) {
  const result = await connection.runAndReadAll(sql, parameters);
  return result.getRowObjectsJson() as Row[];
}

async function checkedColumns(
  connection: DuckDBConnection,
  { path, format, variable, columns: header }: OpenRun,
): Promise<readonly string[]> {
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
