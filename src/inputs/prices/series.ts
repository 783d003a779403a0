/** Price series read by one query into one dense array: a slot a day, NaN = no price. */
import "../../base/duckdb/library.ts";
import { OutOfMemory, SPLIT } from "../../base/out_of_memory.ts";
import duckdb from "@duckdb/node-bindings";
import { type PriceColumns, type PriceGroup, unionOf } from "./columns.ts";
import { freeMemory } from "../../base/buffers.ts";
import { choose, type Disputes, type Settled } from "./disputes.ts";
import type { PriceOverride, PriceReading } from "./reading.ts";
import { doubles, ints } from "../../base/duckdb/columns.ts";
import { NO_DAY } from "../../base/calendar.ts";

/** The series a run needs, in parallel arrays: what to read, for which days, and where it goes. */
export interface SeriesPlan {
  readonly tickers: readonly string[];
  readonly fields: readonly string[];
  /** First and last day needed of each series. */
  readonly firstDays: ArrayLike<number>;
  readonly lastDays: ArrayLike<number>;
  /** Other tickers that price files may have for a series, by its position: the first name counts. */
  readonly alternates?: ReadonlyMap<number, string>;
}

/** The plan with a series of its own for each other name, after all others; the plan, if there is none. */
export function withAlternates(plan: SeriesPlan): SeriesPlan {
  const { alternates, tickers, fields, firstDays, lastDays } = plan;
  if (alternates === undefined || alternates.size === 0) return plan;
  const ids = [...alternates.keys()];
  const and = <T>(own: ArrayLike<T>) => [...Array.from(own), ...ids.map((id) => own[id]!)];
  return {
    tickers: [...tickers, ...alternates.values()],
    fields: and(fields),
    firstDays: and(firstDays),
    lastDays: and(lastDays),
  };
}

/** Puts the prices of other names into the days that have none; tells the series that have no others. */
export function takeAlternates(
  plan: SeriesPlan,
  values: Float64Array,
  origins: Int32Array,
): ReadonlyMap<number, string> {
  const renamed = new Map<number, string>();
  let other = plan.tickers.length;
  for (const [id, ticker] of plan.alternates ?? []) {
    const [from, to] = [origins[id]!, origins[other++]!];
    let own = 0, others = 0;
    for (let day = plan.firstDays[id]!; day <= plan.lastDays[id]!; day++) {
      const price = values[from + day]!;
      if (price === price) own++;
      else {
        const instead = values[from + day] = values[to + day]!;
        if (instead === instead) others++;
      }
    }
    if (own === 0 && others > 0) renamed.set(id, ticker);
  }
  return renamed;
}

export interface PriceSeries {
  /** All series, one after the other. */
  readonly values: Float64Array;
  /** The value of series `i` on `day` is `values[origins[i] + day]`, for days within its plan. */
  readonly origins: Int32Array;
  /** The series with faults; none in clean data. */
  readonly faults: readonly SeriesFaults[];
  /** The names of series whose prices are all under another than the plan's (R-4). */
  readonly renamed: ReadonlyMap<number, string>;
}

/** What was found wrong in a series (D-5, D-30). */
export interface SeriesFaults {
  readonly ticker: string;
  readonly field: string;
  /** Prices that count as missing: NULL, NaN or infinite. */
  missing: number;
  /** Rows that say again what another row of the day says. */
  repeated: number;
  /** Days of which the last of several stamps was taken. */
  stamped: number;
  /** Days whose rows contradict each other: without stamps, or within one. */
  contradicted: number;
  /** The first such day, the value that was not taken, and the last row's; NO_DAY = none. */
  contradictedDay: number;
  rival: number;
  last: number;
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
  return unionOf(columns, (group) => selectSql(group, series, []));
}

/** SQL for a row, if `keys` asks for any price from the day `first` to `last` that is a number. */
export function anySql(columns: PriceColumns, series: number, first: number, last: number): string {
  const found = unionOf(columns, (group) => {
    const [day, value] = series <= SELECTIVE_SERIES
      ? [group.day(group.date), group.value]
      : ["p.day", "p.value"];
    return `SELECT 1 AS n FROM (${selectSql(group, series, [])}
      AND ${day} BETWEEN ${first} AND ${last} AND isfinite(${value}))`;
  });
  return `SELECT n FROM (${found}) LIMIT 1`;
}

