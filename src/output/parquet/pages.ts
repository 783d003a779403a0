/**
 * Reads columns of the Parquet files that this program writes (parquet.ts): flat, one data page a
 * column and row group, PLAIN or RLE_DICTIONARY. It throws a RangeError for whatever else there may
 * be, which DuckDB can read.
 *
 * Sources: parquet-format/README.md, Encodings.md and parquet.thrift.
 */
import * as zlib from "node:zlib";
import { NO_DAY } from "../../base/calendar.ts";
import { gzip, UNCOMPRESSED, zstd } from "./codec.ts";
import { ENCODING } from "./column.ts";
import { type ColumnChunk, readInto } from "./footer.ts";
import { decodeHybrid } from "./hybrid_reader.ts";
import { ThriftReader, type ThriftStruct } from "./thrift_reader.ts";

/** The bodies of a column's pages; valid until the next column is read. */
interface Pages {
  readonly dictionary: Uint8Array | undefined;
  readonly encoding: number;
  /** A 1 for each row with a value, of which there are `count`. */
  readonly present: Int32Array;
  readonly count: number;
  readonly values: Uint8Array;
}

/** Page types by their number in parquet.thrift. */
const PAGE = { data: 0, dictionary: 2 } as const;
/** No page of ours is larger, whatever its header says. */
const LARGEST_PAGE = 1 << 28;

const utf8 = new TextDecoder();

export class PageReader {
  #bytes = new Uint8Array(0);
  #levels = new Int32Array(0);
  #indices = new Int32Array(0);

  constructor(readonly file: Deno.FsFile) {}

  /** A column of doubles into `out`, one a row; NaN = missing. */
  doubles(chunk: ColumnChunk, out: Float64Array): void {
    const pages = this.#plainOrIndices(chunk, out);
    if (pages.dictionary) {
      const entries = new Float64Array(aligned(pages.dictionary, 8));
      const indices = this.#indicesOf(pages, entries.length);
      for (let i = 0; i < indices.length; i++) out[i] = entries[indices[i]!]!;
    }
    spreadDoubles(out, pages);
  }

  /** A column of dates or integers into `out`; NO_DAY = missing. */
  ints(chunk: ColumnChunk, out: Int32Array): void {
    const pages = this.#plainOrIndices(chunk, out);
    if (pages.dictionary) {
      const entries = new Int32Array(aligned(pages.dictionary, 4));
      const indices = this.#indicesOf(pages, entries.length);
      for (let i = 0; i < indices.length; i++) out[i] = entries[indices[i]!]!;
    }
    spreadInts(out, pages, NO_DAY);
  }

  /** A column of texts as positions in the list it gives, into `codes`; -1 = missing. */
  texts(chunk: ColumnChunk, codes: Int32Array): string[] {
    const pages = this.#read(chunk, codes.length);
    const { dictionary, count, values } = pages;
    const texts = textsOf(dictionary ?? values);
    if (dictionary) this.#decodeIndices(pages, codes);
    else for (let i = 0; i < count; i++) codes[i] = i;
    checkIndices(codes, count, texts.length);
    spreadInts(codes, pages, -1);
    return texts;
  }

