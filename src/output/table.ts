/**
 * A preview for people: the first and last rows of a table in a box, and its size, as DuckDB's
 * shell shows it.
 *
 * It is a preview, not the data: at most 40 rows, or as many as a terminal is to show, numbers with
 * 6 significant digits unless `digits` says otherwise. On a terminal columns without a value are left
 * out, and others if it is too narrow. Control characters in texts are shown escaped, so a text can
 * neither break the box nor speak to the terminal.
 *
 * Encoders emit no bytes; each chunk's note has its first and last rows, and the footer draws.
 */
import { formatDay } from "../base/calendar.ts";
import { type Chunk, type Column, type ColumnSpec, NO_DAY } from "./chunk.ts";
import type { ChunkEncoder, Footer, Format, FormatOptions, WrittenChunk } from "./format.ts";
import { formatNumber } from "./number_text.ts";
import { cutText } from "../base/text_width.ts";
import { counted, grouped } from "../base/wording.ts";
import { type BoxColumn, drawBox } from "./table_box.ts";
import { escapeUnsafe } from "../base/text.ts";

/** Rows shown at each end of a table, unless a terminal is to show another number. */
const END_ROWS = 20;
const DEFAULT_DIGITS = 6;

/** Rows of a chunk as cells joined by tabs (which cells can't hold: they are escaped). */
interface PreviewNote {
  /** The first rows: all of them if the chunk has no more than those of both ends. */
  readonly head: readonly string[];
  /** The last rows, of larger chunks only. */
  readonly tail: readonly string[];
}

class PreviewEncoder implements ChunkEncoder {
  readonly #columns: readonly ColumnSpec[];
  readonly #digits: number;
  readonly #endRows: number;

  constructor(columns: readonly ColumnSpec[], options: FormatOptions) {
    this.#columns = columns;
    this.#digits = options.digits ?? DEFAULT_DIGITS;
    this.#endRows = options.terminal?.endRows ?? END_ROWS;
  }

  encode(chunk: Chunk): { parts: Uint8Array[]; note: PreviewNote } {
    const { rows } = chunk;
    const ends = this.#endRows;
    const whole = rows <= 2 * ends;
    return {
      parts: [],
      note: {
        head: this.#rows(chunk, 0, whole ? rows : ends),
        tail: whole ? [] : this.#rows(chunk, rows - ends, rows),
      },
    };
  }

  #rows(chunk: Chunk, from: number, to: number): string[] {
    const lines: string[] = [];
    for (let row = from; row < to; row++) {
      lines.push(
        this.#columns.map((column, i) => this.#cell(column, chunk.columns[i]!, row)).join("\t"),
      );
    }
    return lines;
  }

  #cell(spec: ColumnSpec, column: Column, row: number): string {
    const value = valueAt(column, row);
    if (typeof value === "string") return escapeUnsafe(value);
    const missing = value === undefined || Number.isNaN(value) ||
      (spec.type !== "double" && value === NO_DAY);
    if (missing) return spec.missing;
    if (spec.type === "double") return formatNumber(value, this.#digits);
    return spec.type === "date" ? formatDay(value) : String(value);
  }
}

/** The value of a row; undefined = missing (plain columns have their own marks for that). */
function valueAt(column: Column, row: number): string | number | undefined {
  if (column.kind === "plain") return column.values[row];
  let low = 0;
  let high = column.runs - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (column.ends[middle]! > row) high = middle;
    else low = middle + 1;
  }
  const code = column.codes[low]!;
  return code < 0 ? undefined : column.dictionary[code];
}

/** The first rows of a table, at most `limit`, from the chunks that have them. */
function firstRows(chunks: readonly WrittenChunk[], limit: number): string[] {
  const lines: string[] = [];
  for (const chunk of chunks) {
    if (lines.length >= limit) break;
    lines.push(...(chunk.note as PreviewNote).head);
  }
  return lines.slice(0, limit);
}

function lastRows(chunks: readonly WrittenChunk[], limit: number): string[] {
  let lines: string[] = [];
  for (let i = chunks.length - 1; i >= 0 && lines.length < limit; i--) {
    const { head, tail } = chunks[i]!.note as PreviewNote;
    lines = [...(tail.length > 0 ? tail : head), ...lines];
  }
  return lines.slice(-limit);
}

export const table: Format = {
  header: () => new Uint8Array(0),
  encoder: (columns, options) => new PreviewEncoder(columns, options),
  between: new Uint8Array(0),
  footer(columns: readonly ColumnSpec[], { chunks, terminal }: Footer): Uint8Array {
    const rows = chunks.reduce((sum, chunk) => sum + chunk.rows, 0);
    const ends = terminal?.endRows ?? END_ROWS;
    const whole = rows <= 2 * ends;
    const cells = (lines: string[]) => lines.map((line) => line.split("\t"));
    const head = cells(firstRows(chunks, whole ? rows : ends));
    const tail = cells(whole ? [] : lastRows(chunks, ends));
    const filled = columns.map((_, i) => i).filter((i) =>
      terminal === undefined || rows === 0 || isWorthShowing(columns[i]!, [...head, ...tail], i)
    );
    const only = (lines: string[][]) => lines.map((line) => filled.map((i) => line[i]!));
    const box = drawBox(
      filled.map((i) => boxColumn(columns[i]!)),
      only(head),
      only(tail),
      terminal?.width,
      terminal?.color,
    );
    const shown = box.shown.map((i) => filled[i]!);
    const counts = [
      shownOf(rows, "row", whole ? rows : 2 * ends),
      shownOf(columns.length, "column", shown.length),
    ];
    const size = counts.join("  ");
    const isWide = terminal !== undefined && size.length > terminal.width;
    const others = columns.filter((_, i) => !shown.includes(i)).map(({ name }) => name);
    const lines = [...box.lines, ...(isWide ? counts : [size])];
    if (others.length > 0 && terminal !== undefined) {
      lines.push(
        cutText(escapeUnsafe(`--columns would show ${others.join(", ")}`), terminal.width),
      );
    }
    return new TextEncoder().encode(lines.join("\n") + "\n");
  },
};

function boxColumn({ name, type, look = {} }: ColumnSpec): BoxColumn {
  const right = look.right ?? (type === "double" || type === "int");
  const text = type === "text" && !right;
  const { keep, spare, loss } = look;
  return { name: escapeUnsafe(name), right, text, keep, spare, loss };
}

/** Whether one of the rows has a value in the column, or the column is one that people look for. */
function isWorthShowing(
  { missing, look }: ColumnSpec,
  rows: readonly (readonly string[])[],
  i: number,
): boolean {
  return look?.keep !== undefined || rows.some((row) => row[i] !== missing);
}

/** `17,280 rows (40 shown)`. */
function shownOf(total: number, noun: string, shown: number): string {
  const all = counted(total, noun);
  return shown < total ? `${all} (${grouped(shown)} shown)` : all;
}
