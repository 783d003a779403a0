/**
 * Chunks as lines of text: the engine that CSV, TSV, JSON and NDJSON share.
 *
 * A row is written as an alternation of constant pieces and plain cells. A piece is everything
 * between two plain cells (the run columns' cells and all separators and keys), kept as bytes and
 * redone only when one of its runs ends; so a row of 15 columns with 8 plain ones is nine copies and
 * eight conversions, and no string is made for it.
 */
import { formatDay } from "../base/calendar.ts";
import { type Chunk, type ColumnSpec, type ColumnType, NO_DAY, type RunColumn } from "./chunk.ts";
import type { ChunkEncoder, EncodedChunk, FormatOptions } from "./format.ts";
import { takeMemory } from "../base/buffers.ts";
import { formatNumber } from "./number_text.ts";
import {
  NUMBER_ROOM,
  type TextBuffer,
  textBuffer,
  writeAscii,
  writeInteger,
  writeShortest,
} from "./shortest.ts";
import { writeSignificant } from "./significant.ts";

/** What a text format makes of a table; everything is a text that may be put into UTF-8 as it is. */
export interface RowStyle {
  /** Stands before the cell of a column. */
  lead(column: ColumnSpec, index: number): string;
  /** Ends every row. */
  readonly rowEnd: string;
  /** Stands between the rows of a chunk. */
  readonly rowSeparator: string;
  missing(column: ColumnSpec): string;
  text(value: string): string;
  /** Stands before and after a date. */
  readonly dateQuote: string;
  /** Whether infinities, should one turn up, can be written. */
  readonly hasInfinity: boolean;
}

/** Size of the pieces the output is handed over in; no piece ever has to grow. */
const PART_BYTES = 1 << 18;
/** Dates in this range (1970 to 2069) are rendered once. */
const TABLED_DAYS = 36525;
const utf8 = new TextEncoder();

/** Some bytes, padded to whole words so that they can be copied four at a time. */
class Piece {
  length = 0;
  #words = new Int32Array(16);
  bytes = new Uint8Array(this.#words.buffer);

  static of(text: string): Piece {
    const piece = new Piece();
    piece.text(text);
    return piece;
  }

  text(text: string): void {
    this.reserve(3 * text.length);
    const end = this.length + text.length;
    for (let i = 0; i < text.length; i++) {
      const unit = text.charCodeAt(i);
      if (unit >= 0x80) {
        this.length += utf8.encodeInto(text, this.bytes.subarray(this.length)).written;
        return;
      }
      this.bytes[this.length + i] = unit;
    }
    this.length = end;
  }

  append(other: Piece): void {
    this.reserve(other.length);
    for (let i = 0; i < other.length; i++) this.bytes[this.length + i] = other.bytes[i]!;
    this.length += other.length;
  }

  /** May write up to three bytes past the piece's end. */
  copyTo(out: TextBuffer, at: number): number {
    const words = this.#words;
    const { view } = out;
    const count = (this.length + 3) >> 2;
    for (let i = 0; i < count; i++) view.setInt32(at + 4 * i, words[i]!, true);
    return at + this.length;
  }

  reserve(extra: number): void {
    if (this.length + extra <= this.bytes.length) return;
    const words = new Int32Array((this.length + extra) >> 1);
    const bytes = new Uint8Array(words.buffer);
    bytes.set(this.bytes.subarray(0, this.length));
    this.#words = words;
    this.bytes = bytes;
  }
}

/** Writes the cells of one column. */
class CellWriter {
  readonly #type: ColumnType;
  readonly #style: RowStyle;
  readonly #digits: number | undefined;
  readonly #missing: Piece;
  readonly #days: DayTable;
  /** The number of a run while it is written. */
  readonly #cell: TextBuffer;

  constructor(column: ColumnSpec, style: RowStyle, options: FormatOptions, days: DayTable) {
    this.#type = column.type;
    this.#style = style;
    this.#digits = options.digits;
    this.#missing = Piece.of(style.missing(column));
    this.#days = days;
    this.#cell = textBuffer(new Uint8Array(numberRoom(options.digits)));
  }

