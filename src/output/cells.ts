/** The cells of a chunk one by one, for tables that are small: the reverse of small_table's columns. */
import type { Chunk, Column, ColumnSpec } from "./chunk.ts";
import { NO_DAY } from "./chunk.ts";
import type { Cell } from "./write_table.ts";

/** The rows of a chunk; null = missing. */
export function* rowCells(chunk: Chunk): Generator<Cell[]> {
  const runs = new Int32Array(chunk.columns.length);
  for (let row = 0; row < chunk.rows; row++) {
    yield chunk.columns.map((column, i) => {
      if (column.kind === "runs") { while (column.ends[runs[i]!]! <= row) runs[i]!++; }
      return cellOf(column, column.kind === "runs" ? runs[i]! : row);
    });
  }
}

/** The cells of a chunk's columns by name. */
export function rowObjects(
  chunk: Chunk,
  specs: readonly ColumnSpec[],
): Readonly<Record<string, Cell>>[] {
  return Array.from(
    rowCells(chunk),
    (cells) => Object.fromEntries(specs.map(({ name }, i) => [name, cells[i]!])),
  );
}

/** The value at a row of a plain column, or of a run. */
function cellOf(column: Column, at: number): Cell {
  if (column.kind === "plain") return known(column.values[at]!);
  const code = column.codes[at]!;
  return code < 0 ? null : known(column.dictionary[code]!);
}

function known(value: string | number): Cell {
  return Number.isNaN(value) || value === NO_DAY ? null : value;
}
