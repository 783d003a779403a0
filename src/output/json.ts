/**
 * JSON (one array, an object a line) and NDJSON (an object a line).
 *
 * Keys are column names in column order. Missing values, and infinities, which JSON can't say, are
 * null; dates are texts.
 */
import type { ColumnSpec } from "./chunk.ts";
import type { Footer, Format } from "./format.ts";
import { RowEncoder, type RowStyle } from "./row_encoder.ts";

const utf8 = new TextEncoder();
const BETWEEN = ",\n";

function objects(rowEnd: string, rowSeparator: string): RowStyle {
  return {
    lead: (column, index) => `${index === 0 ? "{" : ","}${JSON.stringify(column.name)}:`,
    rowEnd,
    rowSeparator,
    missing: () => "null",
    text: (value) => JSON.stringify(value),
    dateQuote: '"',
    hasInfinity: false,
  };
}

export const json: Format = {
  header: () => utf8.encode("[\n"),
  encoder: (columns, options) => new RowEncoder(columns, objects("}", BETWEEN), options),
  between: utf8.encode(BETWEEN),
  footer(_columns: readonly ColumnSpec[], footer: Footer): Uint8Array {
    return utf8.encode(footer.chunks.some((chunk) => chunk.rows > 0) ? "\n]\n" : "]\n");
  },
};

export const ndjson: Format = {
  header: () => new Uint8Array(0),
  encoder: (columns, options) => new RowEncoder(columns, objects("}\n", ""), options),
  between: new Uint8Array(0),
  footer: () => new Uint8Array(0),
};
