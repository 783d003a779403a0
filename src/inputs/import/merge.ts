/** The prices in the order of the output, one a day, with what the duplicates were. */
import type { Duplicates } from "../prices/reading.ts";
import { formatDay, weekdayOf } from "../../base/calendar.ts";
import { letSignalsIn } from "../../base/cancel.ts";
import { inputError } from "../../base/errors.ts";
import { compareText } from "../../base/text.ts";
import type { DateBook } from "./dates.ts";
import type { ReadFile } from "./read_file.ts";
import type { PriceStore } from "./store.ts";

/** The same text in stretches of rows; the output's row model has it as well. */
export interface TextRuns {
  readonly kind: "runs";
  readonly dictionary: readonly string[];
  readonly dictionarySize: number;
  readonly codes: Int32Array;
  /** The row after each run's last one. */
  readonly ends: Int32Array;
  readonly runs: number;
}

/** A row group: tickers, fields, days since 1970-01-01 and prices. */
export interface PriceGroup {
  readonly rows: number;
  readonly columns: readonly [
    TextRuns,
    TextRuns,
    { readonly kind: "plain"; readonly values: Int32Array },
    { readonly kind: "plain"; readonly values: Float64Array },
  ];
}

/** Different prices of a series on a day. */
export interface Contradiction {
  readonly ticker: string;
  readonly field: string;
  readonly day: number;
  /** The first that differs from the last, and the last. */
  readonly first: number;
  readonly last: number;
}

/** A series of the output. */
export interface MergedSeries {
  readonly ticker: string;
  readonly field: string;
  readonly first: number;
  readonly last: number;
  readonly prices: number;
}

export interface Merged {
  readonly series: MergedSeries[];
  prices: number;
  /** Rows that repeat a price of their day. */
  repeated: number;
  /** Rows of earlier stamps than the day's last. */
  earlier: number;
  readonly contradictions: Contradiction[];
  contradicted: number;
  /** Prices by weekday, from Monday. */
  readonly weekdays: number[];
}

/** As many rows as a row group has. */
const GROUP_ROWS = 100_000;
/** So many contradictions are kept to be named. */
const MOST_NAMED = 100;

/**
 * Sorts by ticker, field and day, and hands over the rows group by group; `merged` is complete when
 * all are taken. Rows of a day keep the order in which they were read. Throws an exit-3 error for
 * different prices of a day under the rule "error".
 */
export async function* merge(
  store: PriceStore,
  book: DateBook,
  files: readonly ReadFile[],
  rule: Duplicates,
  merged: Merged,
): AsyncGenerator<PriceGroup> {
  const ranked = store.tickers.map((_, id) => id).sort((a, b) =>
    compareText(store.tickers[a]!, store.tickers[b]!) ||
    compareText(store.fields[a]!, store.fields[b]!)
  );
  const { places, ends } = bySeries(store, ranked);
  const dayOf = dayFinder(book, files);
  const group = new Group(store);
  let start = 0;
  for (const [rank, id] of ranked.entries()) {
    const end = ends[rank]!;
    const own = places.subarray(start, end);
    start = end;
    const from = merged.prices;
    let first = Infinity, last = -Infinity;
    for (const [day, value] of pricesOf(own, dayOf, { store, book, id, rule, merged })) {
      group.add(id, day, value);
      merged.prices++;
      merged.weekdays[weekdayOf(day)]!++;
      first = Math.min(first, day);
      last = day;
      if (group.rows < GROUP_ROWS) continue;
      yield group.take();
      await letSignalsIn();
    }
    const prices = merged.prices - from;
    if (prices > 0) {
      const [ticker, field] = [store.tickers[id]!, store.fields[id]!];
      merged.series.push({ ticker, field, first, last, prices });
    }
    await letSignalsIn();
  }
  if (group.rows > 0) yield group.take();
}

export function nothingMerged(): Merged {
  return {
    series: [],
    ...{ prices: 0, repeated: 0, earlier: 0, contradictions: [], contradicted: 0 },
    weekdays: [0, 0, 0, 0, 0, 0, 0],
  };
}

/** The places of the store by series, in the order of `ranked`, and where each series ends. */
function bySeries(store: PriceStore, ranked: readonly number[]) {
  const counts = new Int32Array(ranked.length);
  for (let at = 0; at < store.length; at++) counts[store.series(at)]!++;
  const next = new Int32Array(ranked.length);
  const ends = new Int32Array(ranked.length);
  let sum = 0;
  ranked.forEach((id, rank) => {
    next[id] = sum;
    ends[rank] = sum += counts[id]!;
  });
  const places = new Int32Array(store.length);
  for (let at = 0; at < store.length; at++) places[next[store.series(at)]!++] = at;
  return { places, ends };
}

