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
import { ints } from "../../base/duckdb/columns.ts";
import { globLiteral, setVariable } from "../../base/duckdb/files.ts";
import { openLocked } from "../../base/duckdb/locked.ts";
import { inputError } from "../../base/errors.ts";
import { willRead } from "../../base/ledger.ts";
import { pricesError, quoteFiles } from "./errors.ts";
import { fileKey, memoCache } from "../../base/memo.ts";
import { memoryError, OutOfMemory } from "../../base/out_of_memory.ts";
import { describe, type PriceColumns, type PriceGroup, unionOf } from "./columns.ts";
import { Disputes } from "./disputes.ts";
import { shiftedHours } from "./zone_shift.ts";
import type { PriceReading } from "./reading.ts";
import {
  anySql,
  FaultBook,
  loadSql,
  override,
  placedSql,
  type PriceSeries,
  scatter,
  type SeriesPlan,
  takeAlternates,
  withAlternates,
  writeKeys,
} from "./series.ts";

export interface PriceDatabase {
  /** First and last day with a row; undefined when the files hold no rows. */
  span(): Promise<DaySpan | undefined>;
  /** The first day with a row on or after a day, and the last on or before it. */
  firstDayFrom(day: number): Promise<number | undefined>;
  lastDayTo(day: number): Promise<number | undefined>;
  /** Whether there is a price that the plan needs, from the day `first` to `last`. */
  hasPrice(plan: SeriesPlan, first: number, last: number): Promise<boolean>;
  /** How many rows belong to no series or no day: NULL for ticker, field or date. */
  incompleteRows(): Promise<number>;
  /** The hours of stamps that look like another zone's midnights; none where all is well. */
  shiftedHours(): Promise<readonly number[]>;
  /** The prices of a plan; `shared` = in memory that other workers can read, too. */
  load(plan: SeriesPlan, shared?: boolean): Promise<PriceSeries>;
  /** As `load`, without the overrides of the reading: what the files have. */
  loadFiled(plan: SeriesPlan): Promise<PriceSeries>;
  readonly reading: PriceReading;
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
 * many bytes. Throws exit-3 errors for files that are not Parquet or lack a column of the right type.
 */
export function openPrices(
  files: readonly string[],
  limit?: number,
  reading: PriceReading = {},
): Promise<PriceDatabase> {
  files.forEach(willRead);
  const key = [...files.map(fileKey), limit ?? "", JSON.stringify(reading)].join("|");
  return databaseCache.get(key, () => open(files, limit, reading));
}

async function open(
  files: readonly string[],
  limit: number | undefined,
  reading: PriceReading,
): Promise<PriceDatabase> {
  const connection = await openLocked({
    files,
    threads: 1,
    memory: limit ?? DUCKDB_BYTES,
    spill: "",
    settings: [
      "preserve_insertion_order = false",
      // Nothing is read twice that the system does not keep by itself.
      "enable_external_file_cache = false",
      // Texts without a zone are stamps of UTC, whatever the machine's zone.
      ...(reading.zone === undefined ? [] : ["TimeZone = 'UTC'"]),
    ],
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
  const columns = await describe(connection, read, files, reading.zone);
  const questions = questionsOf(columns, files, read);

  async function hasPrice(given: SeriesPlan, first: number, last: number): Promise<boolean> {
    const plan = withAlternates(given);
    await writeKeys(connection, plan);
    const any = anySql(columns, plan.tickers.length, first, last);
    return await answer(read, any) !== undefined;
  }

  async function load(plan: SeriesPlan, shared = false): Promise<PriceSeries> {
    const loaded = await loadFiled(plan, shared);
    if (reading.overrides !== undefined) override(loaded, plan, reading.overrides);
    return loaded;
  }

  async function loadFiled(given: SeriesPlan, shared = false): Promise<PriceSeries> {
    const plan = withAlternates(given);
    const { origins, slots } = await writeKeys(connection, plan);
    const memory = shared ? new SharedArrayBuffer(8 * slots) : new ArrayBuffer(8 * slots);
    const values = new Float64Array(memory).fill(NaN);
    const faults = new FaultBook(plan, origins);
    const disputes = new Disputes(slots);
    const each = (sql: string, take: (chunk: duckdb.DataChunk) => void) =>
      guard(eachChunk(sql, take));
    const series = plan.tickers.length;
    await each(loadSql(columns, series), (chunk) => scatter(chunk, values, faults, disputes));
    if (disputes.any) {
      const settlement = disputes.settlement();
      await each(placedSql(columns, series), (chunk) => settlement.take(chunk));
      for (const settled of settlement.settled()) {
        values[settled.slot] = faults.settle(settled, reading);
      }
    }
    const renamed = takeAlternates(given, values, origins);
    return { values, origins, faults: faults.all, renamed };
  }

  /**
   * Passes a query's rows on as they are read: its whole result would be a hundred megabytes in every
   * worker, and without end where a file repeats its prices.
   */
  async function eachChunk(sql: string, take: (chunk: duckdb.DataChunk) => void): Promise<void> {
    const statement = await duckdb.prepare(connection, sql);
    const result = await duckdb.execute_prepared_streaming(statement);
    for (;;) {
      const chunk = await duckdb.fetch_chunk(result);
      if (chunk === null || duckdb.data_chunk_get_size(chunk) === 0) return;
      take(chunk);
    }
  }

  return {
    ...questions,
    hasPrice,
    shiftedHours: () => shiftedHours(columns, read),
    load,
    loadFiled,
    reading,
    connection,
    columns,
    files,
  };
}

type Read = (sql: string) => Promise<duckdb.Result>;

/** An INTEGER of a query's one row; undefined = NULL. */
async function answer(read: Read, sql: string): Promise<number | undefined> {
  const chunk = duckdb.result_get_chunk(
    await read(`SELECT count(n)::INT, any_value(n)::INT FROM (${sql})`),
    0,
  );
  return ints(chunk, 0)[0] === 0 ? undefined : ints(chunk, 1)[0];
}

/** What is asked of the files as a whole, whatever series are needed. */
function questionsOf(columns: PriceColumns, files: readonly string[], read: Read) {
  async function span() {
    const result = await read(
      // Of each group by itself, which its files' statistics tell at once.
      `SELECT min(first)::INT, max(last)::INT, sum(days)::INT FROM (${
        unionOf(columns, ({ from, date, day }) =>
          `SELECT ${day(`min(${date})`)} AS first, ${day(`max(${date})`)} AS last,
                  count(${date}) AS days FROM ${from}`)
      })`,
    );
    const chunk = duckdb.result_get_chunk(result, 0);
    const [first, last, rows] = [0, 1, 2].map((column) => ints(chunk, column)[0]!);
    if (rows === 0) return undefined;
    if (first! < FIRST_DAY || last! > LAST_DAY) {
      throw inputError(
        `Cannot tell the years of prices ${quoteFiles(files)}: they hold days before year 1 or ` +
          "after 2999; correct them, or name the years",
      );
    }
    return { first: first!, last: last! };
  }

  const days = unionOf(columns, ({ from, date, day }) => `SELECT ${day(date)} AS day FROM ${from}`);
  const firstDayFrom = (day: number) =>
    answer(read, `SELECT min(day) AS n FROM (${days}) WHERE day >= ${day}`);
  const lastDayTo = (day: number) =>
    answer(read, `SELECT max(day) AS n FROM (${days}) WHERE day <= ${day}`);

  async function incompleteRows() {
    // Three questions, not one: each is answered from the files' statistics, in a millisecond.
    const ask = ({ from, ticker, field, date }: PriceGroup) =>
      `SELECT (SELECT count(*) FROM ${from} WHERE ${ticker} IS NULL)
              + (SELECT count(*) FROM ${from} WHERE ${ticker} IS NOT NULL AND ${field} IS NULL)
              + (SELECT count(*) FROM ${from}
                 WHERE ${ticker} IS NOT NULL AND ${field} IS NOT NULL AND ${date} IS NULL) AS rows`;
    const result = await read(`SELECT sum(rows)::INT FROM (${unionOf(columns, ask)})`);
    return ints(duckdb.result_get_chunk(result, 0), 0)[0]!;
  }

  return { span, firstDayFrom, lastDayTo, incompleteRows };
}
