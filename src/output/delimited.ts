/**
 * CSV and TSV: a header line, then one line a row, ended by LF.
 *
 * CSV is for programs (RFC 4180): a text that holds a comma, a quote, CR or LF, or begins or ends
 * with a space, is quoted, with quotes doubled; a missing value is an empty cell, an empty text `""`.
 *
 * TSV is for people, `cut` and `awk`: nothing is quoted, and a missing value is the column's own
 * text. So that no text can split a row, a tab, LF or CR in one becomes `\t`, `\n` or `\r`. A
 * backslash stays as it is: texts without those three print unchanged, at the price that a text with
 * a literal `\t` looks the same as one with a tab. What must read back exactly belongs in CSV.
 */
import type { ColumnSpec } from "./chunk.ts";
import type { Format } from "./format.ts";
import { RowEncoder, type RowStyle } from "./row_encoder.ts";

const utf8 = new TextEncoder();

export function csvText(value: string): string {
  return value === "" || /[",\r\n]|^ | $/.test(value) ? `"${value.replaceAll('"', '""')}"` : value;
}

export function tsvText(value: string): string {
  return /[\t\n\r]/.test(value)
    ? value.replaceAll("\t", "\\t").replaceAll("\n", "\\n").replaceAll("\r", "\\r")
    : value;
}

function delimited(
  separator: string,
  text: (value: string) => string,
  missing: (column: ColumnSpec) => string,
): Format {
  const style: RowStyle = {
    lead: (_column, index) => index === 0 ? "" : separator,
    rowEnd: "\n",
    rowSeparator: "",
    missing,
    text,
    dateQuote: "",
    hasInfinity: true,
  };
  return {
    header: (columns) =>
      utf8.encode(columns.map((column) => text(column.name)).join(separator) + "\n"),
    encoder: (columns, options) => new RowEncoder(columns, style, options),
    between: new Uint8Array(0),
    footer: () => new Uint8Array(0),
  };
}

export const csv: Format = delimited(",", csvText, () => "");
export const tsv: Format = delimited("\t", tsvText, (column) => column.missing);
