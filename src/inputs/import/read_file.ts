/** One file of prices into the store: understood by its first rows, then row by row. */
import { inputError } from "../../base/errors.ts";
import { type Batch, type Cell, isBlank, isError, type Meter, tidy } from "./cell.ts";
import { Clue, type DateBook, type DateOrder } from "./dates.ts";
import { type ColumnOptions, findLayout, type Layout } from "./layout.ts";
import type { LeftOut, Reason } from "./left_out.ts";
import { type DecimalSign, type Evidence, NumberColumn } from "./numbers.ts";
import type { PriceStore } from "./store.ts";
import { openTable } from "./table.ts";

/** What all files of an import are read into. */
export interface Target {
  readonly store: PriceStore;
  readonly book: DateBook;
  readonly leftOut: LeftOut;
}

export interface ReadOptions extends ColumnOptions {
  readonly sheet?: string;
  readonly decimal?: DecimalSign;
}

/** A price as it was written, to show how it was understood. */
export interface Specimen {
  readonly row: number;
  readonly place: number;
  readonly text: string;
}

/** A file that was read, with what its dates and numbers say of their order and sign. */
export interface ReadFile {
  readonly path: string;
  readonly form: string;
  readonly layout: Layout;
  readonly rows: number;
  /** Its prices are those from `start` up to `end` of the store. */
  readonly start: number;
  readonly end: number;
  /** The first date of each clue. */
  readonly clues: ReadonlyMap<Clue, Evidence>;
  readonly numbers: NumberColumn;
  /** A text that shows how numbers are written; undefined = they are numbers already. */
  readonly numberText: string | undefined;
  readonly specimens: readonly Specimen[];
  /** How dates are written, in words, with the first of each. */
  readonly dateForms: ReadonlyMap<string, number>;
  order: DateOrder | undefined;
}

const SPECIMENS = 3;

/** Reads a file. Throws exit-4 errors, exit 3 for what cannot be understood. */
export async function readFile(
  path: string,
  options: ReadOptions,
  target: Target,
  meter: Meter,
): Promise<ReadFile> {
  const table = await openTable(path, options.sheet, meter);
  let reader: RowReader | undefined;
  for await (const batch of table.batches) {
    if (reader) {
      reader.take(batch, 0);
      continue;
    }
    const layout = findLayout(path, batch.header, batch.rows, options);
    const numbers = new NumberColumn(options.decimal, table.semicolons ?? false);
    reader = new RowReader(path, layout, numbers, target);
    reader.take(batch, layout.headerRows);
  }
  if (!reader) throw inputError(`Cannot read "${path}": it holds no rows`);
  return reader.finish(table.form);
}

function isNoTicker(cell: Cell): boolean {
  return cell === null || isError(cell) || (typeof cell === "string" && tidy(cell) === "");
}

/** An empty field is one, and so is "none": asset tables have series without a field. */
function isNoField(cell: Cell): boolean {
  return cell === null || isError(cell);
}

class RowReader {
  readonly #start: number;
  readonly #clues = new Map<Clue, Evidence>();
  readonly #dateForms = new Map<string, number>();
  readonly #specimens: Specimen[] = [];
  /** The series of a ticker and a field as they are written; -1 = none, for the reason aside. */
  readonly #series = new Map<Cell, Map<Cell, number>>();
  #header: number;
  #rows = 0;
  #numberText: string | undefined;
  #lastDate = -1;

  constructor(
    readonly path: string,
    readonly layout: Layout,
    readonly numbers: NumberColumn,
    readonly target: Target,
  ) {
    this.#start = target.store.length;
    this.#header = layout.header.length;
  }

  take({ header, rows, first }: Batch, skip: number): void {
    if (header && header.length > this.#header) this.#grow(header);
    for (let i = skip; i < rows.length; i++) this.#row(rows[i]!, first + i);
  }

  /** Takes columns that come up late, where every column is one of prices. */
  #grow(header: readonly string[]): void {
    const { later, values } = this.layout;
    for (let column = this.#header; column < header.length; column++) {
      if (later) values.push({ column, ...later(tidy(header[column]!)) });
    }
    this.#header = header.length;
  }

  #row(row: readonly Cell[], number: number): void {
    const { layout, target: { book, store } } = this;
    if (row.length > this.#header) this.#refuseLong(row, number);
    const dateCell = row[layout.date] ?? null;
    const date = book.id(dateCell);
    const clue = book.clues[date]!;
    if (clue === Clue.none) {
      if (row.every(isBlank)) return;
      this.#rows++;
      this.#leave(isBlank(dateCell) ? "noDate" : "notADate", number, dateCell);
      return;
    }
    this.#rows++;
    if (date !== this.#lastDate) this.#noteDate(date, clue, number);
    for (const { column, ticker, field } of layout.values) {
      const cell = row[column] ?? null;
      const tickerCell = ticker ?? row[layout.ticker!] ?? null;
      const fieldCell = field ?? row[layout.field!] ?? null;
      const series = this.#seriesOf(tickerCell, fieldCell);
      if (series < 0) {
        const reason = isNoTicker(tickerCell) ? "noTicker" : "noField";
        this.#leave(reason, number, reason === "noTicker" ? tickerCell : fieldCell);
        continue;
      }
      const place = store.length;
      const value = this.numbers.read(cell, number, place);
      if (value !== value) {
        this.#leave(isBlank(cell) ? "noValue" : "notANumber", number, cell);
        continue;
      }
      store.add(series, date, value);
      if (this.#specimens.length < SPECIMENS) {
        this.#specimens.push({ row: number, place, text: String(cell) });
      }
      if (this.#numberText === undefined && typeof cell === "string") this.#numberText = cell;
    }
  }

  #noteDate(date: number, clue: Clue, row: number): void {
    const { book } = this.target;
    this.#lastDate = date;
    if (!this.#clues.has(clue)) this.#clues.set(clue, { text: book.texts[date]!, row });
    const form = book.forms[date]!;
    if (!this.#dateForms.has(form)) this.#dateForms.set(form, date);
  }

  #seriesOf(tickerCell: Cell, fieldCell: Cell): number {
    let fields = this.#series.get(tickerCell);
    let series = fields?.get(fieldCell);
    if (series !== undefined) return series;
    if (!fields) this.#series.set(tickerCell, fields = new Map());
    series = isNoTicker(tickerCell) || isNoField(fieldCell)
      ? -1
      : this.target.store.seriesOf(tidy(String(tickerCell)), tidy(String(fieldCell)));
    fields.set(fieldCell, series);
    return series;
  }

  #leave(reason: Reason, row: number, cell: Cell): void {
    this.target.leftOut.add(reason, this.path, row, String(cell ?? ""));
  }

  #refuseLong(row: readonly Cell[], number: number): void {
    const extra = row.slice(this.#header).find((cell) => !isBlank(cell));
    if (extra === undefined) return;
    throw inputError(
      `Cannot read "${this.path}": row ${number} has ${row.length} cells, the header ` +
        `${this.#header} ("${extra}" is too much); a decimal comma must be quoted where commas ` +
        "part the cells",
    );
  }

  finish(form: string): ReadFile {
    return {
      ...{ path: this.path, form, layout: this.layout, rows: this.#rows },
      ...{ start: this.#start, end: this.target.store.length },
      ...{ clues: this.#clues, numbers: this.numbers, numberText: this.#numberText },
      ...{ specimens: this.#specimens, dateForms: this.#dateForms, order: undefined },
    };
  }
}
