/**
 * Daily prices: a locked-down DuckDB handle over Parquet files, and the series of a run as dense
 * arrays, one slot a calendar day, NaN = missing.
 *
 * The low-level bindings are used because only they give a result's columns as typed arrays; text
 * never crosses into JavaScript (converting 3 million tickers takes seconds).
 */
import "../../base/duckdb/library.ts";
import duckdb from "@duckdb/node-bindings";
import { NO_DAY } from "../../base/calendar.ts";
import { hearSignals } from "../../base/cancel.ts";
import { doubles, ints } from "../../base/duckdb/columns.ts";
import { globLiteral, setVariable } from "../../base/duckdb/files.ts";
import { inputError } from "../../base/errors.ts";
import { willRead } from "../../base/ledger.ts";
import { pricesError, quoteFiles } from "./errors.ts";
import { fileKey, memoCache } from "../../base/memo.ts";
import { memoryError, OutOfMemory, SPLIT } from "../../base/out_of_memory.ts";
import { freeMemory } from "../../base/buffers.ts";

/** The series a run needs, in parallel arrays: what to read, for which days, and where it goes. */
export interface SeriesPlan {
  readonly tickers: readonly string[];
  readonly fields: readonly string[];
  /** First and last day needed of each series. */
  readonly firstDays: ArrayLike<number>;
  readonly lastDays: ArrayLike<number>;
}

export interface PriceSeries {
  /** All series, one after the other. */
  readonly values: Float64Array;
  /** The value of series `i` on `day` is `values[origins[i] + day]`, for days within its plan. */
  readonly origins: Int32Array;
  /** The series with faults; none in clean data. */
  readonly faults: readonly SeriesFaults[];
}

/** What was found wrong in a series (D-5, D-30). */
export interface SeriesFaults {
  readonly ticker: string;
  readonly field: string;
  /** Prices that count as missing: NULL, NaN or infinite. */
  missing: number;
  /** Rows beyond the first of a day; the largest value is taken, whatever the order. */
  duplicates: number;
  /** The first day with several rows; NO_DAY = none. */
  duplicateDay: number;
}

export interface PriceDatabase {
  /** First and last day with a row; undefined when the files hold no rows. */
  span(): Promise<{ readonly first: number; readonly last: number } | undefined>;
  /** How many rows belong to no series or no day: NULL for ticker, field or date. */
  nameless(): Promise<number>;
  load(plan: SeriesPlan): Promise<PriceSeries>;
  /** The locked-down handle and how to read the files through it, for questions of other kinds. */
  readonly connection: duckdb.Connection;
  readonly columns: PriceColumns;
  readonly files: readonly string[];
}

/** The rows of the price files, in SQL. */
export const FILES = "read_parquet(getvariable('files'), binary_as_string = true)";

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
  const connection = await duckdb.connect(await duckdb.open(":memory:"));
  const run = (sql: string) => duckdb.query(connection, sql);
  const patterns = files.map(globLiteral);
  await setVariable(connection, "files", patterns);
  // A pattern is checked as it is written and as the file it finds.
  await setVariable(connection, "allowed", [...new Set([...files, ...patterns])]);
  // The order matters: what a statement needs must still be open when it runs.
  for (
    const setting of [
      "autoinstall_known_extensions = false",
      "autoload_known_extensions = false",
      "allow_community_extensions = false",
      "threads = 1",
      `memory_limit = '${limit ?? DUCKDB_BYTES}B'`,
      "temp_directory = ''",
      "preserve_insertion_order = false",
      "allowed_paths = getvariable('allowed')",
      "enable_external_access = false",
      "lock_configuration = true",
    ]
  ) {
    await run(`SET ${setting}`);
  }
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

/** How to read the four columns, by the types the files give them. */
export interface PriceColumns {
  readonly ticker: string;
  readonly field: string;
  /** The date, or the time, of a row. */
  readonly date: string;
  /** SQL for days since 1970-01-01 of `date`, or of an aggregate of it. */
  day(expression: string): string;
}

const NUMERIC = /^(U?(TINYINT|SMALLINT|INTEGER|BIGINT|HUGEINT)|FLOAT|DOUBLE|DECIMAL\(.*\))$/;
const TEXT = /^(VARCHAR|ENUM\(.*\))$/s;

async function describe(
  read: (sql: string) => Promise<duckdb.Result>,
  files: readonly string[],
): Promise<PriceColumns> {
  const result = await read(`SELECT * FROM ${FILES} LIMIT 0`);
  const types = new Map<string, string>();
  for (let i = 0; i < duckdb.column_count(result); i++) {
    types.set(duckdb.column_name(result, i), typeName(duckdb.column_logical_type(result, i)));
  }
  const expect = (column: string, pattern: RegExp, kind: string) => {
    const type = types.get(column);
    if (type !== undefined && pattern.test(type)) return type;
    const found = type === undefined
      ? `no column "${column}" (found ${[...types.keys()].map((n) => `"${n}"`).join(", ")}); ` +
        "they need ticker, field, date and value"
      : `column "${column}" is ${type}, not ${kind}; write it anew as ${kind}` +
        (type === "JSON" ? ` (in DuckDB: ${column} ->> '$')` : "");
    throw inputError(`Cannot read prices ${quoteFiles(files)}: ${found}`);
  };
  const text = (column: string) =>
    expect(column, TEXT, "text") === "VARCHAR" ? column : `${column}::VARCHAR`;
  const [ticker, field] = [text("ticker"), text("field")];
  const date = expect("date", /^(DATE|TIMESTAMP.*|VARCHAR)$/, "a date or timestamp");
  expect("value", NUMERIC, "a number");
  return {
    ticker,
    field,
    // A text that is no day fails the query, which names it.
    date: date === "VARCHAR" ? "date::TIMESTAMP" : "date",
    day: (expression) =>
      date === "TIMESTAMPTZ"
        // Whole days in UTC; a cast to DATE would follow the machine's time zone.
        ? `floor(epoch_us(${expression}) / 86400000000)::INT`
        : `(${expression}::DATE - DATE '1970-01-01')::INT`,
  };
}

