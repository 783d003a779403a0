/** Price series read by one query into one dense array: a slot a day, NaN = no price. */
import "../../base/duckdb/library.ts";
import { OutOfMemory, SPLIT } from "../../base/out_of_memory.ts";
import duckdb from "@duckdb/node-bindings";
import { type PriceColumns, unionOf } from "./columns.ts";
import { freeMemory } from "../../base/buffers.ts";
import { doubles, ints } from "../../base/duckdb/columns.ts";
import { NO_DAY } from "../../base/calendar.ts";

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

/** Up to this many series DuckDB is let to skip what it can of the files. */
export const SELECTIVE_SERIES = 1000;

/**
 * SQL for (slot, value) of every price that `keys` asks for; NaN = NULL.
 *
 * DuckDB pushes the range of the joined keys down into the scan, which reads 2 series of 6,000 in
 * 5 ms instead of 120, but costs a quarter more where most of the file is needed anyway. A
 * projection between join and scan keeps it from doing so.
 */
export function loadSql(columns: PriceColumns, series: number): string {
  return unionOf(columns, ({ from, ticker, field, date, day, value }) => {
    const source = series <= SELECTIVE_SERIES ? { from, ticker, field, day: day(date), value } : {
      from: `(SELECT ${ticker} AS ticker, ${field} AS field, ${day(date)} AS day,
                     ${value} AS value FROM ${from})`,
      ticker: "p.ticker",
      field: "p.field",
      day: "p.day",
      value: "p.value",
    };
    return `
      SELECT (k.origin + ${source.day})::INT, coalesce(${source.value}, 'nan'::DOUBLE)
      FROM ${source.from} p
      JOIN keys k ON ${source.ticker} = k.key_ticker AND ${source.field} = k.key_field
      WHERE ${source.day} BETWEEN k.first_day AND k.last_day`;
  });
}

/** What an origin, and the number of a slot, can be: both are 32-bit integers. */
export const MAX_SLOTS = 2 ** 31 - 1;

/** Tells DuckDB which series to read and where each goes: a small table to join with. */
export async function writeKeys(connection: duckdb.Connection, plan: SeriesPlan) {
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
export function scatter(
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

export function noteDuplicate(
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

export function faultsAt(
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
export function seriesAt(slot: number, plan: SeriesPlan, origins: Int32Array): number {
  let low = 0, high = origins.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (origins[middle]! + plan.firstDays[middle]! <= slot) low = middle;
    else high = middle - 1;
  }
  return low;
}
