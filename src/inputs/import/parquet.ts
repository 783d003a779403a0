/** Parquet files of any writer, through a DuckDB handle that reads this one file and nothing else. */
import { duckdbReason } from "../../base/duckdb/errors.ts";
import "../../base/duckdb/library.ts";
import {
  type DuckDBConnection,
  DuckDBInstance,
  type DuckDBType,
  DuckDBTypeId,
  listValue,
} from "@duckdb/node-api";
import { resolve } from "node:path";
import { formatDay } from "../../base/calendar.ts";
import { hearSignals } from "../../base/cancel.ts";
import { globLiteral } from "../../base/duckdb/files.ts";
import { inputError } from "../../base/errors.ts";
import type { Batch, Cell, Meter, Table } from "./cell.ts";

const READ =
  "read_parquet(getvariable('file'), binary_as_string = true, hive_partitioning = false)";
const MICROSECONDS_A_DAY = 86_400_000_000n;
/** Up to so many different texts a column is read by number, each text made once. */
const MOST_TEXTS = 300_000;

interface ColumnReader {
  readonly sql: string;
  /** What a value of the query's result is as a cell. */
  readonly cell: (value: unknown) => Cell;
}

/** The rows of a Parquet file, its columns by name. Throws exit-3 errors for what cannot be read. */
export async function parquetTable(path: string, bytes: number, meter: Meter): Promise<Table> {
  const connection = await open(path);
  return { form: "Parquet", batches: rows(path, connection, bytes, meter) };
}

async function* rows(
  path: string,
  connection: DuckDBConnection,
  bytes: number,
  meter: Meter,
): AsyncGenerator<Batch> {
  try {
    const head = await connection.run(`SELECT * FROM ${READ} LIMIT 0`);
    const header = head.columnNames();
    const types = head.columnTypes();
    const total = Number(
      (await connection.runAndReadAll(`SELECT count(*) FROM ${READ}`)).getRows()[0]![0],
    );
    const readers: ColumnReader[] = [];
    for (const [i, name] of header.entries()) {
      readers.push(await readerOf(connection, name, types[i]!, `t${i}`));
    }
    if (total === 0) yield { header, rows: [], first: 1 };
    const result = await connection.stream(
      `SELECT ${readers.map(({ sql }) => sql).join(", ")} FROM ${READ}`,
    );
    let first = 1;
    for (;;) {
      const chunk = await result.fetchChunk();
      if (chunk === null || chunk.rowCount === 0) break;
      const columns = readers.map(({ cell }, i) => chunk.getColumnValues(i).map(cell));
      const rows = Array.from(
        { length: chunk.rowCount },
        (_, row) => columns.map((column) => column[row]!),
      );
      yield { header, rows, first };
      first += rows.length;
      meter.read(bytes * rows.length / total);
      await hearSignals();
    }
  } catch (error) {
    if (!(error instanceof Error) || !/Error: |^Out of Memory/.test(error.message)) throw error;
    throw inputError(`Cannot read "${path}" as Parquet: ${duckdbReason(error)}`);
  } finally {
    connection.closeSync();
  }
}

/** How a column of some type comes into JavaScript, by the fastest way that loses nothing. */
async function readerOf(
  connection: DuckDBConnection,
  name: string,
  { typeId }: DuckDBType,
  typeName: string,
): Promise<ColumnReader> {
  const column = `"${name.replaceAll('"', '""')}"`;
  switch (typeId) {
    case DuckDBTypeId.TINYINT:
    case DuckDBTypeId.SMALLINT:
    case DuckDBTypeId.INTEGER:
    case DuckDBTypeId.BIGINT:
    case DuckDBTypeId.HUGEINT:
    case DuckDBTypeId.UTINYINT:
    case DuckDBTypeId.USMALLINT:
    case DuckDBTypeId.UINTEGER:
    case DuckDBTypeId.UBIGINT:
    case DuckDBTypeId.UHUGEINT:
    case DuckDBTypeId.FLOAT:
    case DuckDBTypeId.DOUBLE:
    case DuckDBTypeId.DECIMAL:
      return { sql: `${column}::DOUBLE`, cell: (value) => value as number | null };
    case DuckDBTypeId.DATE:
      return { sql: `(${column} - DATE '1970-01-01')::INT`, cell: cached(dayText) };
    case DuckDBTypeId.TIMESTAMP:
    case DuckDBTypeId.TIMESTAMP_S:
    case DuckDBTypeId.TIMESTAMP_MS:
    case DuckDBTypeId.TIMESTAMP_NS:
      return {
        sql: `epoch_us(${column}::TIMESTAMP)`,
        cell: cached((us: bigint) => stampText(us, "")),
      };
    case DuckDBTypeId.TIMESTAMP_TZ:
      return { sql: `epoch_us(${column})`, cell: cached((us: bigint) => stampText(us, "Z")) };
    case DuckDBTypeId.VARCHAR:
    case DuckDBTypeId.ENUM: {
      const distinct = await connection.runAndReadAll(
        `SELECT approx_count_distinct(${column}) FROM ${READ}`,
      );
      if (Number(distinct.getRows()[0]![0]) > MOST_TEXTS) break;
      await connection.run(
        `CREATE TYPE ${typeName} AS ENUM (SELECT DISTINCT ${column}::VARCHAR FROM ${READ}
           WHERE ${column} IS NOT NULL)`,
      );
      return { sql: `${column}::VARCHAR::${typeName}`, cell: (value) => value as string | null };
    }
  }
  return { sql: `${column}::VARCHAR`, cell: (value) => value as string | null };
}

/** Makes each text once; every row of a day then shares it. */
function cached<T extends number | bigint>(make: (value: T) => string): (value: unknown) => Cell {
  const made = new Map<T, string>();
  return (value) => {
    if (value === null) return null;
    let text = made.get(value as T);
    if (text === undefined) made.set(value as T, text = make(value as T));
    return text;
  };
}

function dayText(day: number): string {
  // DATE has an infinity, which is no day.
  return Math.abs(day) < 3_000_000 ? formatDay(day) : "infinity";
}

function stampText(us: bigint, zone: "" | "Z"): string {
  const time = (us % MICROSECONDS_A_DAY + MICROSECONDS_A_DAY) % MICROSECONDS_A_DAY;
  const day = dayText(Number((us - time) / MICROSECONDS_A_DAY));
  if (time === 0n && zone === "") return day;
  const seconds = Number(time / 1_000_000n);
  const pad = (n: number) => String(n).padStart(2, "0");
  const clock = [seconds / 3600, seconds / 60 % 60, seconds % 60].map((n) => pad(Math.floor(n)));
  return `${day}T${clock.join(":")}${zone}`;
}

async function open(path: string): Promise<DuckDBConnection> {
  const instance = await DuckDBInstance.create(":memory:", {
    autoinstall_known_extensions: "false",
    autoload_known_extensions: "false",
    allow_community_extensions: "false",
    // Rows keep the file's order, by which the last of a day's prices is known.
    threads: "1",
    memory_limit: "512MB",
    temp_directory: "",
  });
  const connection = await instance.connect();
  const full = resolve(path);
  const pattern = globLiteral(full);
  await connection.run("SET VARIABLE file = $1", [pattern]);
  // A pattern is checked as it is written and as the file it finds.
  await connection.run("SET VARIABLE allowed = $1", [listValue([full, pattern])]);
  await connection.run("SET allowed_paths = getvariable('allowed')");
  await connection.run("SET enable_external_access = false");
  await connection.run("SET lock_configuration = true");
  return connection;
}
