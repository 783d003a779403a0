/**
 * Questions about the price files in SQL: the user's own, read-only, and the last day of each series.
 *
 * The handle is the locked-down one of prices.ts: it reaches no other file, no network, and its
 * settings are fixed. On top, only one statement that reads is let through.
 */
import "../base/duckdb/library.ts";
import { DuckDBConnection, type DuckDBPreparedStatement, StatementType } from "@duckdb/node-api";
import { letSignalsIn } from "../base/cancel.ts";
import { StraddleError, usageError } from "../base/errors.ts";
import { textBytes } from "../base/duckdb/columns.ts";
import { ExactColumn } from "./exact_column.ts";
import { memoryError, OutOfMemory } from "../base/out_of_memory.ts";
import type { ColumnSpec } from "../output/chunk.ts";
import { type Cell, columnsOf } from "../output/write_table.ts";
import { damageError, pricesError } from "../inputs/prices/errors.ts";
import { duckdbReason } from "../base/duckdb/errors.ts";
import { DUCKDB_BYTES, type PriceDatabase } from "../inputs/prices/database.ts";
import { type PriceColumns, unionOf } from "../inputs/prices/columns.ts";
import { noQuestion, refuseActions } from "./query_guard.ts";

/** A result of more cells, or of more text, is refused: its types are known at its end only. */
const MAX_CELLS = 50_000_000;
const MAX_CHARACTERS = 250_000_000;
const LESS = "ask for less with WHERE, LIMIT or GROUP BY";
/** DuckDB's own, in words. */
const LIMIT = `${DUCKDB_BYTES / 1e6} MB`;

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
  await connection.run(`CREATE OR REPLACE TEMP VIEW prices AS ${viewSql(database.columns)}`);
  const statement = await prepareReading(connection, sql);
  try {
    const result = await statement.stream();
    const names = result.deduplicatedColumnNames();
    const columns = result.columnTypes().map((type) => new ExactColumn(type));
    let rows = 0;
    let pieces = 0;
    for await (const chunk of result) {
      rows += chunk.rowCount;
      pieces++;
      let characters = 0;
      columns.forEach((column, i) => {
        // Looked at before the texts are made: a few of them may fill the memory.
        characters += column.characters;
        if (column.isText) characters += textBytes(chunk.chunk, i);
        if (rows * columns.length <= MAX_CELLS && characters <= MAX_CHARACTERS) {
          column.add(chunk.getColumnValues(i));
        } else {
          throw new OutOfMemory(`the query's result is too large to be kept; ${LESS}`);
        }
      });
      await letSignalsIn();
    }
    return {
      columns: columns.flatMap(({ type }, i) => columnsOf(type, names[i]!)),
      *rows() {
        for (let piece = 0; piece < pieces; piece++) {
          const cells = columns.map((column) => column.cells(piece));
          for (let row = 0; row < cells[0]!.length; row++) yield cells.map((cells) => cells[row]!);
        }
      },
    };
  } catch (error) {
    const known = memoryError(error);
    if (known instanceof OutOfMemory) {
      throw error === known
        ? known
        : new OutOfMemory(`the query needs more than the ${LIMIT} it may take; ${LESS}`);
    }
    // A statement that could be prepared may still fail by itself: a cast, a missing extension.
    throw await damageError(database.connection, database.files) ?? refused(error);
  }
}

/**
 * All columns of the files as they are; files of unlike types meet in days and doubles, and a column
 * that some files lack is NULL in their rows.
 */
function viewSql(columns: PriceColumns): string {
  const selects = columns.map(({ from, ticker, field, date, day, value, filled }) => {
    const added = Object.entries(filled).map(([name, sql]) => `, ${sql} AS ${name}`).join("");
    if (columns.length === 1) return `SELECT *${added} FROM ${from}`;
    return `SELECT ${ticker} AS ticker, ${field} AS field, DATE '1970-01-01' + ${day(date)} AS date,
                   ${value} AS value, * EXCLUDE (${
      ["ticker", "field", "date", "value"].filter((name) => !(name in filled)).join(", ")
    }) FROM ${from}`;
  });
  return selects.join(" UNION ALL BY NAME ");
}

/** The newest day of each series whose ticker the pattern (RE2) finds, sorted by ticker and field. */
export async function lastDays(database: PriceDatabase, pattern: string): Promise<PriceTable> {
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
      `SELECT ticker, field, max(day) FROM (${
        unionOf(database.columns, ({ from, ticker, field, date, day }) =>
          `SELECT ${ticker} AS ticker, ${field} AS field, ${day(`max(${date})`)} AS day FROM ${from}
           WHERE regexp_matches(${ticker}, $1) GROUP BY 1, 2`)
      }) GROUP BY 1, 2 ORDER BY 1, 2`,
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
  try {
    const statements = await connection.extractStatements(sql);
    const { count } = statements;
    if (count !== 1) throw usageError(`Give one SQL statement, not ${count}`);
    await refuseActions(connection, sql);
    statement = await statements.prepare(0);
  } catch (error) {
    // DuckDB reports a text without any statement as a failure of its own.
    if (!sql.replace(/--[^\n]*/g, "").trim()) throw usageError("Give an SQL statement");
    if (error instanceof StraddleError) throw error;
    throw refused(error);
  }
  const { statementType, parameterCount } = statement;
  if (statementType !== StatementType.SELECT) throw noQuestion(StatementType[statementType]!);
  if (parameterCount > 0) throw usageError("Write values for the parameters into the query");
  return statement;
}

function refused(error: unknown): Error {
  const reason = duckdbReason(error).replace(
    /^Failed to extract statements: (Parser Error: )?/,
    "",
  );
  return usageError(`Cannot run the query: ${reason}`);
}
