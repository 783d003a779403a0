/** The metadata at a Parquet file's end: schema, row groups, statistics, facts about the run. */
import type { ColumnSpec, ColumnType } from "../chunk.ts";
import type { WrittenChunk } from "../format.ts";
import { ENCODING } from "./column.ts";
import type { Bounds } from "./plain.ts";
import { ThriftWriter } from "./thrift.ts";

/** What the footer needs to know of a column of a chunk; sizes in bytes, page headers included. */
export interface ColumnNote {
  readonly codec: number;
  readonly encoding: number;
  /** Size of the dictionary page, 0 = none; the data page follows it. */
  readonly dictionaryBytes: number;
  readonly bytes: number;
  /** The size without compression. */
  readonly rawBytes: number;
  readonly nulls: number;
  readonly bounds: Bounds | undefined;
}

/** The columns in order; each starts where the one before ends, the first at the chunk's start. */
export interface RowGroupNote {
  readonly columns: readonly ColumnNote[];
}

/** `Type`, `FieldRepetitionType` and `ConvertedType` of parquet.thrift. */
export const PHYSICAL: Record<ColumnType, number> = { int: 1, date: 1, double: 5, text: 6 };
const OPTIONAL = 1;
export const CONVERTED: Partial<Record<ColumnType, number>> = { text: 0, date: 6 };
/** Field of the union `LogicalType` that names the type. */
const LOGICAL: Partial<Record<ColumnType, number>> = { text: 1, date: 6 };

/** Encodes `FileMetaData`; chunks without rows leave no row group. */
export function encodeFileMetadata(
  columns: readonly ColumnSpec[],
  chunks: readonly WrittenChunk[],
  metadata: Readonly<Record<string, string>>,
): Uint8Array {
  const thrift = new ThriftWriter();
  const groups = chunks.filter((chunk) => chunk.rows > 0);
  const facts = Object.entries(metadata);
  thrift.root(() => {
    thrift.i32(1, 1);
    thrift.structs(2, [undefined, ...columns], (column) => {
      if (column) schemaColumn(thrift, column);
      else thrift.text(4, "schema").i32(5, columns.length);
    });
    thrift.i64(3, groups.reduce((sum, chunk) => sum + chunk.rows, 0));
    thrift.structs(4, groups, (chunk) => rowGroup(thrift, columns, chunk));
    if (facts.length > 0) {
      thrift.structs(5, facts, ([key, value]) => thrift.text(1, key).text(2, value));
    }
    thrift.text(6, "straddle");
    // TypeDefinedOrder for every column: the bounds are compared as the type says.
    thrift.structs(7, columns, () => thrift.struct(1, () => {}));
  });
  return thrift.finish();
}

function schemaColumn(thrift: ThriftWriter, column: ColumnSpec): void {
  thrift.i32(1, PHYSICAL[column.type]).i32(3, OPTIONAL).text(4, column.name);
  const converted = CONVERTED[column.type];
  if (converted !== undefined) thrift.i32(6, converted);
  const logical = LOGICAL[column.type];
  if (logical !== undefined) {
    thrift.struct(10, () => thrift.struct(logical, () => {}));
  }
}

function rowGroup(
  thrift: ThriftWriter,
  columns: readonly ColumnSpec[],
  chunk: WrittenChunk,
): void {
  const notes = (chunk.note as RowGroupNote).columns;
  let offset = chunk.offset;
  const placed = notes.map((note, i) => {
    const start = offset;
    offset += note.bytes;
    return { note, column: columns[i]!, start };
  });
  thrift.structs(1, placed, ({ note, column, start }) => {
    thrift.i64(2, start);
    thrift.struct(3, () => columnMetadata(thrift, column, note, start, chunk.rows));
  });
  thrift.i64(2, notes.reduce((sum, note) => sum + note.rawBytes, 0));
  thrift.i64(3, chunk.rows);
  thrift.i64(5, chunk.offset);
  thrift.i64(6, offset - chunk.offset);
}

function columnMetadata(
  thrift: ThriftWriter,
  column: ColumnSpec,
  note: ColumnNote,
  start: number,
  rows: number,
): void {
  const hasDictionary = note.dictionaryBytes > 0;
  thrift.i32(1, PHYSICAL[column.type]);
  thrift.i32s(2, [...(hasDictionary ? [ENCODING.plain] : []), note.encoding, ENCODING.rle]);
  thrift.texts(3, [column.name]);
  thrift.i32(4, note.codec);
  thrift.i64(5, rows);
  thrift.i64(6, note.rawBytes);
  thrift.i64(7, note.bytes);
  thrift.i64(9, start + note.dictionaryBytes);
  if (hasDictionary) thrift.i64(11, start);
  thrift.struct(12, () => {
    thrift.i64(3, note.nulls);
    if (note.bounds) thrift.binary(5, note.bounds.max).binary(6, note.bounds.min);
  });
}
