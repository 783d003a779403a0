/**
 * Daily prices: a locked-down DuckDB handle over Parquet files, and the series of a run as dense
 * arrays, one slot a calendar day, NaN = missing.
 *
 * The low-level bindings are used because only they give a result's columns as typed arrays; text
 * never crosses into JavaScript (converting 3 million tickers takes seconds).
 */
import type { DaySpan } from "../../base/calendar.ts";
import "../../base/duckdb/library.ts";
import duckdb from "@duckdb/node-bindings";
import { hearSignals } from "../../base/cancel.ts";
import { ints } from "../../base/duckdb/columns.ts";
import { globLiteral, setVariable } from "../../base/duckdb/files.ts";
import { openLocked } from "../../base/duckdb/locked.ts";
import { inputError } from "../../base/errors.ts";
import { willRead } from "../../base/ledger.ts";
import { pricesError, quoteFiles } from "./errors.ts";
import { fileKey, memoCache } from "../../base/memo.ts";
import { memoryError, OutOfMemory } from "../../base/out_of_memory.ts";
import { describe, FILES, type PriceColumns } from "./columns.ts";
import {
  loadSql,
  type PriceSeries,
  scatter,
  type SeriesFaults,
  type SeriesPlan,
  writeKeys,
} from "./series.ts";

export interface PriceDatabase {
  /** First and last day with a row; undefined when the files hold no rows. */
  span(): Promise<DaySpan | undefined>;
  /** How many rows belong to no series or no day: NULL for ticker, field or date. */
  nameless(): Promise<number>;
  load(plan: SeriesPlan): Promise<PriceSeries>;
  /** The locked-down handle and how to read the files through it, for questions of other kinds. */
  readonly connection: duckdb.Connection;
  readonly columns: PriceColumns;
  readonly files: readonly string[];
}

/** 0001-01-01 and 2999-12-31. A run that ends with a stray day in the year 200000 would take hours. */
const [FIRST_DAY, LAST_DAY] = [-719_162, 376_199];

/** Memory a handle may take when nobody sets a limit. */
export const DUCKDB_BYTES = 512_000_000;

/** Cached handles are closed with their process: closing one earlier gains nothing. */
const databaseCache = memoCache<Promise<PriceDatabase>>("prices");

/**
 * The handle over the given Parquet files, through the cache. With a `limit` DuckDB keeps within as
 * many bytes, and prices are passed on as they are read, however often a file repeats them. Throws
 * exit-3 errors for files that are not Parquet or lack a column of the right type.
 */
export function openPrices(files: readonly string[], limit?: number): Promise<PriceDatabase> {
  files.forEach(willRead);
  const key = [...files.map(fileKey), limit ?? ""].join("|");
  return databaseCache.get(key, () => open(files, limit));
}

async function open(files: readonly string[], limit: number | undefined): Promise<PriceDatabase> {
  const connection = await openLocked({
    files,
    threads: 1,
    memory: limit ?? DUCKDB_BYTES,
    spill: "",
    settings: ["preserve_insertion_order = false"],
  });
  const run = (sql: string) => duckdb.query(connection, sql);
  await setVariable(connection, "files", files.map(globLiteral));
  /** Awaits a query over the price files; its failure is a fault of theirs. */
  const guard = async <T>(query: Promise<T>): Promise<T> => {
    try {
      return await query;
    } catch (thrown) {
      const error = memoryError(thrown);
      if (!(error instanceof OutOfMemory)) throw await pricesError(error, connection, files);
      if (limit === undefined) throw error;
      throw inputError(
        `Cannot read prices ${quoteFiles(files)} in the memory there is for it: give a backtest ` +
          "more with --memory 2GB, or write the file with row groups of 100,000 rows",
      );
    }
  };
  const read = (sql: string) => guard(run(sql));
  const columns = await describe(read, files);

  async function span() {
    const result = await read(
      `SELECT ${columns.day(`min(${columns.date})`)}, ${columns.day(`max(${columns.date})`)},
              count(date)::INT FROM ${FILES}`,
    );
    const chunk = duckdb.result_get_chunk(result, 0);
    const [first, last, rows] = [0, 1, 2].map((column) => ints(chunk, column)[0]!);
    if (rows === 0) return undefined;
    if (first! < FIRST_DAY || last! > LAST_DAY) {
      throw inputError(
        `Cannot tell the years of prices ${
          quoteFiles(files)
        }: they hold days before year 1 or after ` +
          "2999; correct them, or name the years",
      );
    }
    return { first: first!, last: last! };
  }

  async function load(plan: SeriesPlan): Promise<PriceSeries> {
    const { origins, slots } = await writeKeys(connection, plan);
    const values = new Float64Array(slots).fill(NaN);
    const faults = new Map<number, SeriesFaults>();
    const take = (chunk: duckdb.DataChunk) => scatter(chunk, values, plan, origins, faults);
    const sql = loadSql(columns, plan.tickers.length);
    await guard(limit === undefined ? eachChunk(sql, take) : eachStreamed(sql, take));
    return { values, origins, faults: [...faults.values()] };
  }

  /** All chunks of a result at once: the fastest, and as much memory as there are rows. */
  async function eachChunk(sql: string, take: (chunk: duckdb.DataChunk) => void): Promise<void> {
    const result = await run(sql);
    const chunks = duckdb.result_chunk_count(result);
    for (let c = 0; c < chunks; c++) {
      take(duckdb.result_get_chunk(result, c));
      await hearSignals();
    }
  }

  /** A file may hold a price many times over; its rows then pass through one by one, a little slower. */
  async function eachStreamed(sql: string, take: (chunk: duckdb.DataChunk) => void): Promise<void> {
    const statement = await duckdb.prepare(connection, sql);
    const result = await duckdb.execute_prepared_streaming(statement);
    for (;;) {
      const chunk = await duckdb.fetch_chunk(result);
      if (chunk === null || duckdb.data_chunk_get_size(chunk) === 0) return;
      take(chunk);
    }
  }

  async function nameless() {
    // Three questions, not one: each is answered from the files' statistics, in a millisecond.
    const result = await read(
      `SELECT (SELECT count(*) FROM ${FILES} WHERE ticker IS NULL)::INT,
              (SELECT count(*) FROM ${FILES} WHERE ticker IS NOT NULL AND field IS NULL)::INT,
              (SELECT count(*) FROM ${FILES}
               WHERE ticker IS NOT NULL AND field IS NOT NULL AND date IS NULL)::INT`,
    );
    const chunk = duckdb.result_get_chunk(result, 0);
    return [0, 1, 2].reduce((sum, column) => sum + ints(chunk, column)[0]!, 0);
  }

  return { span, nameless, load, connection, columns, files };
}
