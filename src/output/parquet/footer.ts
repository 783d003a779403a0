/** What the end of a Parquet file says of it, the counterpart of metadata.ts. */
import { ThriftReader, type ThriftStruct, type ThriftValue } from "./thrift_reader.ts";

/** A column of a row group: where its pages lie, in bytes of the file. */
export interface ColumnChunk {
  readonly codec: number;
  readonly values: number;
  readonly start: number;
  readonly bytes: number;
  /** Bytes of the dictionary page, 0 = none, and of all pages without compression. */
  readonly dictionaryBytes: number;
  readonly rawBytes: number;
  /** By their numbers in parquet.thrift. */
  readonly encodings: readonly number[];
  /** Missing values, the smallest and the largest value; undefined = it does not tell. */
  readonly nulls: number | undefined;
  readonly low: Uint8Array | undefined;
  readonly high: Uint8Array | undefined;
}

export interface RowGroup {
  readonly rows: number;
  /** In the order of the schema's columns. */
  readonly columns: readonly ColumnChunk[];
}

export interface ParquetFooter {
  readonly createdBy: string;
  readonly rows: number;
  readonly columns: readonly SchemaColumn[];
  readonly groups: readonly RowGroup[];
  readonly metadata: ReadonlyMap<string, string>;
}

export interface SchemaColumn {
  readonly name: string;
  /** `Type`, `FieldRepetitionType` and `ConvertedType` of parquet.thrift. */
  readonly physical: number | undefined;
  readonly repetition: number | undefined;
  readonly converted: number | undefined;
}

const utf8 = new TextDecoder();

/**
 * Reads the footer of an open file with flat columns; undefined = it has none, or one that we do not
 * understand, of which DuckDB may know more.
 */
export function readFooter(file: Deno.FsFile): ParquetFooter | undefined {
  const { size } = file.statSync();
  const end = readAt(file, size - 8, 8);
  if (end === undefined || utf8.decode(end.subarray(4)) !== "PAR1") return undefined;
  const length = new DataView(end.buffer).getUint32(0, true);
  const bytes = length < size ? readAt(file, size - 8 - length, length) : undefined;
  if (bytes === undefined) return undefined;
  try {
    return toFooter(new ThriftReader(bytes).struct(), size);
  } catch {
    return undefined;
  }
}

/** The bytes at a place of a file; undefined = they are not there. */
export function readAt(file: Deno.FsFile, at: number, length: number): Uint8Array | undefined {
  if (at < 0) return undefined;
  const bytes = new Uint8Array(length);
  return readInto(file, at, bytes) ? bytes : undefined;
}

/** Fills `bytes` from a place of a file; false = they are not all there. */
export function readInto(file: Deno.FsFile, at: number, bytes: Uint8Array): boolean {
  file.seekSync(at, Deno.SeekMode.Start);
  for (let done = 0; done < bytes.length;) {
    const read = file.readSync(bytes.subarray(done));
    if (read === null) return false;
    done += read;
  }
  return true;
}

function toFooter(root: ThriftStruct, size: number): ParquetFooter {
  const [, ...schema] = list(root[2]);
  const columns = schema.map((element): SchemaColumn => {
    const [, physical, , repetition, name, children, converted] = struct(element);
    if (children !== undefined) throw new RangeError("Nested");
    return {
      name: text(name),
      physical: physical as number | undefined,
      repetition: repetition as number | undefined,
      converted: converted as number | undefined,
    };
  });
  const groups = list(root[4]).map((group) => {
    const [, chunks, , rows] = struct(group);
    const found = list(chunks).map((chunk) => toChunk(struct(struct(chunk)[3]), size));
    if (found.length !== columns.length) throw new RangeError("Columns are missing");
    return { rows: int(rows), columns: found };
  });
  return {
    createdBy: root[6] === undefined ? "" : text(root[6]),
    rows: int(root[3]),
    columns,
    groups,
    metadata: new Map(
      list(root[5] ?? []).map(struct).map((pair) => [text(pair[1]), text(pair[2] ?? bytesOf(""))]),
    ),
  };
}

function toChunk(fields: ThriftStruct, size: number): ColumnChunk {
  const [codec, values, rawBytes, bytes, data] = [
    fields[4],
    fields[5],
    fields[6],
    fields[7],
    fields[9],
  ].map(int);
  const start = fields[11] === undefined ? data! : Math.min(data!, int(fields[11]));
  if (start! < 4 || start! + bytes! > size) throw new RangeError("Outside of the file");
  const [, , , nulls, , high, low] = (fields[12] ?? []) as ThriftStruct;
  return {
    codec: codec!,
    values: values!,
    start,
    bytes: bytes!,
    dictionaryBytes: data! - start!,
    rawBytes: rawBytes!,
    encodings: list(fields[2]).map(int),
    nulls: nulls as number | undefined,
    low: low as Uint8Array | undefined,
    high: high as Uint8Array | undefined,
  };
}

function int(value: ThriftValue | undefined): number {
  if (!Number.isSafeInteger(value) || (value as number) < 0) throw new RangeError("No count");
  return value as number;
}

function text(value: ThriftValue | undefined): string {
  if (!(value instanceof Uint8Array)) throw new RangeError("No text");
  return utf8.decode(value);
}

function struct(value: ThriftValue | undefined): ThriftStruct {
  if (!Array.isArray(value)) throw new RangeError("No struct");
  return value as ThriftStruct;
}

const list = struct;

function bytesOf(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}