  double(values: Float64Array, index: number, out: TextBuffer, at: number): number {
    const value = values[index]!;
    if (value !== value) return this.#missing.copyTo(out, at);
    // Infinity less itself is NaN.
    if (value - value !== 0) {
      if (!this.#style.hasInfinity) return this.#missing.copyTo(out, at);
      return writeAscii(formatNumber(value), out, at);
    }
    return this.#digits === undefined
      ? writeShortest(values, index, out, at)
      : writeSignificant(value, this.#digits, out, at);
  }

  /** A day or an integer, as the column's type says. */
  int(value: number, out: TextBuffer, at: number): number {
    if (value === NO_DAY) return this.#missing.copyTo(out, at);
    return this.#type === "date" ? this.#days.write(value, out, at) : writeInteger(value, out, at);
  }

  /** Appends the cell of a run to `piece`. */
  run(column: RunColumn, run: number, piece: Piece): void {
    const code = column.codes[run]!;
    if (code < 0) return piece.append(this.#missing);
    const { dictionary } = column;
    const value = dictionary[code]!;
    if (typeof value === "string") return piece.text(this.#style.text(value));
    const cell = this.#cell;
    const end = dictionary instanceof Float64Array
      ? this.double(dictionary, code, cell, 0)
      : this.int(value, cell, 0);
    piece.reserve(end);
    for (let i = 0; i < end; i++) piece.bytes[piece.length + i] = cell.bytes[i]!;
    piece.length += end;
  }
}

/** The texts of days, each made when it is first needed; 12 bytes a day, quotes included. */
class DayTable {
  readonly #words = new Int32Array(3 * TABLED_DAYS);
  readonly #bytes = new Uint8Array(this.#words.buffer);
  readonly #quote: string;
  readonly #length: number;

  constructor(quote: string) {
    this.#quote = quote;
    this.#length = 10 + 2 * quote.length;
  }

  write(day: number, out: TextBuffer, at: number): number {
    if (day < 0 || day >= TABLED_DAYS) return writeAscii(this.#text(day), out, at);
    const words = this.#words;
    const first = 3 * day;
    if (words[first] === 0) utf8.encodeInto(this.#text(day), this.#bytes.subarray(4 * first));
    out.view.setInt32(at, words[first]!, true);
    out.view.setInt32(at + 4, words[first + 1]!, true);
    out.view.setInt32(at + 8, words[first + 2]!, true);
    return at + this.#length;
  }

  #text(day: number): string {
    return this.#quote + formatDay(day) + this.#quote;
  }
}

/** Neighbouring run columns and constant texts, and the plain column (if any) that follows them. */
interface Section {
  readonly piece: Piece;
  /** Indices of the run columns in the piece. */
  readonly runColumns: number[];
  /** Index of the plain column behind the piece, -1 = none (the last section). */
  plain: number;
  /** The plain column's cells, as doubles or as integers. */
  doubles: Float64Array | undefined;
  ints: Int32Array | undefined;
  writer: CellWriter | undefined;
  /** The row at which one of the runs ends. */
  until: number;
}

function newSection(): Section {
  return {
    piece: new Piece(),
    runColumns: [],
    plain: -1,
    doubles: undefined,
    ints: undefined,
    writer: undefined,
    until: 0,
  };
}

export class RowEncoder implements ChunkEncoder {
  readonly #writers: readonly CellWriter[];
  readonly #leads: readonly Piece[];
  /** The current cell of each run column, its lead included, and its run. */
  readonly #cells: readonly Piece[];
  readonly #runs: Int32Array;
  readonly #rowEnd: Piece;
  readonly #separatorLength: number;
  readonly #plainRoom: number;

  constructor(columns: readonly ColumnSpec[], style: RowStyle, options: FormatOptions) {
    const days = new DayTable(style.dateQuote);
    this.#writers = columns.map((column) => new CellWriter(column, style, options, days));
    this.#leads = columns.map((column, i) => Piece.of(style.lead(column, i)));
    this.#cells = columns.map(() => new Piece());
    this.#runs = new Int32Array(columns.length);
    this.#rowEnd = Piece.of(style.rowEnd + style.rowSeparator);
    this.#separatorLength = utf8.encode(style.rowSeparator).length;
    this.#plainRoom = numberRoom(options.digits);
  }

  encode(chunk: Chunk): EncodedChunk {
    const { rows } = chunk;
    if (rows === 0) return { parts: [], note: null };
    const sections = this.#sections(chunk);
    const parts: Uint8Array[] = [];
    let out = textBuffer(takeMemory(PART_BYTES));
    let at = 0;
    let until = 0;
    let rowRoom = 0;
    for (let row = 0; row < rows; row++) {
      if (row === until) {
        until = rows;
        rowRoom = 0;
        for (const section of sections) {
          if (section.until === row) this.#redo(section, chunk, row);
          until = Math.min(until, section.until);
          rowRoom += section.piece.length + 4 + this.#plainRoom;
        }
      }
      if (at + rowRoom > out.bytes.length) {
        if (at > 0) parts.push(out.bytes.subarray(0, at));
        out = textBuffer(takeMemory(Math.max(PART_BYTES, rowRoom)));
        at = 0;
      }
      for (let i = 0; i < sections.length; i++) {
        const section = sections[i]!;
        at = section.piece.copyTo(out, at);
        const { doubles, ints, writer } = section;
        if (doubles !== undefined) at = writer!.double(doubles, row, out, at);
        else if (ints !== undefined) at = writer!.int(ints[row]!, out, at);
      }
    }
    parts.push(out.bytes.subarray(0, at - this.#separatorLength));
    return { parts, note: null };
  }

  /** Which columns of this chunk make up which pieces; all are yet to be filled. */
  #sections(chunk: Chunk): Section[] {
    this.#runs.fill(-1);
    const sections: Section[] = [];
    let section = newSection();
    chunk.columns.forEach((column, i) => {
      if (column.kind === "runs") {
        section.runColumns.push(i);
      } else {
        section.plain = i;
        section.writer = this.#writers[i]!;
        if (column.values instanceof Float64Array) section.doubles = column.values;
        else section.ints = column.values;
        sections.push(section);
        section = newSection();
      }
    });
    sections.push(section);
    return sections;
  }

  /** Brings a section to the runs that cover `row`. */
  #redo(section: Section, chunk: Chunk, row: number): void {
    const { piece } = section;
    piece.length = 0;
    section.until = chunk.rows;
    for (const index of section.runColumns) {
      const column = chunk.columns[index] as RunColumn;
      const cell = this.#cells[index]!;
      let run = this.#runs[index]!;
      if (run < 0 || column.ends[run]! <= row) {
        do run++; while (run < column.runs && column.ends[run]! <= row);
        if (run >= column.runs) throw new Error(`Runs end before row ${row}`);
        this.#runs[index] = run;
        cell.length = 0;
        cell.append(this.#leads[index]!);
        this.#writers[index]!.run(column, run, cell);
      }
      piece.append(cell);
      section.until = Math.min(section.until, column.ends[run]!);
    }
    piece.append(section.plain >= 0 ? this.#leads[section.plain]! : this.#rowEnd);
  }
}

/** Bytes a plain cell may need; `%.{digits}g` takes sign, point, `0.000` and an exponent besides. */
function numberRoom(digits = 17): number {
  return Math.max(NUMBER_ROOM, digits + 16);
}