  /** A column's pages; values that are there plainly are at the front of `out` already. */
  #plainOrIndices(chunk: ColumnChunk, out: Float64Array | Int32Array): Pages {
    const pages = this.#read(chunk, out.length);
    const { dictionary, count, values } = pages;
    if (dictionary) return pages;
    const size = count * out.BYTES_PER_ELEMENT;
    if (values.length < size) throw new RangeError("Cut short");
    // Typed arrays are little-endian on every platform Deno has, as Parquet wants them.
    new Uint8Array(out.buffer, out.byteOffset, size).set(values.subarray(0, size));
    return pages;
  }

  /** Positions in a dictionary of so many entries. */
  #indicesOf(pages: Pages, entries: number): Int32Array {
    const { count } = pages;
    if (this.#indices.length < count) this.#indices = new Int32Array(count + (count >> 3));
    const indices = this.#indices.subarray(0, count);
    this.#decodeIndices(pages, indices);
    checkIndices(indices, count, entries);
    return indices;
  }

  #decodeIndices({ encoding, values, count }: Pages, out: Int32Array): void {
    if (encoding !== ENCODING.rleDictionary) throw new RangeError("Unknown encoding");
    if (count > 0) decodeHybrid(values.subarray(1), values[0] ?? NaN, out.subarray(0, count));
  }

  #read(chunk: ColumnChunk, rows: number): Pages {
    if (chunk.values !== rows || chunk.bytes > LARGEST_PAGE) throw new RangeError("Other rows");
    if (this.#bytes.length < chunk.bytes) {
      this.#bytes = new Uint8Array(chunk.bytes + (chunk.bytes >> 3));
    }
    const bytes = this.#bytes.subarray(0, chunk.bytes);
    if (!readInto(this.file, chunk.start, bytes)) throw new RangeError("Cut short");
    const reader = new ThriftReader(bytes);
    let header = reader.struct();
    let dictionary: Uint8Array | undefined;
    if (header[1] === PAGE.dictionary) {
      dictionary = bodyOf(reader, header, chunk.codec);
      header = reader.struct();
    }
    const [, values, encoding] = (header[5] ?? []) as ThriftStruct;
    if (header[1] !== PAGE.data || values !== rows) throw new RangeError("Several pages");
    if (encoding !== (dictionary ? ENCODING.rleDictionary : ENCODING.plain)) {
      throw new RangeError("Unknown encoding");
    }
    const body = bodyOf(reader, header, chunk.codec);
    if (reader.at !== bytes.length || body.length < 4) throw new RangeError("Several pages");
    const levels = new DataView(body.buffer, body.byteOffset).getUint32(0, true);
    const known = this.#present(body.subarray(4, 4 + levels), rows);
    return { dictionary, encoding, ...known, values: body.subarray(4 + levels) };
  }

  #present(levels: Uint8Array, rows: number): Pick<Pages, "present" | "count"> {
    if (this.#levels.length < rows) this.#levels = new Int32Array(rows + (rows >> 3));
    const present = this.#levels.subarray(0, rows);
    const level = decodeHybrid(levels, 1, present);
    let count = level === 1 ? rows : 0;
    if (level === undefined) { for (let row = 0; row < rows; row++) count += present[row]!; }
    return { present, count };
  }
}

/** A page's body, at which the reader is; it is behind it afterwards. */
function bodyOf(reader: ThriftReader, header: ThriftStruct, codec: number): Uint8Array {
  const [, , size, packedSize] = header as number[];
  const end = reader.at + packedSize!;
  if (!(size! >= 0 && size! <= LARGEST_PAGE && packedSize! >= 0 && end <= reader.bytes.length)) {
    throw new RangeError("Cut short");
  }
  const body = reader.bytes.subarray(reader.at, end);
  reader.at = end;
  if (codec === UNCOMPRESSED) return body;
  // A byte to spare, lest the runtime take a second buffer to learn that nothing follows.
  const options = { maxOutputLength: Math.max(size!, 1), chunkSize: size! + 64 };
  const unpacked = codec === zstd.id
    ? zlib.zstdDecompressSync(body, options)
    : codec === gzip.id
    ? zlib.gunzipSync(body, options)
    : undefined;
  if (unpacked?.length !== size) throw new RangeError("Unknown codec");
  return unpacked!;
}

/**
 * Values that lie at the front of `out` to their rows, in place. There are two of it, since what sees
 * integers and doubles boxes each double that it moves.
 */
function spreadDoubles(out: Float64Array, { present, count }: Pages): void {
  if (count === 0) return void out.fill(NaN);
  let next = count;
  for (let row = out.length - 1; next <= row; row--) {
    out[row] = present[row] === 1 ? out[--next]! : NaN;
  }
}

function spreadInts(out: Int32Array, { present, count }: Pages, missing: number): void {
  if (count === 0) return void out.fill(missing);
  let next = count;
  for (let row = out.length - 1; next <= row; row--) {
    out[row] = present[row] === 1 ? out[--next]! : missing;
  }
}

/** Texts with their lengths before them. */
function textsOf(bytes: Uint8Array): string[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const texts: string[] = [];
  for (let at = 0; at < bytes.length;) {
    const end = at + 4 + view.getUint32(at, true);
    if (end > bytes.length) throw new RangeError("Cut short");
    texts.push(utf8.decode(bytes.subarray(at + 4, end)));
    at = end;
  }
  return texts;
}

function checkIndices(indices: Int32Array, count: number, size: number): void {
  for (let i = 0; i < count; i++) if (indices[i]! >= size) throw new RangeError("No such value");
}

/** A copy of whole values, at the start of a buffer of their own. */
function aligned(bytes: Uint8Array, width: number): ArrayBuffer {
  const copy = new Uint8Array(bytes.length - bytes.length % width);
  copy.set(bytes.subarray(0, copy.length));
  return copy.buffer;
}
