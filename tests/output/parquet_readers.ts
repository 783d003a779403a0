/** Parquet read back by two readers that have nothing in common with our writer or each other. */
import { DuckDBDateValue, DuckDBInstance } from "@duckdb/node-api";
import { parquetReadObjects } from "hyparquet";
import { compressors } from "hyparquet-compressors";
import { join } from "node:path";
import type { ColumnSpec } from "../../src/output/chunk.ts";
import { type Cell, withFolder } from "./tables.ts";

export type Query = (sql: string) => Promise<Record<string, unknown>[]>;

/** Writes the file, then gives `body` SQL to ask DuckDB about it, as `FILE`. */
export function withDuckDb<T>(bytes: Uint8Array, body: (query: Query) => Promise<T>): Promise<T> {
  return withFolder(async (folder) => {
    const path = join(folder, "table.parquet");
    await Deno.writeFile(path, bytes);
    const instance = await DuckDBInstance.create(":memory:", { threads: "1" });
    const connection = await instance.connect();
    try {
      return await body(async (sql) => {
        const quoted = `'${path.replaceAll("'", "''")}'`;
        const reader = await connection.runAndReadAll(sql.replaceAll("FILE", quoted));
        return reader.getRowObjects();
      });
    } finally {
      connection.closeSync();
      instance.closeSync();
    }
  });
}

/** The cells of the file, by DuckDB. */
export async function duckDbCells(
  query: Query,
  columns: readonly ColumnSpec[],
): Promise<Cell[][]> {
  const rows = await query("select * from FILE");
  return rows.map((row) =>
    columns.map(({ name }) => {
      const value = row[name];
      return value instanceof DuckDBDateValue ? value.days : value as Cell;
    })
  );
}

/** The cells of the file, by hyparquet. */
export async function hyparquetCells(
  bytes: Uint8Array<ArrayBuffer>,
  columns: readonly ColumnSpec[],
): Promise<Cell[][]> {
  const rows = await parquetReadObjects({ file: bytes.buffer, compressors });
  return rows.map((row) =>
    columns.map(({ name }) => {
      const value = row[name] ?? null;
      return value instanceof Date ? value.getTime() / 86_400_000 : value as Cell;
    })
  );
}
