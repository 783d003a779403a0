/**
 * The row groups of a file of ours as they were written: what its encoder knew of them, read from its
 * footer. Row groups hold no places of their own, so their bytes may stand in another file.
 */
import type { ColumnSpec, ColumnType } from "../chunk.ts";
import type { ColumnChunk, ParquetFooter, RowGroup, SchemaColumn } from "./footer.ts";
import { type ColumnNote, CONVERTED, PHYSICAL, type RowGroupNote } from "./metadata.ts";

/** The columns of a file's schema; undefined = it has one that we do not write. */
export function columnsOf({ columns }: ParquetFooter): ColumnSpec[] | undefined {
  const specs = columns.map((column): ColumnSpec | undefined => {
    const type = typeOf(column);
    return type && { name: column.name, type, missing: "-" };
  });
  return specs.every((spec) => spec !== undefined) ? specs : undefined;
}

function typeOf({ physical, converted }: SchemaColumn): ColumnType | undefined {
  return (Object.keys(PHYSICAL) as ColumnType[]).find((type) =>
    PHYSICAL[type] === physical && CONVERTED[type] === converted
  );
}

/** Where a row group's bytes lie in its file. */
export function placeOf({ columns }: RowGroup): { start: number; end: number } {
  const last = columns.at(-1)!;
  return { start: columns[0]!.start, end: last.start + last.bytes };
}

/** What the footer of another file must know of a row group. */
export function noteOf({ columns }: RowGroup): RowGroupNote {
  return { columns: columns.map(columnNote) };
}

function columnNote(
  { codec, encodings, dictionaryBytes, bytes, rawBytes, nulls, low, high }: ColumnChunk,
): ColumnNote {
  return {
    codec,
    // Behind that of a dictionary, before that of the levels.
    encoding: encodings.at(-2)!,
    dictionaryBytes,
    bytes,
    rawBytes,
    nulls: nulls ?? 0,
    bounds: low && high && { min: low, max: high },
  };
}