/** As {@link loadSql}, and for each price its time of day and its place in the files. */
export function placedSql(columns: PriceColumns, series: number): string {
  return unionOf(columns, (group) => selectSql(group, series, ["time", "place"]));
}

function selectSql(group: PriceGroup, series: number, more: readonly ("time" | "place")[]): string {
  const { from, ticker, field, date, value, time, place } = group;
  const parts = { ticker, field, day: group.day(date), value, time, place };
  const names = ["ticker", "field", "day", "value", ...more] as const;
  const source = series <= SELECTIVE_SERIES
    ? { from, part: (name: keyof typeof parts) => parts[name] }
    : {
      from: `(SELECT ${names.map((name) => `${parts[name]} AS ${name}`).join(", ")} FROM ${from})`,
      part: (name: keyof typeof parts) => `p.${name}`,
    };
  const { part } = source;
  return `
    SELECT (k.origin + ${part("day")})::INT, coalesce(${part("value")}, 'nan'::DOUBLE)
           ${more.map((name) => `, ${part(name)}`).join("")}
    FROM ${source.from} p
    JOIN keys k ON ${part("ticker")} = k.key_ticker AND ${part("field")} = k.key_field
    WHERE ${part("day")} BETWEEN k.first_day AND k.last_day`;
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

/** Puts each (slot, value) of a chunk into its place; days with several values are noted. */
export function scatter(
  chunk: duckdb.DataChunk,
  values: Float64Array,
  faults: FaultBook,
  disputes: Disputes,
): void {
  const slots = ints(chunk, 0);
  const prices = doubles(chunk, 1);
  for (let i = 0; i < slots.length; i++) {
    const slot = slots[i]!;
    const price = prices[i]!;
    const before = values[slot]!;
    if (price - price !== 0) faults.of(slot).missing++;
    else if (before !== before) values[slot] = price;
    else if (before === price) faults.of(slot).repeated++;
    else disputes.add(slot);
  }
  freeMemory(slots);
  freeMemory(prices);
}

/** The faults of a plan's series, by the slots where they are found. */
export class FaultBook {
  readonly #faults = new Map<number, SeriesFaults>();

  constructor(readonly plan: SeriesPlan, readonly origins: Int32Array) {}

  get all(): SeriesFaults[] {
    return [...this.#faults.values()];
  }

  of(slot: number): SeriesFaults {
    const series = seriesAt(slot, this.plan, this.origins);
    let found = this.#faults.get(series);
    if (!found) {
      found = {
        ticker: this.plan.tickers[series]!,
        field: this.plan.fields[series]!,
        missing: 0,
        repeated: 0,
        stamped: 0,
        contradicted: 0,
        contradictedDay: NO_DAY,
        rival: NaN,
        last: NaN,
      };
      this.#faults.set(series, found);
    }
    return found;
  }

  /** Notes a settled day, and gives the price that it has. Throws as {@link choose}. */
  settle(settled: Settled, reading: PriceReading): number {
    const { slot, value, rival } = settled;
    const found = this.of(slot);
    if (Number.isNaN(rival)) {
      found.stamped++;
      return value;
    }
    const day = slot - this.origins[seriesAt(slot, this.plan, this.origins)]!;
    found.contradicted++;
    if (found.contradictedDay === NO_DAY) {
      Object.assign(found, { contradictedDay: day, rival, last: value });
    }
    return choose(settled, reading, found, day);
  }
}

/** Puts the overrides into the places of a plan's series that they are for. */
export function override(
  { values, origins }: Pick<PriceSeries, "values" | "origins">,
  { tickers, fields, firstDays, lastDays }: SeriesPlan,
  overrides: readonly PriceOverride[],
): void {
  const keyOf = (ticker: string, field: string) => `${ticker}\u0000${field}`;
  const bySeries = Map.groupBy(overrides, ({ ticker, field }) => keyOf(ticker, field));
  tickers.forEach((ticker, id) => {
    for (const { day, value } of bySeries.get(keyOf(ticker, fields[id]!)) ?? []) {
      if (day >= firstDays[id]! && day <= lastDays[id]!) values[origins[id]! + day] = value;
    }
  });
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
