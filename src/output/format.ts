/**
 * What an output format is: bytes before, for, between and after the chunks of a table.
 *
 * Encoders run in the workers, next to the rows; header and footer are made once, by the main
 * thread. A format that needs to know all chunks in the end (Parquet's footer, the table preview)
 * gets back what its encoders said about each, in row order.
 */
import type { Chunk, ColumnSpec } from "./chunk.ts";

export interface FormatOptions {
  /** Significant digits of numbers, as C's `%.{digits}g`; absent = shortest text that reads back the same. */
  readonly digits?: number;
  /** Names of the columns to write, in this order; absent = all. */
  readonly columns?: readonly string[];
  /** The terminal that is written to; absent = a file or a pipe. */
  readonly terminal?: TerminalView;
}

/** What a terminal has room for. */
export interface TerminalView {
  /** Columns of characters. */
  readonly width: number;
  /** Rows of a table shown at each end; Infinity = all. */
  readonly endRows: number;
  readonly color: boolean;
}

/** One encoded chunk. */
export interface EncodedChunk {
  /**
   * The bytes to write, in order. They stay valid until the writer gives their memory back
   * (`freeMemory`); large ones must be the only views of their buffers.
   */
  readonly parts: readonly Uint8Array[];
  /** What `footer` needs to know of this chunk; plain data that `postMessage` can copy. */
  readonly note: unknown;
}

export interface ChunkEncoder {
  encode(chunk: Chunk): EncodedChunk;
}

/** A chunk as the footer sees it: where it went and what its encoder said. */
export interface WrittenChunk {
  readonly rows: number;
  /** Position of the chunk's first byte in the output. */
  readonly offset: number;
  readonly note: unknown;
}

export interface Footer {
  /** All chunks in row order. */
  readonly chunks: readonly WrittenChunk[];
  /** Facts about the run, for formats that can carry them (Parquet: key-value metadata). */
  readonly metadata: Readonly<Record<string, string>>;
  /** As in the options. */
  readonly terminal?: TerminalView | undefined;
}

export interface Format {
  /** The bytes before the first chunk. */
  header(columns: readonly ColumnSpec[]): Uint8Array;
  encoder(columns: readonly ColumnSpec[], options: FormatOptions): ChunkEncoder;
  /** The bytes between two chunks that have rows. */
  readonly between: Uint8Array;
  /** The bytes after the last chunk. */
  footer(columns: readonly ColumnSpec[], footer: Footer): Uint8Array;
}
