/** How the four columns of the price files are read, by the types that the files give them. */
import "../../base/duckdb/library.ts";
import duckdb from "@duckdb/node-bindings";
import { inputError } from "../../base/errors.ts";
import { quoteFiles } from "./errors.ts";

/** The rows of the price files, in SQL. */
export const FILES = "read_parquet(getvariable('files'), binary_as_string = true)";

/** How to read the four columns, by the types the files give them. */
export interface PriceColumns {
  readonly ticker: string;
  readonly field: string;
  /** The date, or the time, of a row. */
  readonly date: string;
  /** SQL for days since 1970-01-01 of `date`, or of an aggregate of it. */
  day(expression: string): string;
}

export const NUMERIC = /^(U?(TINYINT|SMALLINT|INTEGER|BIGINT|HUGEINT)|FLOAT|DOUBLE|DECIMAL\(.*\))$/;
export const TEXT = /^(VARCHAR|ENUM\(.*\))$/s;
export async function describe(
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

export function typeName(type: duckdb.LogicalType): string {
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
