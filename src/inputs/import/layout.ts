/** Which column of a table is what: named by the user, or recognised. */
import { inputError } from "../../base/errors.ts";
import { didYouMean } from "../../base/suggest.ts";
import { type Cell, isBlank, tidy } from "./cell.ts";
import { Clue, DateBook } from "./dates.ts";
import { headerRow, quoted, sameName } from "./header.ts";
import { fieldOf, isTicker, knownNames, rankOf, type Role, ROLES, tickerOfFile } from "./names.ts";
import { readNumber } from "./numbers.ts";

/** The columns as the user named them. */
export interface ColumnOptions {
  readonly ticker?: string;
  /** A column, or the field that all values are. */
  readonly field?: string;
  readonly date?: string;
  readonly value?: string;
  /** Whether each column but the date's is a ticker. */
  readonly wide?: boolean;
}

/** A column of values, with what its rows do not tell. */
export interface ValueColumn {
  readonly column: number;
  readonly ticker?: string;
  readonly field?: string;
}

export interface Layout {
  /** How many of the first rows hold no prices. */
  readonly headerRows: number;
  readonly header: readonly string[];
  readonly date: number;
  /** Columns that tell each row's ticker or field; undefined = the value column knows. */
  readonly ticker: number | undefined;
  readonly field: number | undefined;
  readonly values: ValueColumn[];
  /** Columns that hold something, but nothing that is taken. */
  readonly unused: readonly string[];
  /** What was understood, a part a line. */
  readonly about: readonly string[];
  /** A layout whose columns are tickers or fields takes those that come up later as well. */
  readonly later: ((name: string) => Omit<ValueColumn, "column">) | undefined;
}

/**
 * Understands a table by its first rows; `columns` are the names of a file that keeps them apart.
 * Throws exit-3 errors that say what is missing and what could be meant.
 */
export function findLayout(
  path: string,
  columns: readonly string[] | undefined,
  rows: readonly (readonly Cell[])[],
  options: ColumnOptions,
): Layout {
  const at = columns === undefined ? headerRow(path, rows, options) : -1;
  const header = (columns ?? rows[at]!).map((cell) => tidy(String(cell ?? "")));
  const above = at > 0 ? rows[at - 1]! : [];
  return new Finder(path, header, above, rows.slice(at + 1), options).find(at + 1);
}

class Finder {
  constructor(
    readonly path: string,
    readonly header: readonly string[],
    readonly above: readonly Cell[],
    readonly sample: readonly (readonly Cell[])[],
    readonly options: ColumnOptions,
  ) {}

  find(headerRows: number): Layout {
    const date = this.#named("date") ?? this.#recognised("date") ?? this.#unnamedDates();
    if (date === undefined) throw this.#missing("date");
    const ticker = this.options.wide ? undefined : this.#named("ticker") ??
      this.#recognised("ticker", date);
    const field = this.options.wide ? undefined : this.#fieldColumn(date, ticker);
    const isFree = (column: number) => column !== date && column !== ticker && column !== field;
    const free = this.header.map((_, column) => column).filter((column) =>
      isFree(column) && this.#isUsed(column)
    );
    const ignored = free.filter((column) => this.header[column] === "" || !this.#hasNumber(column));
    const useful = free.filter((column) => !ignored.includes(column));
    const { values, about, later } = field !== undefined
      ? this.#long(ticker, field, free, useful)
      : ticker !== undefined
      ? this.#byField(ticker, useful)
      : this.#withoutTicker(useful);
    if (values.length === 0) throw this.#missing("value");
    const unused = free.filter((column) => values.every((value) => value.column !== column))
      .map((column) => this.header[column] || `column ${column + 1}`);
    return {
      headerRows,
      header: this.header,
      ...{ date, ticker, field, values, later },
      unused,
      about: [
        ...(headerRows > 1 ? [`header  in row ${headerRows}`] : []),
        `date    column "${this.header[date] || date + 1}"`,
        ...about,
      ],
    };
  }

  /** The four columns, or three and the file's name. */
  #long(
    ticker: number | undefined,
    field: number,
    free: readonly number[],
    useful: readonly number[],
  ) {
    const value = this.#named("value") ??
      this.#recognised("value", ...useless(free, this.header)) ??
      (useful.length === 1 ? useful[0] : undefined);
    if (value === undefined) throw this.#missing("value");
    const fromFile = ticker === undefined ? { ticker: tickerOfFile(this.path) } : {};
    return {
      values: [{ column: value, ...fromFile }],
      later: undefined,
      about: [
        ticker === undefined
          ? "ticker  the file's name"
          : `ticker  column "${this.header[ticker]}"`,
        `field   column "${this.header[field]}"`,
        `value   column "${this.header[value]}"`,
      ],
    };
  }

