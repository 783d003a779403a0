/**
 * Questions about the price files in SQL: the user's own, read-only, and the last day of each series.
 *
 * The handle is the locked-down one of prices.ts: it reaches no other file, no network, and its
 * settings are fixed. On top, only one statement that reads is let through.
 */
import {
  DuckDBConnection,
  DuckDBDateValue,
  DuckDBDecimalValue,
  type DuckDBPreparedStatement,
  DuckDBTypeId,
  type DuckDBValue,
  StatementType,
} from "@duckdb/node-api";
import { hearSignals } from "./cancel.ts";
import { usageError } from "./errors.ts";
import type { ColumnSpec, ColumnType } from "./output/chunk.ts";
import { type Cell, columnsOf } from "./output/small_table.ts";
import { damageError, duckdbReason, pricesError } from "./price_errors.ts";
import { FILES, type PriceDatabase } from "./prices.ts";

export interface PriceTable {
  readonly columns: readonly ColumnSpec[];
  rows(): Iterable<readonly Cell[]>;
}

/**
 * The result of one reading SQL statement over the view `prices`. Nothing is rounded: a column with
 * numbers that a double does not hold is text. Throws usage errors for what is refused or wrong.
 */
export async function queryPrices(database: PriceDatabase, sql: string): Promise<PriceTable> {
  const connection = new DuckDBConnection(database.connection);
  await connection.run(`CREATE OR REPLACE TEMP VIEW prices AS SELECT * FROM ${FILES}`);
  const statement = await prepareReading(connection, sql);
  try {
    const result = await statement.run();
    const names = result.deduplicatedColumnNames();
    const values = names.map((): DuckDBValue[] => []);
    for await (const chunk of result) {
      chunk.appendToColumns(values);
      await hearSignals();
    }
    const columns: ExactColumn[] = [];
    for (const [i, { typeId }] of result.columnTypes().entries()) {
      const isFloat = typeId === DuckDBTypeId.DOUBLE || typeId === DuckDBTypeId.FLOAT;
      columns.push(exactColumn(values[i]!, isFloat));
      await hearSignals();
    }
    return {
      columns: columns.flatMap(({ type }, i) => columnsOf(type, names[i]!)),
      *rows() {
        for (let row = 0; row < values[0]!.length; row++) {
          yield columns.map(({ cells }) => cells[row]!);
        }
      },
    };
  } catch (error) {
    // A statement that could be prepared may still fail by itself: a cast, a missing extension.
    throw await damageError(database.connection, database.files) ?? refused(error);
  }
}

/** The newest day of each series whose ticker the pattern (RE2) finds, sorted by ticker and field. */
export async function lastDays(database: PriceDatabase, pattern: string): Promise<PriceTable> {
  const { ticker, field, date, day } = database.columns;
  const connection = new DuckDBConnection(database.connection);
  const columns = [
    ...columnsOf("text", "ticker", "field"),
    ...columnsOf("date", "last_date"),
  ];
  try {
    await connection.run("SELECT regexp_matches('', $1)", [pattern]);
  } catch (error) {
    throw usageError(`Cannot use the pattern "${pattern}": ${duckdbReason(error)}`);
  }
  try {
    const reader = await connection.runAndReadAll(
      `SELECT ${ticker}, ${field}, ${day(`max(${date})`)} FROM ${FILES}
       WHERE regexp_matches(${ticker}, $1) GROUP BY 1, 2 ORDER BY 1, 2`,
      [pattern],
    );
    const rows = reader.getRows() as Cell[][];
    return { columns, rows: () => rows };
  } catch (error) {
    throw await pricesError(error, database.connection, database.files);
  }
}

/** The one statement of a text, if it is one that only reads. */
async function prepareReading(
  connection: DuckDBConnection,
  sql: string,
): Promise<DuckDBPreparedStatement> {
  let statement: DuckDBPreparedStatement;
  let count: number;
  try {
    const statements = await connection.extractStatements(sql);
    count = statements.count;
    if (count !== 1) throw usageError(`Give one SQL statement, not ${count}`);
    statement = await statements.prepare(0);
  } catch (error) {
    // DuckDB reports a text without any statement as a failure of its own.
    if (!sql.replace(/--[^\n]*/g, "").trim()) throw usageError("Give an SQL statement");
    if (error instanceof Error && error.message.startsWith("Give one")) throw error;
    throw refused(error);
  }
  const { statementType, parameterCount } = statement;
  if (statementType !== StatementType.SELECT) {
    throw usageError(
      `Refused ${
        StatementType[statementType]
      }: a query may only read; use SELECT, WITH, DESCRIBE, ` +
        "SUMMARIZE or SHOW",
    );
  }
  if (parameterCount > 0) throw usageError("Write values for the parameters into the query");
  return statement;
}

/** Days that a DATE column of ours can hold: not the infinite ones. */
const LARGEST_DAY = 3_000_000;
const LARGEST_INT = 2_147_483_647;
/** Decimals of up to 15 digits survive a double unchanged. */
const DOUBLE_DIGITS = 15;

interface ExactColumn {
  readonly type: ColumnType;
  readonly cells: Cell[];
}

/** The narrowest type that holds every value of a column as it is; null = NULL. */
function exactColumn(
  values: readonly DuckDBValue[],
  isFloat: boolean,
): ExactColumn {
  const known = values.filter((value) => value !== null);
  const all = (test: (value: DuckDBValue) => boolean) => known.length > 0 && known.every(test);
  const numbers = (type: ColumnType, of: (value: DuckDBValue) => number) => ({
    type,
    cells: values.map((value) => value === null ? null : of(value)),
  });
  if (isFloat) {
    // NaN would look like NULL, so a column with one is text.
    if (all(Number.isFinite)) return numbers("double", Number);
  } else if (all((value) => typeof value === "number" || typeof value === "bigint")) {
    if (all((value) => Math.abs(Number(value)) <= LARGEST_INT)) return numbers("int", Number);
    if (all((value) => Number.isSafeInteger(Number(value)))) return numbers("double", Number);
  } else if (all((value) => value instanceof DuckDBDecimalValue && value.width <= DOUBLE_DIGITS)) {
    return numbers("double", (value) => Number(String(value)));
  } else if (
    all((value) => value instanceof DuckDBDateValue && Math.abs(value.days) < LARGEST_DAY)
  ) {
    return numbers("date", (value) => (value as DuckDBDateValue).days);
  }
  return { type: "text", cells: values.map((value) => value === null ? null : String(value)) };
}

function refused(error: unknown): Error {
  const reason = duckdbReason(error).replace(
    /^Failed to extract statements: (Parser Error: )?/,
    "",
  );
  return usageError(`Cannot run the query: ${reason}`);
}
