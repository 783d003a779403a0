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

/**
 * Reads the named columns of a CSV file (RFC 4180, lines ended by CR LF, LF or both, with or without
 * a byte-order mark).
 * Other columns are ignored, blank lines skipped. `what` names the input in messages.
 * Throws exit-3 errors for an empty file, a missing column and broken quotes.
 */
export function readCsv(path: string, what: string, columns: readonly string[]): CsvRow[] {
  const text = readText(path, what);
  // The parser splits at one kind of line end only, and silently joins the lines that end otherwise.
  const lines = text.replace(/\r\n?/g, "\n");
  // Most files quote nothing; then the cells of a line are what its commas part.
  const { data, errors } = lines.includes('"')
    ? Papa.parse<string[]>(lines, { delimiter: ",", newline: "\n" })
    : { data: lines.split("\n").map((line) => line.split(",")), errors: [] };
  const broken = errors[0];
  if (broken) {
    const row = (broken.row ?? 0) + 1;
    throw inputError(
      `Cannot read ${what} "${path}": row ${row}: ${broken.message.toLowerCase()}`,
    );
  }
  const header = data[0] ?? [];
  const places = columns.map((column) => header.indexOf(column));
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
    rows.push({ cells: places.map((place) => row[place] ?? ""), number: i + 1 });
  }
  return rows;
}

function clip(text: string): string {
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}
