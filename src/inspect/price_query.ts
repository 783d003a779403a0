/** Questions about the price files in SQL: the user's own, and the last day of each series. */
import "../base/duckdb/library.ts";
import { DuckDBConnection } from "@duckdb/node-api";
import { usageError } from "../base/errors.ts";
import { type Cell, columnsOf } from "../output/write_table.ts";
import { damageError, pricesError } from "../inputs/prices/errors.ts";
import { duckdbReason } from "../base/duckdb/errors.ts";
import { DUCKDB_BYTES, type PriceDatabase } from "../inputs/prices/database.ts";
import { type PriceColumns, unionOf } from "../inputs/prices/columns.ts";
import { type QueryTable, readQuery } from "./query.ts";

/** The result of one reading SQL statement over the view `prices`; see {@link readQuery}. */
export async function queryPrices(database: PriceDatabase, sql: string): Promise<QueryTable> {
  const connection = new DuckDBConnection(database.connection);
  await connection.run(`CREATE OR REPLACE TEMP VIEW prices AS ${viewSql(database.columns)}`);
  return await readQuery(connection, sql, {
    what: "the prices",
    memory: DUCKDB_BYTES,
    damage: () => damageError(database.connection, database.files),
  });
}

/**
 * All columns of the files as they are; files of unlike types meet in days and doubles, and a column
 * that some files lack is NULL in their rows.
 */
function viewSql(columns: PriceColumns): string {
  const selects = columns.map(({ from, ticker, field, date, day, value, filled }) => {
    const added = Object.entries(filled).map(([name, sql]) => `, ${sql} AS ${name}`).join("");
    if (columns.length === 1) return `SELECT *${added} FROM ${from}`;
    const own = ["ticker", "field", "date", "value"].filter((name) => !(name in filled));
    return `SELECT ${ticker} AS ticker, ${field} AS field, DATE '1970-01-01' + ${day(date)} AS date,
                   ${value} AS value, * EXCLUDE (${own.join(", ")}) FROM ${from}`;
  });
  return selects.join(" UNION ALL BY NAME ");
}

/** The newest day of each series whose ticker the pattern (RE2) finds, sorted by ticker and field. */
export async function lastDays(database: PriceDatabase, pattern: string): Promise<QueryTable> {
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
    const newest = unionOf(
      database.columns,
      ({ from, ticker, field, date, day }) =>
        `SELECT ${ticker} AS ticker, ${field} AS field, ${day(`max(${date})`)} AS day FROM ${from}
       WHERE regexp_matches(${ticker}, $1) GROUP BY 1, 2`,
    );
    const reader = await connection.runAndReadAll(
      `SELECT ticker, field, max(day) FROM (${newest}) GROUP BY 1, 2 ORDER BY 1, 2`,
      [pattern],
    );
    const rows = reader.getRows() as Cell[][];
    return { columns, rows: () => rows };
  } catch (error) {
    throw await pricesError(error, database.connection, database.files);
  }
}
