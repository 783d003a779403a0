/**
 * Parquet, made for our tables: one row group a chunk, run columns as dictionaries with their runs
 * as they are, plain columns as plain pages. Numbers are stored in full; `digits` has no effect.
 *
 * Sources: parquet-format/README.md, Encodings.md and parquet.thrift. Pages are of version 1 and
 * encodings are PLAIN, RLE and RLE_DICTIONARY, which every reader knows.
 */
import type { Chunk, ColumnSpec } from "../chunk.ts";
import type { ChunkEncoder, EncodedChunk, Footer, Format } from "../format.ts";
import { bestCodec, type Codec, UNCOMPRESSED } from "./codec.ts";
import { freeMemory, giveMemory, takeMemory } from "../../base/buffers.ts";
import { ColumnEncoder, type ColumnPages, ENCODING, Scratch } from "./column.ts";
import { type ColumnNote, encodeFileMetadata, type RowGroupNote } from "./metadata.ts";
import { ThriftWriter } from "./thrift.ts";

const MAGIC = new TextEncoder().encode("PAR1");

/** Page types by their number in parquet.thrift. */
const PAGE = { data: 0, dictionary: 2 } as const;
/** Smaller columns aren't worth a call to the compressor (20 µs). */
const SMALLEST_COMPRESSED = 256;
/**
 * A column that keeps more than this share of its size is stored as it is: neither our time nor that
 * of its readers is worth a few percent.
 */
const WORTHWHILE = 0.8;
/** Columns larger than two samples are tried on one sample, from the middle, first. */
const SAMPLE_BYTES = 1 << 15;

export class ParquetEncoder implements ChunkEncoder {
  readonly #codec: Codec;
  readonly #columns: readonly ColumnEncoder[];
  readonly #shrinks: readonly (boolean | undefined)[];
  #out = new Uint8Array(0);
  #length = 0;
  /** Contiguous copy of a page's body, for the compressor. */
  #body = new Uint8Array(0);
  /** How large the next chunk's output may get, by the last one's. */
  #bytesPerRow = 16;

  constructor(columns: readonly ColumnSpec[], codec: Codec = bestCodec()) {
    this.#codec = codec;
    this.#shrinks = columns.map(({ shrinks }) => shrinks);
    const scratch = new Scratch();
    this.#columns = columns.map((column) => new ColumnEncoder(column.type, scratch));
  }

