/**
 * One column of a chunk as the bodies of its Parquet pages, before compression and page headers.
 *
 * Memory is reused from chunk to chunk: what `encode` returns is valid until the next call.
 */
import type { Column, ColumnType, PlainColumn, RunColumn } from "../chunk.ts";
import { DictionaryBuilder } from "./dictionary.ts";
import { HybridEncoder, indexBitWidth } from "./hybrid.ts";
import { encodeAllPresent, encodeBitmap, levelsBound } from "./levels.ts";
import {
  type Bounds,
  boundsOfDoubles,
  boundsOfInts,
  squeezeDoubles,
  squeezeInts,
} from "./plain.ts";

/** Encodings by their number in parquet.thrift. */
export const ENCODING = { plain: 0, rle: 3, rleDictionary: 8 } as const;

export interface ColumnPages {
  /** The dictionary page's body, if the column has one, and its number of values. */
  readonly dictionary: Uint8Array | undefined;
  readonly dictionarySize: number;
  /** Encoding of the data page's values. */
  readonly encoding: number;
  /** The data page's body is `levels`, then `values`. */
  readonly levels: Uint8Array;
  readonly values: Uint8Array;
  readonly nulls: number;
  /** Undefined when there is no value, or the values are too long for a footer. */
  readonly bounds: Bounds | undefined;
}

/** Memory all columns of an encoder share. */
export class Scratch {
  readonly levels = new HybridEncoder();
  readonly indices = new HybridEncoder();
  bitmap = new Uint8Array(0);
  levelBytes = new Uint8Array(0);
  /** Values after squeezing or spreading out; the views share one buffer. */
  doubles = new Float64Array(0);
  ints = new Int32Array(0);
  bytes = new Uint8Array(0);

  reserveRows(rows: number): void {
    if (this.bitmap.length * 8 >= rows + 8) return;
    this.bitmap = new Uint8Array((rows >> 3) + 2);
    this.levelBytes = new Uint8Array(4 + levelsBound(rows));
  }

  reserveValues(bytes: number): void {
    if (this.bytes.length >= bytes) return;
    const buffer = new ArrayBuffer((bytes + 64) & ~7);
    this.doubles = new Float64Array(buffer);
    this.ints = new Int32Array(buffer);
    this.bytes = new Uint8Array(buffer);
  }
}

export class ColumnEncoder {
  readonly #type: ColumnType;
  readonly #scratch: Scratch;
  readonly #dictionary: DictionaryBuilder;

  constructor(type: ColumnType, scratch: Scratch) {
    this.#type = type;
    this.#scratch = scratch;
    this.#dictionary = new DictionaryBuilder(type);
  }

  encode(column: Column, rows: number): ColumnPages {
    this.#scratch.reserveRows(rows);
    return column.kind === "plain" ? this.#plain(column, rows) : this.#runs(column, rows);
  }

  #plain(column: PlainColumn, rows: number): ColumnPages {
    const scratch = this.#scratch;
    const { values } = column;
    const width = values.BYTES_PER_ELEMENT;
    if (width !== (this.#type === "double" ? 8 : 4)) {
      throw new Error(`Plain values of ${width} bytes cannot be of type ${this.#type}`);
    }
    // Typed arrays are little-endian on every platform Deno has, as Parquet wants them.
    let bytes = new Uint8Array(values.buffer, values.byteOffset, rows * width);
    let bounds = values instanceof Float64Array
      ? boundsOfDoubles(values, rows)
      : boundsOfInts(values, rows);
    let count = rows;
    let end: number;
    if (bounds) {
      end = encodeAllPresent(rows, scratch.levelBytes, 4);
    } else {
      scratch.reserveValues((rows + 1) * width);
      if (values instanceof Float64Array) {
        count = squeezeDoubles(values, rows, scratch.doubles, scratch.bitmap);
        if (count > 0) bounds = boundsOfDoubles(scratch.doubles, count);
      } else {
        count = squeezeInts(values, rows, scratch.ints, scratch.bitmap);
        if (count > 0) bounds = boundsOfInts(scratch.ints, count);
      }
      bytes = scratch.bytes.subarray(0, count * width);
      end = encodeBitmap(scratch.bitmap, rows, scratch.levelBytes, 4);
    }
    writeUint32(scratch.levelBytes, end - 4);
    return {
      dictionary: undefined,
      dictionarySize: 0,
      encoding: ENCODING.plain,
      levels: scratch.levelBytes.subarray(0, end),
      values: bytes,
      nulls: rows - count,
      bounds,
    };
  }

  #runs(column: RunColumn, rows: number): ColumnPages {
    const scratch = this.#scratch;
    const dictionary = this.#dictionary;
    dictionary.build(column, rows);
    const levels = this.#runLevels();
    const { nulls } = dictionary;
    const bounds = dictionary.bounds();
    const valueCount = rows - nulls;
    // A dictionary that hardly repeats only adds the indices to the values.
    if (dictionary.size === 0 || (dictionary.size > 16 && 2 * dictionary.size > valueCount)) {
      const size = dictionary.plainSize();
      scratch.reserveValues(size);
      dictionary.writePlain(scratch.bytes);
      return {
        dictionary: undefined,
        dictionarySize: 0,
        encoding: ENCODING.plain,
        levels,
        values: scratch.bytes.subarray(0, size),
        nulls,
        bounds,
      };
    }
    const { indices } = scratch;
    const bitWidth = indexBitWidth(dictionary.size);
    indices.start(bitWidth);
    for (let run = 0; run < dictionary.runs; run++) {
      const code = dictionary.runCodes[run]!;
      if (code >= 0) indices.push(code, dictionary.runRows[run]!);
    }
    const length = indices.finish();
    scratch.reserveValues(length + 1);
    scratch.bytes[0] = bitWidth;
    scratch.bytes.set(indices.bytes.subarray(0, length), 1);
    return {
      dictionary: dictionary.encoded(),
      dictionarySize: dictionary.size,
      encoding: ENCODING.rleDictionary,
      levels,
      values: scratch.bytes.subarray(0, length + 1),
      nulls,
      bounds,
    };
  }

  #runLevels(): Uint8Array {
    const { levels } = this.#scratch;
    const dictionary = this.#dictionary;
    levels.start(1);
    for (let run = 0; run < dictionary.runs; run++) {
      levels.push(dictionary.runCodes[run]! >= 0 ? 1 : 0, dictionary.runRows[run]!);
    }
    const length = levels.finish();
    const page = new Uint8Array(4 + length);
    page.set(levels.bytes.subarray(0, length), 4);
    writeUint32(page, length);
    return page;
  }
}

/** Little-endian, at the start of `out`. */
function writeUint32(out: Uint8Array, value: number): void {
  out[0] = value & 0xff;
  out[1] = (value >>> 8) & 0xff;
  out[2] = (value >>> 16) & 0xff;
  out[3] = value >>> 24;
}
