/**
 * The dictionary of a run column as Parquet wants it: every value once, in PLAIN encoding.
 *
 * A chunk's own dictionary may hold values twice or values no run uses; readers may rely on neither
 * (dictionary filtering and statistics would be wrong), so values are merged as runs first use them.
 */
import { type ColumnType, NO_DAY, type RunColumn } from "../chunk.ts";
import { NumberTable } from "../number_table.ts";
import { type Bounds, doubleBound, intBound } from "./plain.ts";

/** Longer texts give no bounds: statistics lie in the footer, which must stay small. */
const LONGEST_BOUND = 1024;
/** Not a code of the merged dictionary: the value is missing, or was not looked at yet. */
const MISSING = -1;
const UNSEEN = -2;

const utf8 = new TextEncoder();

export class DictionaryBuilder {
  /** The merged code of each run that has rows, -1 = missing, and the rows of each. */
  runCodes = new Int32Array(1 << 8);
  runRows = new Int32Array(1 << 8);
  runs = 0;
  /** Distinct values. */
  size = 0;
  /** Rows without a value. */
  nulls = 0;

  readonly #type: ColumnType;
  #bytes = new Uint8Array(1 << 12);
  #view = new DataView(this.#bytes.buffer);
  #length = 0;
  /** Entry i of the dictionary is `#bytes` from `#starts[i]` to `#starts[i + 1]`. */
  #starts = new Int32Array(1 << 8);
  /** Merged codes by the chunk's codes. */
  #merged = new Int32Array(1 << 8);
  readonly #codeOfText = new Map<string, number>();
  readonly #codeOfNumber = new NumberTable();
  #smallest = -1;
  #largest = -1;

  constructor(type: ColumnType) {
    this.#type = type;
  }

  /** Takes in the runs of a chunk's column; everything said about the last one is forgotten. */
  build(column: RunColumn, rows: number): void {
    this.#reset(column);
    let start = 0;
    for (let run = 0; run < column.runs; run++) {
      const end = column.ends[run]!;
      if (end <= start) continue;
      const code = this.#mergedCode(column, column.codes[run]!);
      if (code === MISSING) this.nulls += end - start;
      this.runCodes[this.runs] = code;
      this.runRows[this.runs++] = end - start;
      start = end;
    }
    if (start !== rows) throw new Error(`Runs cover ${start} of ${rows} rows`);
  }

  /** The dictionary page's body; valid until the next `build`. */
  encoded(): Uint8Array {
    return this.#bytes.subarray(0, this.#length);
  }

  /** Bytes the column's values take when each row has its own copy. */
  plainSize(): number {
    let size = 0;
    for (let run = 0; run < this.runs; run++) {
      const code = this.runCodes[run]!;
      if (code !== MISSING) {
        size += this.runRows[run]! * (this.#starts[code + 1]! - this.#starts[code]!);
      }
    }
    return size;
  }

  /** Writes every row's value (PLAIN) to `out` from its start; it must have `plainSize()` bytes. */
  writePlain(out: Uint8Array): void {
    let at = 0;
    for (let run = 0; run < this.runs; run++) {
      const code = this.runCodes[run]!;
      if (code === MISSING) continue;
      const value = this.#bytes.subarray(this.#starts[code], this.#starts[code + 1]);
      for (let row = this.runRows[run]!; row > 0; row--) {
        out.set(value, at);
        at += value.length;
      }
    }
  }

  /** The bounds of the values; undefined when there are none, or they are long texts. */
  bounds(): Bounds | undefined {
    if (this.size === 0) return undefined;
    if (this.#type === "text") {
      const min = this.#text(this.#smallest);
      const max = this.#text(this.#largest);
      const short = min.length <= LONGEST_BOUND && max.length <= LONGEST_BOUND;
      return short ? { min, max } : undefined;
    }
    const width = this.#type === "double" ? 8 : 4;
    const read = (code: number) =>
      width === 8
        ? this.#view.getFloat64(code * width, true)
        : this.#view.getInt32(code * width, true);
    let min = read(0);
    let max = min;
    for (let code = 1; code < this.size; code++) {
      const value = read(code);
      if (value < min) min = value;
      if (value > max) max = value;
    }
    return width === 8
      ? { min: doubleBound(min, "min"), max: doubleBound(max, "max") }
      : { min: intBound(min), max: intBound(max) };
  }

  #reset(column: RunColumn): void {
    this.runs =
      this.size =
      this.nulls =
      this.#length =
        0;
    this.#codeOfText.clear();
    if (this.#type !== "text") this.#codeOfNumber.clear(column.dictionarySize);
    if (this.runCodes.length < column.runs) {
      this.runCodes = new Int32Array(2 * column.runs);
      this.runRows = new Int32Array(2 * column.runs);
    }
    if (this.#merged.length < column.dictionarySize) {
      this.#merged = new Int32Array(2 * column.dictionarySize);
    }
    this.#merged.fill(UNSEEN, 0, column.dictionarySize);
    if (this.#starts.length < column.dictionarySize + 1) {
      this.#starts = new Int32Array(2 * column.dictionarySize + 2);
    }
  }

  #mergedCode(column: RunColumn, code: number): number {
    if (code < 0) return MISSING;
    const known = this.#merged[code]!;
    if (known !== UNSEEN) return known;
    const value = column.dictionary[code]!;
    const merged = typeof value === "string"
      ? this.#mergeText(value, column.distinct ?? false)
      : this.#mergeNumber(value);
    this.#merged[code] = merged;
    return merged;
  }