function typeName(type: duckdb.LogicalType): string {
  // JSON is text by another name, which compares as JSON does.
  const alias = duckdb.logical_type_get_alias(type);
  if (alias !== null) return alias;
  switch (duckdb.get_type_id(type)) {
    case duckdb.Type.VARCHAR:
      return "VARCHAR";
    case duckdb.Type.ENUM:
      return "ENUM()";
    case duckdb.Type.DECIMAL:
      return "DECIMAL()";
    case duckdb.Type.TIMESTAMP_TZ:
      return "TIMESTAMPTZ";
    default:
      return duckdb.Type[duckdb.get_type_id(type)] ?? "an unknown type";
  }
}

/** Up to this many series DuckDB is let to skip what it can of the files. */
const SELECTIVE_SERIES = 1000;

/**
 * SQL for (slot, value) of every price that `keys` asks for; NaN = NULL.
 *
 * DuckDB pushes the range of the joined keys down into the scan, which reads 2 series of 6,000 in
 * 5 ms instead of 120, but costs a quarter more where most of the file is needed anyway. A
 * projection between join and scan keeps it from doing so.
 */
function loadSql({ ticker, field, date, day }: PriceColumns, series: number): string {
  const source = series <= SELECTIVE_SERIES ? { from: FILES, ticker, field, day: day(date) } : {
    from: `(SELECT ${ticker} AS ticker, ${field} AS field, ${day(date)} AS day, value
              FROM ${FILES})`,
    ticker: "p.ticker",
    field: "p.field",
    day: "p.day",
  };
  return `
    SELECT (k.origin + ${source.day})::INT, coalesce(value::DOUBLE, 'nan'::DOUBLE)
    FROM ${source.from} p
    JOIN keys k ON ${source.ticker} = k.key_ticker AND ${source.field} = k.key_field
    WHERE ${source.day} BETWEEN k.first_day AND k.last_day`;
}

/** What an origin, and the number of a slot, can be: both are 32-bit integers. */
const MAX_SLOTS = 2 ** 31 - 1;

/** Tells DuckDB which series to read and where each goes: a small table to join with. */
async function writeKeys(connection: duckdb.Connection, plan: SeriesPlan) {
  await duckdb.query(
    connection,
    `CREATE OR REPLACE TEMP TABLE keys (
       key_ticker VARCHAR, key_field VARCHAR, first_day INT, last_day INT, origin INT)`,
  );
  const appender = duckdb.appender_create(connection, null, "keys");
  const origins = new Int32Array(plan.tickers.length);
  let slots = 0;
  for (let i = 0; i < origins.length; i++) {
    const [first, last] = [plan.firstDays[i]!, plan.lastDays[i]!];
    if (slots + last - Math.min(first, 0) > MAX_SLOTS) {
      throw new OutOfMemory(`one worker would hold over two billion days of prices; ${SPLIT}`);
    }
    origins[i] = slots - first;
    slots += last - first + 1;
    duckdb.append_varchar(appender, plan.tickers[i]!);
    duckdb.append_varchar(appender, plan.fields[i]!);
    duckdb.append_int32(appender, first);
    duckdb.append_int32(appender, last);
    duckdb.append_int32(appender, origins[i]!);
    duckdb.appender_end_row(appender);
  }
  duckdb.appender_close_sync(appender);
  return { origins, slots };
}

/** Puts each (slot, value) of a chunk into its place. */
function scatter(
  chunk: duckdb.DataChunk,
  values: Float64Array,
  plan: SeriesPlan,
  origins: Int32Array,
  faults: Map<number, SeriesFaults>,
): void {
  const slots = ints(chunk, 0);
  const prices = doubles(chunk, 1);
  for (let i = 0; i < slots.length; i++) {
    const slot = slots[i]!;
    const price = prices[i]!;
    const before = values[slot]!;
    if (price - price !== 0) {
      faultsAt(slot, plan, origins, faults).missing++;
    } else if (before !== before) {
      values[slot] = price;
    } else {
      noteDuplicate(slot, plan, origins, faults);
      if (price > before) values[slot] = price;
    }
  }
  freeMemory(slots);
  freeMemory(prices);
}

function noteDuplicate(
  slot: number,
  plan: SeriesPlan,
  origins: Int32Array,
  faults: Map<number, SeriesFaults>,
): void {
  const found = faultsAt(slot, plan, origins, faults);
  const day = slot - origins[seriesAt(slot, plan, origins)]!;
  found.duplicates++;
  if (found.duplicateDay === NO_DAY || day < found.duplicateDay) found.duplicateDay = day;
}

function faultsAt(
  slot: number,
  plan: SeriesPlan,
  origins: Int32Array,
  faults: Map<number, SeriesFaults>,
): SeriesFaults {
  const series = seriesAt(slot, plan, origins);
  let found = faults.get(series);
  if (!found) {
    const [ticker, field] = [plan.tickers[series]!, plan.fields[series]!];
    found = { ticker, field, missing: 0, duplicates: 0, duplicateDay: NO_DAY };
    faults.set(series, found);
  }
  return found;
}

/** The series that a slot belongs to: the last that starts at or before it. */
function seriesAt(slot: number, plan: SeriesPlan, origins: Int32Array): number {
  let low = 0, high = origins.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (origins[middle]! + plan.firstDays[middle]! <= slot) low = middle;
    else high = middle - 1;
  }
  return low;
}
