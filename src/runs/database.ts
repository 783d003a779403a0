/** Run files in a DuckDB handle of their own, which can read them and nothing else. */
import "../base/duckdb/library.ts";
import { DuckDBConnection, type DuckDBValue, LIST, listValue, VARCHAR } from "@duckdb/node-api";
import { duckdbReason } from "../base/duckdb/errors.ts";
import { doubles, ints } from "../base/duckdb/columns.ts";
import { globLiteral } from "../base/duckdb/files.ts";
import { openLocked } from "../base/duckdb/locked.ts";
import { inputError } from "../base/errors.ts";
import { agreedFacts } from "./agreed_facts.ts";
import { fromMetadata, type RunFacts } from "./facts.ts";
import type { RunFiles } from "./find_run.ts";
import { notARun, readRunHead, type RunHead, takeRun } from "./head.ts";
import {
  checkSql,
  columnFault,
  describeSql,
  filledColumns,
  type RunFormat,
  type RunPart,
  twiceSql,
  typeFault,
} from "./sql.ts";
import { scratchFolder } from "../base/scratch.ts";

/** A row of a query's result, as JSON could hold it. */
export type Row = Readonly<Record<string, unknown>>;

export interface OpenRun {
  readonly name: string;
  /** Its files: as they are named, and where their bytes are. */
  readonly files: readonly RunFile[];
  readonly parts: readonly Part[];
  /** Undefined = the run has no rows, in a format without a header. */
  readonly columns: readonly string[] | undefined;
}

interface Part extends RunPart {
  readonly sources: string[];
}

interface RunFile {
  readonly path: string;
  readonly source: string;
  readonly format: RunFormat;
}

/**
 * Bytes that DuckDB may take for runs, when nobody sets a limit; what outgrows them goes to the private
 * temporary folder.
 */
const RUN_BYTES = 1000000000;

export class RunDatabase {
  private constructor(
    /** The locked-down handle, for questions of other kinds. */
    readonly connection: DuckDBConnection,
    readonly runs: readonly OpenRun[],
  ) {}

  /**
   * Opens runs, whose files' columns are checked. `threads` = 1 makes sums independent of the machine;
   * `memory` are the bytes that queries may take.
   * Throws exit-4 errors for files that cannot be opened, exit 3 for those that are no runs, and for
   * files of a run that have the same rows.
   */
  static async open(
    runs: readonly RunFiles[],
    threads?: number,
    memory?: number,
  ): Promise<RunDatabase> {
    const found: (RunFile & { head: RunHead })[][] = [];
    for (const { paths } of runs) {
      const files = [];
      for (const path of paths) {
        const source = await takeRun(path);
        const head = readRunHead(source, path);
        files.push({ path, source, format: head.format, head });
      }
      found.push(files);
    }
    const connection = await connect(found.flat().map(({ source }) => source), threads, memory);
    try {
      const opened: OpenRun[] = [];
      for (const [i, { name }] of runs.entries()) {
        opened.push(await openFiles(connection, name, found[i]!, String.fromCharCode(0x61 + i)));
      }
      const database = new RunDatabase(connection, opened);
      for (const run of opened) await database.#requireOnce(run);
      return database;
    } catch (error) {
      connection.closeSync();
      throw error;
    }
  }

  /** Throws an exit-3 error when two files of a run have the same row. */
  async #requireOnce({ files, parts, columns }: OpenRun): Promise<void> {
    if (files.length < 2 || columns === undefined) return;
    const [twice] = await this.rows(twiceSql({ parts, columns }));
    if (twice === undefined) return;
    const nameOf = (source: unknown) =>
      files.find((file) => file.source === source)?.path ?? source;
    throw inputError(
      `Cannot read "${nameOf(twice.a)}" and "${nameOf(twice.b)}" as one run: both have the row ` +
        `of "${twice.asset}" "${twice.straddle}" on ${twice.date}; name each row's file once`,
    );
  }

  /** The rows of a query's result. Throws exit-3 errors for a run that cannot be read. */
  async rows(sql: string, parameters: DuckDBValue[] = []): Promise<Row[]> {
    return await this.#guard(query(this.connection, sql, parameters));
  }

  /**
   * What the files of the first run tell of it; only Parquet files tell anything. Throws an exit-3
   * error for files that do not agree.
   */
  async facts(): Promise<RunFacts> {
    const all = [];
    for (const { path, source, format } of this.runs[0]!.files) {
      const pairs = format !== "parquet" ? [] : await this.#probe(
        source,
        `SELECT decode(key) AS key, try(decode(value)) AS value
         FROM parquet_kv_metadata(getvariable('probed'))`,
      );
      const metadata = new Map(
        pairs.flatMap(({ key, value }) => value === null ? [] : [[String(key), String(value)]]),
      );
      all.push({ path, facts: fromMetadata(metadata) });
    }
    return agreedFacts(all);
  }

  /** The rows of a query over one file. */
  async #probe(source: string, sql: string): Promise<Row[]> {
    await probe(this.connection, source);
    return await this.rows(sql);
  }

  /** Runs a statement without a result. Throws as `rows` does. */
  async run(sql: string, parameters: DuckDBValue[] = []): Promise<void> {
    await this.#guard(this.connection.run(sql, parameters));
  }

  /** Appends rows to a table of our own: their number from 0, and a value. */
  async append(table: string, values: Float64Array): Promise<void> {
    const appender = await this.connection.createAppender(table);
    for (let i = 0; i < values.length; i++) {
      appender.appendInteger(i);
      appender.appendDouble(values[i]!);
      appender.endRow();
    }
    appender.closeSync();
  }

  /** A result's columns of numbers, the first `integers` of them INTEGER, the others DOUBLE; none NULL. */
  async columns(sql: string, integers: number): Promise<(Int32Array | Float64Array)[]> {
    const result = await this.#guard(this.connection.run(sql));
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
      throw await this.culprit() ?? error;
    }
  }

  /** The exit-3 error for the file that DuckDB cannot read, if there is one. */
  async culprit(): Promise<Error | undefined> {
    for (const { files, parts, columns } of this.runs) {
      if (columns === undefined) continue;
      for (const { path, source, format } of files) {
        const part = parts.find((part) => part.sources.includes(source));
        if (part === undefined) continue;
        try {
          await probe(this.connection, source);
          const own = { ...part, format, variable: "probed" };
          await this.connection.run(checkSql({ columns, parts: [own] }));
        } catch (error) {
          return notARun(path, duckdbReason(error));
        }
      }
    }
    return undefined;
  }

  /** How far the query at hand is, from 0 to 1. */
  get progress(): number {
    return Math.max(0, this.connection.progress.percentage) / 100;
  }

  close(): void {
    this.connection.closeSync();
  }
}