/** Gives the day of a place, by the order that its file's dates have. */
function dayFinder(book: DateBook, files: readonly ReadFile[]) {
  const { dayFirst, monthFirst } = book;
  const starts = files.map(({ start }) => start);
  const isMonthFirst = files.map(({ order }) => order === "mdy");
  if (isMonthFirst.every((is) => !is)) return (_: number, date: number) => dayFirst[date]!;
  return (place: number, date: number) => {
    let low = 0, high = starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (starts[middle]! <= place) low = middle;
      else high = middle - 1;
    }
    return isMonthFirst[low] ? monthFirst[date]! : dayFirst[date]!;
  };
}

interface SeriesContext {
  readonly store: PriceStore;
  readonly book: DateBook;
  readonly id: number;
  readonly rule: Duplicates;
  readonly merged: Merged;
}

/** A day and its price, day by day. */
function* pricesOf(
  places: Int32Array,
  dayOf: (place: number, date: number) => number,
  context: SeriesContext,
): Generator<readonly [number, number]> {
  const { store } = context;
  const days = new Int32Array(places.length);
  let isRising = true;
  for (let i = 0; i < places.length; i++) {
    days[i] = dayOf(places[i]!, store.date(places[i]!));
    if (i > 0 && days[i]! <= days[i - 1]!) isRising = false;
  }
  if (isRising) {
    for (let i = 0; i < places.length; i++) yield [days[i]!, store.value(places[i]!)];
    return;
  }
  const order = sortedByDay(days);
  for (let i = 0; i < order.length;) {
    const day = days[order[i]!]!;
    let end = i + 1;
    while (end < order.length && days[order[end]!] === day) end++;
    const price = end === i + 1
      ? store.value(places[order[i]!]!)
      : priceOfDay(Array.from(order.subarray(i, end), (at) => places[at]!), day, context);
    if (price !== undefined) yield [day, price];
    i = end;
  }
}

/** The positions of days in order; equal days keep theirs. */
function sortedByDay(days: Int32Array): Int32Array {
  // Day and position in one number: less than 2^22 days, and 2^31 positions.
  const keys = Float64Array.from(days, (day, i) => day * 2 ** 31 + i).sort();
  return Int32Array.from(keys, (key) => key - Math.floor(key / 2 ** 31) * 2 ** 31);
}

/** The one price of a day with several rows; undefined = none. */
function priceOfDay(
  places: readonly number[],
  day: number,
  { store, book, id, rule, merged }: SeriesContext,
): number | undefined {
  const timeOf = (place: number) => book.times[store.date(place)]!;
  const latest = places.reduce((time, place) => Math.max(time, timeOf(place)), 0);
  const kept = places.filter((place) => timeOf(place) === latest);
  merged.earlier += places.length - kept.length;
  const last = store.value(kept.at(-1)!);
  const other = kept.find((place) => store.value(place) !== last);
  if (other === undefined) {
    merged.repeated += kept.length - 1;
    return last;
  }
  const [ticker, field] = [store.tickers[id]!, store.fields[id]!];
  const found = { ticker, field, day, first: store.value(other), last };
  if (rule === "error") {
    throw inputError(
      `Two prices of one day: ${contradictionText(found)}; correct the files, or choose with ` +
        "--duplicates last or --duplicates missing",
    );
  }
  merged.contradicted++;
  if (merged.contradictions.length < MOST_NAMED) merged.contradictions.push(found);
  return rule === "missing" ? undefined : last;
}

/** `CL1 Comdty PX_LAST on 2024-01-05: 71.3, then 71.4`. */
export function contradictionText({ ticker, field, day, first, last }: Contradiction): string {
  return `${ticker} ${field} on ${formatDay(day)}: ${first}, then ${last}`;
}

/** Rows on their way into a row group. */
class Group {
  rows = 0;
  readonly #days = new Int32Array(GROUP_ROWS);
  readonly #values = new Float64Array(GROUP_ROWS);
  #ids: number[] = [];
  #ends: number[] = [];

  constructor(readonly store: PriceStore) {}

  add(id: number, day: number, value: number): void {
    if (this.#ids.at(-1) !== id) {
      this.#ids.push(id);
      this.#ends.push(this.rows);
    }
    this.#days[this.rows] = day;
    this.#values[this.rows] = value;
    this.#ends[this.#ends.length - 1] = ++this.rows;
  }

  take(): PriceGroup {
    const { rows } = this;
    const runsOf = (texts: readonly string[]) => {
      const dictionary = [...new Set(this.#ids.map((id) => texts[id]!))];
      const codes = new Map(dictionary.map((text, code) => [text, code]));
      return {
        kind: "runs" as const,
        ...{ dictionary, dictionarySize: dictionary.length },
        codes: Int32Array.from(this.#ids, (id) => codes.get(texts[id]!)!),
        ends: Int32Array.from(this.#ends),
        runs: this.#ids.length,
      };
    };
    const columns: PriceGroup["columns"] = [
      runsOf(this.store.tickers),
      runsOf(this.store.fields),
      { kind: "plain", values: this.#days.slice(0, rows) },
      { kind: "plain", values: this.#values.slice(0, rows) },
    ];
    this.rows = 0;
    this.#ids = [];
    this.#ends = [];
    return { rows, columns };
  }
}