  encode(chunk: Chunk): EncodedChunk {
    const { rows } = chunk;
    if (rows === 0) return { parts: [], note: { columns: [] } satisfies RowGroupNote };
    // The output is handed over, not copied, so every chunk gets memory of its own.
    this.#out = takeMemory(Math.ceil(rows * this.#bytesPerRow * 1.1) + 4096);
    this.#length = 0;
    const columns: ColumnNote[] = [];
    for (let i = 0; i < this.#columns.length; i++) {
      const pages = this.#columns[i]!.encode(chunk.columns[i]!, rows);
      columns.push(this.#column(pages, rows, this.#shrinks[i]));
    }
    this.#bytesPerRow = this.#length / rows;
    const part = this.#out.subarray(0, this.#length);
    this.#out = new Uint8Array(0);
    return { parts: [part], note: { columns } satisfies RowGroupNote };
  }

  /** Appends a column's pages, compressed if that helps, and says what the footer must know. */
  #column(pages: ColumnPages, rows: number, shrinks: boolean | undefined): ColumnNote {
    const { dictionary, levels, values } = pages;
    const bodySize = levels.length + values.length;
    const rawSize = bodySize + (dictionary?.length ?? 0);
    let packedBody: Uint8Array | undefined;
    let packedDictionary: Uint8Array | undefined;
    if (rawSize >= SMALLEST_COMPRESSED && (shrinks ?? this.#mayShrink(values))) {
      packedBody = this.#codec.compress(this.#join(levels, values));
      packedDictionary = dictionary && this.#codec.compress(dictionary);
      const packedSize = packedBody.length + (packedDictionary?.length ?? 0);
      if (packedSize > WORTHWHILE * rawSize) {
        freeMemory(packedBody);
        packedBody = packedDictionary = undefined;
      }
    }
    const start = this.#length;
    if (dictionary) {
      const stored = packedDictionary ?? dictionary;
      this.#append(dictionaryHeader(pages.dictionarySize, dictionary.length, stored.length));
      this.#append(stored);
    }
    const dictionaryBytes = this.#length - start;
    const header = dataHeader(rows, pages.encoding, bodySize, packedBody?.length ?? bodySize);
    this.#append(header);
    if (packedBody) {
      this.#append(packedBody);
    } else {
      this.#append(levels);
      this.#append(values);
    }
    const bytes = this.#length - start;
    const saved = packedBody ? rawSize - packedBody.length - (packedDictionary?.length ?? 0) : 0;
    if (packedBody) freeMemory(packedBody);
    return {
      codec: packedBody ? this.#codec.id : UNCOMPRESSED,
      encoding: pages.encoding,
      dictionaryBytes,
      bytes,
      rawBytes: bytes + saved,
      nulls: pages.nulls,
      bounds: pages.bounds,
    };
  }

  /** Whether a sample says that compressing is worth the time (random digits hardly shrink). */
  #mayShrink(values: Uint8Array): boolean {
    if (values.length <= 2 * SAMPLE_BYTES) return true;
    const middle = (values.length >> 1) & ~7;
    const sample = values.subarray(middle, middle + SAMPLE_BYTES);
    return this.#codec.compress(sample).length <= WORTHWHILE * sample.length;
  }

  #join(levels: Uint8Array, values: Uint8Array): Uint8Array {
    const size = levels.length + values.length;
    if (this.#body.length < size) this.#body = new Uint8Array(size + (size >> 3));
    this.#body.set(levels);
    this.#body.set(values, levels.length);
    return this.#body.subarray(0, size);
  }

  #append(bytes: Uint8Array): void {
    const end = this.#length + bytes.length;
    if (end > this.#out.length) {
      const larger = takeMemory(2 * end);
      larger.set(this.#out.subarray(0, this.#length));
      giveMemory(this.#out);
      this.#out = larger;
    }
    this.#out.set(bytes, this.#length);
    this.#length = end;
  }
}

/** parquet.thrift, `PageHeader` with a `DictionaryPageHeader`. */
function dictionaryHeader(values: number, rawBytes: number, bytes: number): Uint8Array {
  const thrift = new ThriftWriter();
  return thrift.root(() =>
    thrift.i32(1, PAGE.dictionary).i32(2, rawBytes).i32(3, bytes).struct(
      7,
      () => thrift.i32(1, values).i32(2, ENCODING.plain),
    )
  ).finish();
}

/** parquet.thrift, `PageHeader` with a `DataPageHeader`. */
function dataHeader(
  values: number,
  encoding: number,
  rawBytes: number,
  bytes: number,
): Uint8Array {
  const thrift = new ThriftWriter();
  return thrift.root(() =>
    thrift.i32(1, PAGE.data).i32(2, rawBytes).i32(3, bytes).struct(
      5,
      () => thrift.i32(1, values).i32(2, encoding).i32(3, ENCODING.rle).i32(4, ENCODING.rle),
    )
  ).finish();
}

export const parquet: Format = {
  header: () => MAGIC.slice(),
  encoder: (columns) => new ParquetEncoder(columns),
  between: new Uint8Array(0),
  footer(columns: readonly ColumnSpec[], footer: Footer): Uint8Array {
    const metadata = encodeFileMetadata(columns, footer.chunks, footer.metadata);
    const bytes = new Uint8Array(metadata.length + 8);
    bytes.set(metadata);
    new DataView(bytes.buffer).setUint32(metadata.length, metadata.length, true);
    bytes.set(MAGIC, metadata.length + 4);
    return bytes;
  },
};