async function connect(
  paths: readonly string[],
  threads: number | undefined,
  memory: number | undefined,
): Promise<DuckDBConnection> {
  const handle = await openLocked({
    files: paths,
    threads,
    memory: memory ?? RUN_BYTES,
    // Runs in different orders are joined in memory as far as it goes.
    spill: scratchFolder(),
    settings: [
      // Queries tell how far they are, and print nothing of it themselves.
      "enable_progress_bar = true",
      "enable_progress_bar_print = false",
      // Days of stamps do not follow the machine's zone.
      "TimeZone = 'UTC'",
    ],
  });
  return new DuckDBConnection(handle);
}

async function setFiles(connection: DuckDBConnection, variable: string, paths: readonly string[]) {
  const list = listValue(paths.map(globLiteral));
  await connection.run(`SET VARIABLE ${variable} = $1`, [list], [LIST(VARCHAR)]);
}

/** Makes one file the one that queries over `probed` read. */
async function probe(connection: DuckDBConnection, source: string): Promise<void> {
  await setFiles(connection, "probed", [source]);
}

async function query(connection: DuckDBConnection, sql: string, parameters: DuckDBValue[] = []) {
  const result = await connection.runAndReadAll(sql, parameters);
  return result.getRowObjectsJson() as Row[];
}

/** Puts files that are read alike together; those without rows and columns add nothing. */
async function openFiles(
  connection: DuckDBConnection,
  name: string,
  files: readonly (RunFile & { readonly head: RunHead })[],
  variable: string,
): Promise<OpenRun> {
  const parts: (Part & { readonly key: string })[] = [];
  for (const { path, source, head } of files) {
    if (head.empty && files.length > 1) continue;
    const columns = head.empty ? [] : await columnsOf(connection, path, source, head);
    const filled = head.empty ? [] : filledColumns(path, columns);
    const key = JSON.stringify([head.format, columns, filled]);
    // Rows keep the order of the files.
    const last = parts.at(-1);
    if (last?.key === key) last.sources.push(source);
    else {
      const own = { format: head.format, variable: `${variable}${parts.length}`, columns, filled };
      parts.push({ ...own, sources: [source], key });
    }
  }
  for (const { variable, sources } of parts) await setFiles(connection, variable, sources);
  const names = parts.flatMap(({ columns, filled }) => [...columns, ...filled])
    .map((column) => column.toLowerCase());
  const columns = names.length === 0 ? undefined : [...new Set(names)];
  return { name, files, parts, columns };
}

/** The columns of a file as it has them. Throws an exit-3 error when they are not a run's. */
async function columnsOf(
  connection: DuckDBConnection,
  path: string,
  source: string,
  { format, columns: header }: RunHead,
): Promise<readonly string[]> {
  if (header !== undefined) return header;
  let described: Row[];
  try {
    await probe(connection, source);
    described = await query(connection, describeSql(format, "probed"));
  } catch (error) {
    throw notARun(path, duckdbReason(error));
  }
  const columns = described.map((row) => String(row.column_name));
  const fault = columnFault(columns, path) ??
    described.map((row) => typeFault(String(row.column_name), String(row.column_type)))
      .find((fault) => fault !== undefined);
  if (fault !== undefined) throw notARun(path, fault);
  return columns;
}
