/** Small tables for the tests: cells in, chunks out, and files in a folder of their own. */
import {
  type Chunk,
  type Column,
  type ColumnSpec,
  type ColumnType,
  NO_DAY,
} from "../../src/output/chunk.ts";
import type { Footer, Format, FormatOptions, WrittenChunk } from "../../src/output/format.ts";

/** A value of any column; null = missing. */
export type Cell = string | number | null;

export function spec(
  name: string,
  type: ColumnType,
  missing: ColumnSpec["missing"] = "-",
): ColumnSpec {
  return { name, type, missing };
}

/** A plain column, with more space than rows, as the engine's scratch arrays have. */
export function plain(type: ColumnType, cells: readonly Cell[]): Column {
  const values = type === "double"
    ? new Float64Array(cells.length + 3).fill(7)
    : new Int32Array(cells.length + 3).fill(7);
  cells.forEach((cell, i) => {
    values[i] = cell === null ? (type === "double" ? NaN : NO_DAY) : Number(cell);
  });
  return { kind: "plain", values };
}

export interface RunsChoice {
  /** Every run has a dictionary entry of its own, so values repeat in the dictionary. */
  readonly repeat?: boolean;
  /** Longest run; equal values that go on start another run. */
  readonly longest?: number;
}

/** A run column, with an entry no run uses and more space than runs. */
export function runs(type: ColumnType, cells: readonly Cell[], choice: RunsChoice = {}): Column {
  const dictionary: (string | number)[] = [type === "text" ? "unused" : -12345];
  const codes: number[] = [];
  const ends: number[] = [];
  for (let row = 0; row < cells.length;) {
    const cell = cells[row]!;
    let end = row + 1;
    const last = Math.min(cells.length, row + (choice.longest ?? cells.length));
    while (end < last && Object.is(cells[end], cell)) end++;
    let code = -1;
    if (cell !== null) {
      code = choice.repeat ? -1 : dictionary.findIndex((entry) => Object.is(entry, cell));
      if (code < 1) code = dictionary.push(cell) - 1;
    }
    codes.push(code);
    ends.push(end);
    row = end;
  }
  const entries = type === "text"
    ? [...dictionary, "beyond"] as string[]
    : type === "double"
    ? Float64Array.from([...dictionary, 99] as number[])
    : Int32Array.from([...dictionary, 99] as number[]);
  return {
    kind: "runs",
    dictionary: entries,
    dictionarySize: dictionary.length,
    codes: Int32Array.from([...codes, 0, 0]),
    ends: Int32Array.from([...ends, -1, -1]),
    runs: codes.length,
  };
}

/** Texts can only be runs; of other columns the caller may choose. */
export function chunkOf(
  columns: readonly ColumnSpec[],
  rows: readonly (readonly Cell[])[],
  kinds: readonly ("plain" | "runs")[] = [],
): Chunk {
  return {
    rows: rows.length,
    columns: columns.map((column, i) => {
      const cells = rows.map((row) => row[i]!);
      return column.type === "text" || kinds[i] === "runs"
        ? runs(column.type, cells)
        : plain(column.type, cells);
    }),
  };
}

/** What the program would write: header, chunks with `between`, footer. */
export function render(
  format: Format,
  columns: readonly ColumnSpec[],
  chunks: readonly Chunk[],
  options: FormatOptions = {},
  footer: Omit<Footer, "chunks"> = { metadata: {} },
): Uint8Array<ArrayBuffer> {
  const parts: Uint8Array[] = [format.header(columns)];
  const encoder = format.encoder(columns, options);
  const written: WrittenChunk[] = [];
  let offset = parts[0]!.length;
  let withRows = 0;
  const put = (part: Uint8Array) => {
    parts.push(part);
    offset += part.length;
  };
  for (const chunk of chunks) {
    const encoded = encoder.encode(chunk);
    if (chunk.rows > 0 && withRows++ > 0) put(format.between);
    // Notes cross threads, so they must survive being cloned.
    written.push({ rows: chunk.rows, offset, note: structuredClone(encoded.note) });
    encoded.parts.forEach(put);
  }
  put(format.footer(columns, { ...footer, chunks: written }));
  const bytes = new Uint8Array(offset);
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

export function renderText(...args: Parameters<typeof render>): string {
  return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(render(...args));
}

/** Runs `body` with a new folder that is gone afterwards. */
export async function withFolder<T>(body: (folder: string) => Promise<T>): Promise<T> {
  const folder = await Deno.makeTempDir({ prefix: "straddle-output-" });
  try {
    return await body(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}
