/**
 * One question in SQL over a locked-down DuckDB handle: it reads, and nothing else; its result is
 * bounded, and nothing in it is rounded.
 *
 * The handle reaches no other file, no network, and its settings are fixed (base/duckdb/locked.ts).
 * On top, only one statement that reads is let through.
 */
import "../base/duckdb/library.ts";
import {
  type DuckDBConnection,
  type DuckDBPreparedStatement,
  StatementType,
} from "@duckdb/node-api";
import { letSignalsIn } from "../base/cancel.ts";
import { StraddleError, usageError } from "../base/errors.ts";
import { textBytes } from "../base/duckdb/columns.ts";
import { ExactColumn } from "./exact_column.ts";
import { memoryError, OutOfMemory } from "../base/out_of_memory.ts";
import type { ColumnSpec } from "../output/chunk.ts";
import { type Cell, columnsOf } from "../output/write_table.ts";
import { duckdbReason } from "../base/duckdb/errors.ts";
import { noQuestion, refuseActions } from "./query_guard.ts";

/** A result of more cells, or of more text, is refused: its types are known at its end only. */
const MAX_CELLS = 50_000_000;
const MAX_CHARACTERS = 250_000_000;
const LESS = "ask for less with WHERE, LIMIT or GROUP BY";

/** What a query is asked of. */
export interface Asked {
  /** In words: `the prices`. */
  readonly what: string;
  /** Bytes that DuckDB keeps within. */
  readonly memory: number;
  /** The error for a file that cannot be read after all, if that is why a query failed. */
  readonly damage: (error: unknown) => Promise<Error | undefined>;
}

/** The result of a query. */
export interface QueryTable {
  readonly columns: readonly ColumnSpec[];
  rows(): Iterable<readonly Cell[]>;
}

/**
 * The result of one reading SQL statement over what the handle has. Nothing is rounded: a column
 * with numbers that a double does not hold is text. Throws usage errors for what is refused or wrong.
 */
export async function readQuery(
  connection: DuckDBConnection,
  sql: string,
  { what, memory, damage }: Asked,
): Promise<QueryTable> {
  const statement = await prepareReading(connection, sql, what);
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
        : new OutOfMemory(`the query needs more than the ${memory / 1e6} MB it may take; ${LESS}`);
    }
    // A statement that could be prepared may still fail by itself: a cast, a missing extension.
    throw await damage(error) ?? refused(error);
  }
}

/** The one statement of a text, if it is one that only reads. */
async function prepareReading(
  connection: DuckDBConnection,
  sql: string,
  what: string,
): Promise<DuckDBPreparedStatement> {
  let statement: DuckDBPreparedStatement;
  try {
    const statements = await connection.extractStatements(sql);
    const { count } = statements;
    if (count !== 1) throw usageError(`Give one SQL statement, not ${count}`);
    await refuseActions(connection, sql, what);
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
    /^failed to extract statements: (parser error: )?/i,
    "",
  );
  return usageError(`Cannot run the query: ${reason}`);
}