  #mergeText(value: string, isNew: boolean): number {
    if (isNew) return this.#addText(value);
    let code = this.#codeOfText.get(value);
    if (code === undefined) this.#codeOfText.set(value, code = this.#addText(value));
    return code;
  }

  #addText(value: string): number {
    // A UTF-16 unit is three bytes of UTF-8 at most.
    this.#reserve(4 + 3 * value.length);
    const start = this.#length + 4;
    const written = encodeText(value, this.#bytes, start);
    this.#view.setUint32(this.#length, written, true);
    const code = this.#close(start + written);
    if (code === 0) this.#smallest = this.#largest = code;
    else if (this.#compare(code, this.#smallest) < 0) this.#smallest = code;
    else if (this.#compare(code, this.#largest) > 0) this.#largest = code;
    return code;
  }

  #mergeNumber(value: number): number {
    const double = this.#type === "double";
    if (double ? value !== value : value === NO_DAY) return MISSING;
    const code = this.#codeOfNumber.codeOf(value, this.size);
    if (code < this.size) return code;
    this.#reserve(8);
    if (double) this.#view.setFloat64(this.#length, value, true);
    else this.#view.setInt32(this.#length, value, true);
    return this.#close(this.#length + (double ? 8 : 4));
  }

  #close(end: number): number {
    this.#starts[this.size] = this.#length;
    this.#starts[this.size + 1] = end;
    this.#length = end;
    return this.size++;
  }

  /** A copy of an entry's UTF-8 bytes, without the length before them. */
  #text(code: number): Uint8Array {
    return this.#bytes.slice(this.#starts[code]! + 4, this.#starts[code + 1]);
  }

  /** Orders two texts by their UTF-8 bytes, as the statistics must (UTF-16 order differs). */
  #compare(a: number, b: number): number {
    const startA = this.#starts[a]! + 4;
    const startB = this.#starts[b]! + 4;
    const lengthA = this.#starts[a + 1]! - startA;
    const lengthB = this.#starts[b + 1]! - startB;
    const common = Math.min(lengthA, lengthB);
    for (let i = 0; i < common; i++) {
      const difference = this.#bytes[startA + i]! - this.#bytes[startB + i]!;
      if (difference !== 0) return difference;
    }
    return lengthA - lengthB;
  }

  #reserve(extra: number): void {
    if (this.#length + extra <= this.#bytes.length) return;
    const larger = new Uint8Array(2 * (this.#length + extra));
    larger.set(this.#bytes.subarray(0, this.#length));
    this.#bytes = larger;
    this.#view = new DataView(larger.buffer);
  }
}

/** Writes a text's UTF-8 bytes at `out[at]` and returns how many; most texts are short and ASCII. */
function encodeText(value: string, out: Uint8Array, at: number): number {
  const length = value.length;
  if (length > 64) return utf8.encodeInto(value, out.subarray(at)).written;
  for (let i = 0; i < length; i++) {
    const unit = value.charCodeAt(i);
    if (unit >= 0x80) return utf8.encodeInto(value, out.subarray(at)).written;
    out[at + i] = unit;
  }
  return length;
}