  /** A ticker column, and a field a column. */
  #byField(ticker: number, useful: readonly number[]) {
    const about = [`ticker  column "${this.header[ticker]}"`];
    return this.#fields(useful, about, {});
  }

  /** Each column is a field of the row's ticker, or of the file's. */
  #fields(
    useful: readonly number[],
    about: readonly string[],
    fixed: { readonly ticker?: string },
  ) {
    const constant = this.options.field;
    const chosen = this.#named("value");
    if (chosen !== undefined) {
      const field = constant ?? fieldOf(this.header[chosen]!) ?? this.#fieldName(chosen);
      return this.#oneField(chosen, field, about, fixed);
    }
    const asked = constant === undefined
      ? undefined
      : useful.filter((column) =>
        sameName(this.header[column]!, constant) || fieldOf(this.header[column]!) === constant
      );
    if (asked?.length === 1) return this.#oneField(asked[0]!, constant!, about, fixed);
    if (constant !== undefined) {
      const generic = useful.filter((column) =>
        rankOf("value", this.header[column]!) !== undefined
      );
      const only = useful.length === 1 ? useful : generic;
      if (only.length === 1) return this.#oneField(only[0]!, constant, about, fixed);
      const names = useful.map((column) => this.header[column]!);
      throw inputError(
        `Cannot tell which column of "${this.path}" holds the values of field "${constant}": name ` +
          `it with --value COLUMN (found ${quoted(names)})${didYouMean(constant, names)}`,
      );
    }
    const later = (name: string) => ({ field: fieldOf(name) ?? name, ...fixed });
    const values = useful.map((column) => ({
      column,
      field: fieldOf(this.header[column]!) ?? this.#fieldName(column),
      ...fixed,
    }));
    this.#refuseTwice(values);
    return {
      values,
      later,
      about: [
        ...about,
        ...values.map(({ column, field }) =>
          `field   "${field}" from column "${this.header[column]}"`
        ),
      ],
    };
  }

  #oneField(
    column: number,
    field: string,
    about: readonly string[],
    fixed: { readonly ticker?: string },
  ) {
    return {
      values: [{ column, field, ...fixed }],
      later: undefined,
      about: [
        ...about,
        `field   "${field}" for every price`,
        `value   column "${this.header[column]}"`,
      ],
    };
  }

  /** A column's own name as its field; a name that only says "value" tells none. */
  #fieldName(column: number): string {
    const name = this.header[column]!;
    if (rankOf("value", name) === undefined) return name;
    throw inputError(
      `Cannot tell the field of column "${name}" in "${this.path}": name it with --field PX_LAST, ` +
        "or its column with --field COLUMN",
    );
  }

  #refuseTwice(values: readonly { readonly column: number; readonly field: string }[]) {
    for (const [i, { column, field }] of values.entries()) {
      const other = values.slice(0, i).find((value) => value.field === field);
      if (other === undefined) continue;
      const names = `"${this.header[other.column]}" and "${this.header[column]}"`;
      throw inputError(
        `Cannot tell field "${field}" in "${this.path}": columns ${names} could both be it; name ` +
          "one with --value COLUMN",
      );
    }
  }

  /** A ticker a column, or one file a ticker. */
  #withoutTicker(useful: readonly number[]) {
    const names = useful.map((column) => this.header[column]!);
    if (!this.options.wide) {
      const twoRows = this.#tickersAbove(useful);
      if (twoRows !== undefined) return twoRows;
    }
    const isFile = !this.options.wide && (this.options.value !== undefined ||
      names.some((name) => fieldOf(name) !== undefined || rankOf("value", name) !== undefined));
    if (isFile) {
      const ticker = tickerOfFile(this.path);
      return this.#fields(useful, ["ticker  the file's name"], { ticker });
    }
    if (!this.options.wide && !(names.length > 0 && names.every(isTicker))) {
      const found = quoted(this.header);
      throw inputError(
        `Cannot tell the ticker in "${this.path}" (found ${found}): name its column ` +
          "with --ticker COLUMN, or add --wide if each column is a ticker, or name the column of " +
          `values with --value COLUMN if the file's name is the ticker${this.#near("ticker")}`,
      );
    }
    const field = this.options.field;
    if (field === undefined) {
      throw inputError(
        `Cannot tell the field in "${this.path}", where each column is a ticker: name it with ` +
          "--field PX_LAST",
      );
    }
    return {
      values: useful.map((column) => ({ column, ticker: this.header[column]!, field })),
      later: (name: string) => ({ ticker: name, field }),
      about: [
        `ticker  each column: ${quoted(names)}`,
        `field   "${field}" for every price`,
      ],
    };
  }

  /** Tickers in the row above a header of fields, once for several columns where cells were merged. */
  #tickersAbove(useful: readonly number[]) {
    const above = useful.map((column) => this.above[column]).filter((cell) => !isBlank(cell));
    const isFields = useful.some((column) => fieldOf(this.header[column]!) !== undefined);
    // A title is one cell, most often the first.
    if (!isFields || above.length < 2 || isBlank(this.above[useful[0]!])) return undefined;
    const fields = useful.map((column) => fieldOf(this.header[column]!) ?? this.header[column]!);
    let ticker = "";
    const values = useful.map((column, i) => {
      const cell = this.above[column];
      if (!isBlank(cell)) ticker = tidy(String(cell));
      return { column, ticker, field: fields[i]! };
    });
    return {
      values,
      later: undefined,
      about: [
        `ticker  the row above the header: ${quoted([...new Set(values.map((v) => v.ticker))])}`,
        `field   the header: ${quoted([...new Set(fields)])}`,
      ],
    };
  }

  /** The column that the user named for a role; it must be there. */
  #named(role: Role): number | undefined {
    const name = this.options[role];
    if (name === undefined) return undefined;
    const exact = this.header.indexOf(tidy(name));
    const column = exact >= 0 ? exact : this.header.findIndex((each) => sameName(each, name));
    if (column >= 0) return column;
    throw inputError(
      `Cannot read "${this.path}": no column "${name}" (found ${quoted(this.header)})` +
        didYouMean(name, this.header),
    );
  }

  /** The likeliest column by its name. */
  #recognised(role: Role, ...not: readonly number[]): number | undefined {
    let best: number | undefined, least = Infinity;
    this.header.forEach((name, column) => {
      const rank = not.includes(column) ? undefined : rankOf(role, name);
      if (rank !== undefined && rank < least) [best, least] = [column, rank];
    });
    return best;
  }

  /**
   * `--field` names the column of fields if there is one of that name that holds no numbers, else it
   * is the field itself; unless there is a column of fields, which it must then be a slip for.
   */
  #fieldColumn(date: number, ticker: number | undefined): number | undefined {
    const name = this.options.field;
    const found = this.#recognised("field", date, ...(ticker === undefined ? [] : [ticker]));
    if (name === undefined) return found;
    const column = this.header.findIndex((each) => sameName(each, name));
    if (column >= 0) return this.#hasNumber(column) ? undefined : column;
    if (found === undefined) return undefined;
    throw inputError(
      `Cannot read "${this.path}": no column "${name}" (found ${quoted(this.header)})` +
        (didYouMean(name, this.header) || `; the fields seem to be in "${this.header[found]}"`),
    );
  }

  /** The first column, if it has no name (as indexes are written) and holds dates. */
  #unnamedDates(): number | undefined {
    if (this.options.date !== undefined || this.header[0] !== "") return undefined;
    const book = new DateBook(undefined, undefined);
    const isDate = (row: readonly Cell[]) => book.clues[book.id(row[0] ?? null)] !== Clue.none;
    return this.sample.some(isDate) ? 0 : undefined;
  }

  #isUsed(column: number): boolean {
    return this.header[column] !== "" || this.sample.some((row) => !isBlank(row[column]));
  }

  /** Whether a column holds a number, or nothing at all that would speak against numbers. */
  #hasNumber(column: number): boolean {
    let empty = true;
    for (const row of this.sample) {
      const cell = row[column];
      if (isBlank(cell)) continue;
      if (typeof cell === "number") return true;
      const { point, comma } = readNumber(cell as string);
      if (!Number.isNaN(point) || !Number.isNaN(comma)) return true;
      empty = false;
    }
    return empty;
  }

  #missing(role: Role): Error {
    const texts = this.header.filter((name) => name !== "");
    return inputError(
      `Cannot read "${this.path}": no ${role} column (found ${quoted(texts)}): name it with ` +
        `--${role} COLUMN${this.#near(role)}${role === "date" ? this.#datesInHeader() : ""}`,
    );
  }

  /** What a header with days in it says of the table. */
  #datesInHeader(): string {
    const book = new DateBook(undefined, undefined);
    const days = this.header.filter((name) => book.clues[book.id(name)] !== Clue.none).length;
    if (days === 0) return "";
    return days === 1
      ? "; if its first row holds a price already, write the names of the columns above"
      : "; if its columns are days, swap rows and columns first";
  }

  /** The names among the header that are nearly one of a role's. */
  #near(role: Role): string {
    const free = this.header.filter((name) =>
      name !== "" && ROLES.every((each) => rankOf(each, name) === undefined)
    );
    const near = free.find((name) => didYouMean(name, knownNames(role).slice(0, 3)) !== "");
    return near === undefined ? "" : `; is it "${near}"?`;
  }
}

/** Columns that a value column cannot be: those that are not free. */
function useless(free: readonly number[], header: readonly string[]): number[] {
  return header.map((_, column) => column).filter((column) => !free.includes(column));
}
