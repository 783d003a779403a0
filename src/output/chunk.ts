/**
 * The one row model behind every output format.
 *
 * A table is a fixed list of columns and a sequence of chunks (some 100,000 rows each). A column
 * of a chunk is either *plain*, one number a row, or *runs*: a small dictionary and the stretches of
 * rows that share one of its values. Most columns of a backtest are constant for a whole straddle,
 * so no format ever handles their values row by row. Nothing in a chunk is a string but the
 * dictionaries of text columns.
 */

export type ColumnType = "text" | "date" | "double" | "int";

/** What a table's column is, the same for all its chunks. */
export interface ColumnSpec {
  readonly name: string;
  readonly type: ColumnType;
  /** Whether compressing it pays, as is known of this column; absent = a sample of it will tell. */
  readonly shrinks?: boolean;
  /** How text formats for people (tsv, table) print a missing value. */
  readonly missing: "none" | "-" | "–";
  /** How it is shown on a terminal or in a spreadsheet; nothing else knows. */
  readonly look?: ColumnLook;
}

/** How a column is shown where people look at it. */
export interface ColumnLook {
  /** Its rank, from 0, among the columns that a narrow terminal keeps; absent = the others go first. */
  readonly keep?: number;
  /** Its rank among the others, to be shown where there is room; absent = after these. */
  readonly spare?: number;
  /** Its negative numbers are losses. */
  readonly loss?: boolean;
  /** Aligned as numbers are, though it is text. */
  readonly right?: boolean;
  /** What its numbers are, for cells that have formats; absent = numbers. */
  readonly cell?: "share" | "money" | undefined;
}

/** One value a row: doubles (NaN = missing), or days since 1970-01-01 or integers (`NO_DAY` = missing). */
export interface PlainColumn {
  readonly kind: "plain";
  readonly values: Float64Array | Int32Array;
}

/** Stretches of equal values: run `i` covers the rows from `ends[i - 1]` (or 0) up to `ends[i]`. */
export interface RunColumn {
  readonly kind: "runs";
  /** The values by code: texts, doubles, or days/integers, as the column's type says. */
  readonly dictionary: ArrayLike<string> | Float64Array | Int32Array;
  /** How many entries of `dictionary` are in use (scratch arrays are longer). */
  readonly dictionarySize: number;
  /** The code of each run; -1 = missing. */
  readonly codes: Int32Array;
  /** The row after each run's last one. */
  readonly ends: Int32Array;
  readonly runs: number;
  /** Whether the dictionary is known to hold no value twice. */
  readonly distinct?: boolean;
}

export type Column = PlainColumn | RunColumn;

/** Some consecutive rows of a table; arrays may be longer than `rows` (scratch space is reused). */
export interface Chunk {
  readonly rows: number;
  /** One for each `ColumnSpec`, in the same order. */
  readonly columns: readonly Column[];
}

/** A text, a number, or a day since 1970-01-01, as its column's type says; null = missing. */
export type Cell = string | number | null;

/** The missing value of date and int columns. */
export { NO_DAY } from "../base/calendar.ts";
