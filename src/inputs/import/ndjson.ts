/** NDJSON: an object a line, its keys the columns. */
import { inputError } from "../../base/errors.ts";
import type { TextPieces } from "./bytes.ts";
import type { Batch, Cell, Table } from "./cell.ts";

/** The rows of a text with a JSON object a line. Throws exit-3 errors that name the line. */
export function ndjsonTable(text: TextPieces): Table {
  return { form: "NDJSON", batches: rows(text) };
}

async function* rows(text: TextPieces): AsyncGenerator<Batch> {
  const places = new Map<string, number>();
  const header: string[] = [];
  let rest = "", first = 1;
  const toRows = (lines: readonly string[]): Batch => {
    const rows = lines.map((line, i) => toRow(line, first + i, text.path, places, header));
    const batch = { header: [...header], rows, first };
    first += lines.length;
    return batch;
  };
  for await (const piece of text) {
    const lines = (rest + piece).split("\n");
    rest = lines.pop()!;
    if (lines.length > 0) yield toRows(lines);
  }
  if (rest.trim() !== "") yield toRows([rest]);
}

/** A blank line is an empty row, so that rows keep the numbers of their lines. */
function toRow(
  line: string,
  number: number,
  path: string,
  places: Map<string, number>,
  header: string[],
): Cell[] {
  if (line.trim() === "") return [];
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    // Programs that write NaN as no JSON can hold it are common.
    value = parseLoosely(line);
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    const what = value === undefined ? "it is no JSON" : "it is no JSON object";
    throw inputError(`Cannot read "${path}": line ${number}: ${what}; write one object a line`);
  }
  const row: Cell[] = new Array(header.length).fill(null);
  for (const [key, cell] of Object.entries(value)) {
    let place = places.get(key);
    if (place === undefined) {
      place = header.length;
      places.set(key, place);
      header.push(key);
    }
    row[place] = cell === null || typeof cell === "number" || typeof cell === "string"
      ? cell
      : JSON.stringify(cell);
  }
  return row;
}

function parseLoosely(line: string): unknown {
  try {
    return JSON.parse(line.replace(/([:,[]\s*)-?(?:NaN|Infinity)(?=\s*[,}\]])/g, "$1null"));
  } catch {
    return undefined;
  }
}
