/**
 * Prices in a text (CSV, TSV, NDJSON, packed with gzip or not) as the rows of a Parquet file: each as
 * it stands and in the order of the text, so that all rules of reading are those of Parquet. Only
 * the long form is read, with days as 2024-01-05 and decimal points: whatever would take a guess is
 * refused, and `straddle prices import` named, which shows what it made of it.
 */
import { inputError } from "../../base/errors.ts";
import { type Batch, type Cell, isBlank, type Meter } from "../import/cell.ts";
import { openTable } from "../import/table.ts";
import { COLUMN_NAMES, type ColumnName, isFolderColumn, lacksColumn } from "./columns_needed.ts";

/** A row group of texts: the stretches of rows with the same one; -1 = missing. */
interface TextRuns {
  readonly kind: "runs";
  readonly dictionary: readonly string[];
  readonly dictionarySize: number;
  readonly codes: Int32Array;
  readonly ends: Int32Array;
  readonly runs: number;
}

/** Some rows; the output's row model has them as well. */
export interface TextRows {
  readonly rows: number;
  readonly columns: readonly (TextRuns | {
    readonly kind: "plain";
    readonly values: Float64Array;
  })[];
}

/** The columns that a text has, in their order, and its rows. */
export interface TextPrices {
  readonly names: readonly ColumnName[];
  readonly groups: AsyncIterable<TextRows>;
}

