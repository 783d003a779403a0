/** A column of a query's result, gathered piece by piece: nothing is rounded, and little is kept. */
import "../base/duckdb/library.ts";
import {
  DuckDBDateValue,
  type DuckDBDecimalType,
  type DuckDBType,
  DuckDBTypeId,
  type DuckDBValue,
} from "@duckdb/node-api";
import type { ColumnType } from "../output/chunk.ts";
import type { Cell } from "../output/write_table.ts";

/** Days that a DATE column of ours can hold: not the infinite ones. */
const LARGEST_DAY = 3_000_000;
const LARGEST_INT = 2_147_483_647;
/** Decimals of up to 15 digits survive a double unchanged. */
const DOUBLE_DIGITS = 15;
/** Texts that repeat are kept once; a column of more different ones is one of names or keys. */
const MAX_KNOWN_TEXTS = 100_000;

/** What a column's values are, and which type of ours holds them unless one of them does not fit. */
type Family = "float" | "integer" | "decimal" | "date" | "text";

export class ExactColumn {
  readonly #family: Family;
  /** Numbers, days, texts; what does not fit is kept as it is. V8 packs pieces of mere numbers. */
  readonly #pieces: (readonly (Cell | DuckDBValue)[])[] = [];
  readonly #texts = new Map<string, string>();
  #known = false;
  #fits = true;
  #isSmall = true;
  /** How long the texts are that are kept. */
  characters = 0;

  /** Whether the values are texts in DuckDB too. */
  readonly isText: boolean;

  constructor(type: DuckDBType) {
    this.#family = familyOf(type);
    this.isText = type.typeId === DuckDBTypeId.VARCHAR || type.typeId === DuckDBTypeId.BLOB;
  }

  add(values: readonly DuckDBValue[]): void {
    this.#pieces.push(values.map((value) => value === null ? null : this.#take(value)));
  }

  /** The narrowest type that holds every value as it is. */
  get type(): ColumnType {
    if (!this.#known || !this.#fits || this.#family === "text") return "text";
    if (this.#family === "date") return "date";
    return this.#family === "integer" && this.#isSmall ? "int" : "double";
  }

  /** The cells of a piece, once all pieces are there. */
  cells(piece: number): readonly Cell[] {
    const cells = this.#pieces[piece]!;
    if (this.type !== "text" || this.#family === "text") return cells as readonly Cell[];
    const isDate = this.#family === "date";
    return cells.map((cell) => {
      if (cell === null) return null;
      return String(isDate && typeof cell === "number" ? new DuckDBDateValue(cell) : cell);
    });
  }

  #take(value: NonNullable<DuckDBValue>): Cell | DuckDBValue {
    this.#known = true;
    switch (this.#family) {
      case "float":
        // NaN would look like NULL.
        if (!Number.isFinite(value)) this.#fits = false;
        return value;
      case "integer": {
        const number = Number(value);
        if (Math.abs(number) > LARGEST_INT) this.#isSmall = false;
        if (Number.isSafeInteger(number)) return number;
        this.#fits = false;
        return value;
      }
      case "decimal":
        return Number(String(value));
      case "date": {
        const { days } = value as DuckDBDateValue;
        if (Math.abs(days) < LARGEST_DAY) return days;
        this.#fits = false;
        return value;
      }
      case "text":
        return this.#text(String(value));
    }
  }

  #text(text: string): string {
    const known = this.#texts.get(text);
    if (known !== undefined) return known;
    if (this.#texts.size < MAX_KNOWN_TEXTS) this.#texts.set(text, text);
    this.characters += text.length;
    return text;
  }
}

const INTEGERS: ReadonlySet<DuckDBTypeId> = new Set([
  DuckDBTypeId.TINYINT,
  DuckDBTypeId.SMALLINT,
  DuckDBTypeId.INTEGER,
  DuckDBTypeId.BIGINT,
  DuckDBTypeId.HUGEINT,
  DuckDBTypeId.UTINYINT,
  DuckDBTypeId.USMALLINT,
  DuckDBTypeId.UINTEGER,
  DuckDBTypeId.UBIGINT,
  DuckDBTypeId.UHUGEINT,
]);

function familyOf(type: DuckDBType): Family {
  if (INTEGERS.has(type.typeId)) return "integer";
  switch (type.typeId) {
    case DuckDBTypeId.DOUBLE:
    case DuckDBTypeId.FLOAT:
      return "float";
    case DuckDBTypeId.DATE:
      return "date";
    case DuckDBTypeId.DECIMAL:
      return (type as DuckDBDecimalType).width <= DOUBLE_DIGITS ? "decimal" : "text";
    default:
      return "text";
  }
}
