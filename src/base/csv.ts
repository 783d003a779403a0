/** The small CSV inputs: header by name, every trouble with its row. */
import Papa from "papaparse";
import { inputError } from "./errors.ts";
import { readText } from "./files.ts";

/** One data row: the asked columns in the asked order ("" where the row is too short), and its number. */
export interface CsvRow {
  readonly cells: readonly string[];
  /** 1 = the header, as spreadsheets count. */
  readonly number: number;
}

/** What may part cells; spreadsheets of countries with decimal commas write semicolons. */
const DELIMITERS = [",", ";", "\t"] as const;
/** A line that only tells Excel the delimiter. */
const SEP = /^sep=(.)\n/i;

/**
 * Reads the named columns of a CSV file (RFC 4180, lines ended by CR LF, LF or both, with or without
 * a byte-order mark), whose cells commas, semicolons or tabs part: what finds the columns in the
 * header. Other columns are ignored, blank lines skipped. `what` names the input in messages.
 * Throws exit-3 errors for an empty file, a missing column and broken quotes.
 */
export function readCsv(path: string, what: string, columns: readonly string[]): CsvRow[] {
  const text = readText(path, what);
  // The parser splits at one kind of line end only, and silently joins the lines that end otherwise.
  const whole = text.replace(/\r\n?/g, "\n");
  const sep = SEP.exec(whole);
  const lines = sep === null ? whole : whole.slice(sep[0].length);
  const above = sep === null ? 0 : 1;
  const delimiter = sep?.[1] ?? delimiterOf(lines, columns);
  // Most files quote nothing; then the cells of a line are what its delimiters part.
  const { data, errors } = lines.includes('"')
    ? Papa.parse<string[]>(lines, { delimiter, newline: "\n" })
    : { data: lines.split("\n").map((line) => line.split(delimiter)), errors: [] };
  const broken = errors[0];
  if (broken) {
    const row = (broken.row ?? 0) + 1 + above;
    throw inputError(
      `Cannot read ${what} "${path}": row ${row}: ${broken.message.toLowerCase()}`,
    );
  }
  const header = data[0] ?? [];
  const places = columns.map((column) => placeOf(header, column));
  const missing = columns.filter((_, i) => places[i] === -1);
  if (missing.length > 0) {
    const names = missing.map((name) => `"${name}"`).join(", ");
    const found = text.trim() === "" ? "the file is empty" : `found "${clip(header.join(","))}"`;
    throw inputError(
      `Cannot read ${what} "${path}": no column ${names} in its first row (${found})`,
    );
  }
  const rows: CsvRow[] = [];
  for (let i = 1; i < data.length; i++) {
    const row = data[i]!;
    if (row.length === 1 && row[0] === "") continue;
    rows.push({ cells: places.map((place) => row[place] ?? ""), number: i + 1 + above });
  }
  return rows;
}

/** The delimiter by which the first line holds all columns; a comma when none does. */
function delimiterOf(lines: string, columns: readonly string[]): string {
  const end = lines.indexOf("\n");
  const first = (end < 0 ? lines : lines.slice(0, end)).replaceAll('"', "");
  return DELIMITERS.find((delimiter) => {
    const header = first.split(delimiter);
    return columns.every((column) => placeOf(header, column) >= 0);
  }) ?? ",";
}

/** Where a column is: by its very name, or else whatever its case and the blanks around it. */
function placeOf(header: readonly string[], column: string): number {
  const exact = header.indexOf(column);
  return exact >= 0 ? exact : header.findIndex((name) => name.trim().toLowerCase() === column);
}

function clip(text: string): string {
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}
