/** Tables that fit in memory row by row, as the listings print them, in any output format. */
import type { Destination } from "./destination.ts";
import { giveMemory } from "../base/buffers.ts";
import { letSignalsIn } from "../base/cancel.ts";
import { requireUnchanged } from "../base/ledger.ts";
import { chooseColumns } from "./choose_columns.ts";
import {
  type Cell,
  type Chunk,
  type Column,
  type ColumnSpec,
  type ColumnType,
  NO_DAY,
} from "./chunk.ts";
import type { WrittenChunk } from "./format.ts";
import { loadFormat } from "./formats.ts";
import { ClosedPipe, createFile, openAppender } from "./sink.ts";

export type { Cell };

const CHUNK_ROWS = 65_536;
/** Rows are often made while they are taken; after so many it is time to look up. */
const HEARING_ROWS = 1024;

/** Columns of the given type; a missing value prints as `-`. */
export function columnsOf(type: ColumnType, ...names: readonly string[]): ColumnSpec[] {
  return names.map((name) => ({ name, type, missing: "-" }));
}

/**
 * Writes rows under the given columns, or those of them that the options choose. Throws exit-4
 * errors; a file appears only when it is complete, and nothing when an input changed while it was
 * read. A reader of standard output who leaves early ends it quietly.
 */
export async function writeTable(
  columns: readonly ColumnSpec[],
  destination: Destination,
  rows: () => Iterable<readonly Cell[]>,
): Promise<void> {
  if (destination.workbook !== undefined) {
    const { writeWorkbook } = await import("./workbook.ts");
    const { sheet: name } = destination.workbook;
    return await writeWorkbook([{ name, columns, rows: rows() }], destination);
  }
  await writeChunks(columns, destination, () => chunksOf(rows(), columns));
}

/** As {@link writeTable}, of chunks that come one by one; Parquet carries the metadata. */
export async function writeChunks(
  columns: readonly ColumnSpec[],
  destination: Destination,
  chunks: () => AsyncIterable<Chunk>,
  metadata: Readonly<Record<string, string>> = {},
): Promise<void> {
  const { options } = destination;
  const format = chooseColumns(await loadFormat(destination.format), columns, options.columns);
  const encoder = format.encoder(columns, options);
  requireUnchanged();
  const name = destination.output ?? "standard output";
  const file = destination.output === undefined ? undefined : createFile(destination.output);
  try {
    const appender = openAppender(file?.path, name);
    await appender.write(format.header(columns));
    const written: WrittenChunk[] = [];
    for await (const chunk of chunks()) {
      if (written.length > 0) await appender.write(format.between);
      const { parts, note } = encoder.encode(chunk);
      written.push({ rows: chunk.rows, offset: appender.offset, note });
      for (const part of parts) {
        await appender.write(part);
        giveMemory(part);
      }
    }
    const footer = { chunks: written, metadata, terminal: options.terminal };
    await appender.write(format.footer(columns, footer));
    appender.close();
    await file?.commit();
  } catch (error) {
    file?.discard();
    if (!(error instanceof ClosedPipe)) throw error;
  }
}

async function* chunksOf(
  rows: Iterable<readonly Cell[]>,
  specs: readonly ColumnSpec[],
): AsyncGenerator<Chunk> {
  let cells = specs.map((): Cell[] => []);
  const toChunk = () => ({
    rows: cells[0]!.length,
    columns: specs.map((spec, i) => toColumn(spec.type, cells[i]!)),
  });
  for (const row of rows) {
    cells.forEach((column, i) => column.push(row[i]!));
    if (cells[0]!.length % HEARING_ROWS === 0) await letSignalsIn();
    if (cells[0]!.length < CHUNK_ROWS) continue;
    yield toChunk();
    cells = specs.map(() => []);
  }
  if (cells[0]!.length > 0) yield toChunk();
}

function toColumn(type: ColumnType, cells: readonly Cell[]): Column {
  if (type === "double") {
    return { kind: "plain", values: Float64Array.from(cells, (cell) => Number(cell ?? NaN)) };
  }
  if (type !== "text") {
    return { kind: "plain", values: Int32Array.from(cells, (cell) => Number(cell ?? NO_DAY)) };
  }
  const size = cells.length;
  const codes = Int32Array.from(cells, (cell, i) => cell === null ? -1 : i);
  const ends = Int32Array.from({ length: size }, (_, i) => i + 1);
  const dictionary = cells.map((cell) => String(cell ?? ""));
  return { kind: "runs", dictionary, dictionarySize: size, codes, ends, runs: size };
}