const GROUP_ROWS = 100_000;
const NUMBER = /^\s*[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?\s*$/;
const INFINITE = /^\s*([+-]?)inf(?:inity)?\s*$/i;
/** What DuckDB takes for a day or a stamp; whether there is such a day, it tells. */
const DAY =
  /^\d{4}(?:-\d{1,2}-\d{1,2}|\/\d{1,2}\/\d{1,2})(?:[T ]\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?\s*(?:Z|UTC|[+-]\d{2}(?::?\d{2})?)?)?$/;

/**
 * Opens a text. Throws exit-4 errors for files that cannot be opened, exit 3 for what is no such text;
 * the rows throw them too.
 */
export async function openText(path: string, meter: Meter): Promise<TextPrices> {
  const table = await openTable(path, undefined, meter);
  const batches = table.batches[Symbol.asyncIterator]();
  const { value: first } = await batches.next();
  const header = first?.header ?? first?.rows[0]?.map((cell: Cell) => String(cell ?? "")) ?? [];
  const found = positionsOf(header, path);
  const missing = COLUMN_NAMES.find((name) => !found.has(name) && !isFolderColumn(name, path));
  if (missing !== undefined) {
    throw inputError(`Cannot read prices "${path}": ${lacksColumn(missing, header)}; ${ELSE}`);
  }
  const names = [...found.keys()];
  const reader = new Reader(path, names, header);
  async function* groups(): AsyncGenerator<TextRows> {
    let batch: Batch | undefined = first;
    for (let skip = first?.header ? 0 : 1; batch !== undefined; skip = 0) {
      yield* reader.take(batch, skip);
      batch = (await batches.next()).value;
    }
    yield* reader.rest();
  }
  return { names, groups: groups() };
}

const ELSE = "straddle prices import reads other tables";

/** Where the columns are, by their names in any letter case. */
function positionsOf(header: readonly string[], path: string): Map<ColumnName, number> {
  const found = new Map<ColumnName, number>();
  for (const [at, text] of header.entries()) {
    const name = COLUMN_NAMES.find((name) => name === text.trim().toLowerCase());
    if (name === undefined) continue;
    if (found.has(name)) {
      throw inputError(
        `Cannot read prices "${path}": two columns are called "${name}"; rename one`,
      );
    }
    found.set(name, at);
  }
  return found;
}

class Reader {
  #positions: readonly (number | undefined)[];
  #width: number;
  readonly #texts: readonly (TextColumn | undefined)[];
  #values = new Float64Array(GROUP_ROWS);
  #rows = 0;
  #lastDay: string | undefined;

  constructor(
    readonly path: string,
    readonly names: readonly ColumnName[],
    header: readonly string[],
  ) {
    this.#width = header.length;
    const found = positionsOf(header, path);
    this.#positions = names.map((name) => found.get(name));
    this.#texts = names.map((name) => name === "value" ? undefined : new TextColumn());
  }

  *take({ header, rows, first }: Batch, skip: number): Generator<TextRows> {
    if (header && header.length > this.#width) this.#width = header.length;
    for (let i = skip; i < rows.length; i++) {
      this.#row(rows[i]!, first + i);
      if (this.#rows === GROUP_ROWS) yield* this.rest();
    }
  }

  /** The rows that were taken since the last group. */
  *rest(): Generator<TextRows> {
    if (this.#rows === 0) return;
    const rows = this.#rows;
    this.#rows = 0;
    yield {
      rows,
      columns: this.#texts.map((text) =>
        text?.take(rows) ?? { kind: "plain", values: this.#values.subarray(0, rows) }
      ),
    };
  }

  #row(row: readonly Cell[], number: number): void {
    if (row.length > this.#width) this.#refuseLong(row, number);
    if (row.length < this.#width && row.every(isBlank)) return;
    for (let i = 0; i < this.names.length; i++) {
      const cell = row[this.#positions[i]!] ?? null;
      const text = this.#texts[i];
      if (text === undefined) this.#values[this.#rows] = this.#number(cell, number);
      else text.add(this.#rows, this.#text(this.names[i]!, cell, number));
    }
    this.#rows++;
  }

  /** An empty field is one: some series have none. */
  #text(name: ColumnName, cell: Cell, row: number): string | null {
    if (cell === null || (cell === "" && name !== "field")) return null;
    const text = typeof cell === "string" ? cell : String(cell);
    if (name !== "date" || text === this.#lastDay) return text;
    const day = text.trim();
    if (day === "") return null;
    if (!DAY.test(day)) this.#refuse(row, `"${text}" is no day like 2024-01-05`);
    if (day === text) this.#lastDay = text;
    return day;
  }

  #number(cell: Cell, row: number): number {
    if (typeof cell === "number") return cell;
    if (cell !== null && NUMBER.test(cell)) return Number(cell);
    if (isBlank(cell)) return NaN;
    const infinite = INFINITE.exec(cell!);
    if (infinite) return infinite[1] === "-" ? -Infinity : Infinity;
    return this.#refuse(row, `"${cell}" is no number like 1234.5`);
  }

  #refuseLong(row: readonly Cell[], number: number): void {
    const extra = row.slice(this.#width).find((cell) => !isBlank(cell));
    if (extra === undefined) return;
    this.#refuse(
      number,
      `it has ${row.length} cells, the header ${this.#width}; quote what holds a comma`,
    );
  }

  #refuse(row: number, fault: string): never {
    throw inputError(`Cannot read prices "${this.path}": row ${row}: ${fault}; ${ELSE}`);
  }
}

/** A column of texts on its way into a row group. */
class TextColumn {
  readonly #known = new Map<string, number>();
  #codes: number[] = [];
  #ends: number[] = [];
  #last: string | null | undefined;

  add(row: number, text: string | null): void {
    if (text !== this.#last) {
      this.#last = text;
      this.#codes.push(text === null ? -1 : this.#code(text));
      this.#ends.push(row);
    }
    this.#ends[this.#ends.length - 1] = row + 1;
  }

  #code(text: string): number {
    let code = this.#known.get(text);
    if (code === undefined) this.#known.set(text, code = this.#known.size);
    return code;
  }

  take(rows: number): TextRuns {
    const taken: TextRuns = {
      kind: "runs",
      dictionary: [...this.#known.keys()],
      dictionarySize: this.#known.size,
      codes: Int32Array.from(this.#codes),
      ends: Int32Array.from(this.#ends),
      runs: this.#codes.length,
    };
    if (taken.runs > 0 && taken.ends.at(-1) !== rows) throw new RangeError("Rows were lost");
    this.#known.clear();
    this.#codes = [];
    this.#ends = [];
    this.#last = undefined;
    return taken;
  }
}
