/** What to hold a run's speed against: DuckDB copying the same rows into the same kind of file. */
import "../../base/duckdb/library.ts";
import { DuckDBInstance } from "@duckdb/node-api";
import { ioError } from "../../base/errors.ts";
import { duckdbReason } from "../../base/duckdb/errors.ts";

export interface CopiedRows extends AsyncDisposable {
  /** Writes the rows to a zstd Parquet file, which it replaces. */
  copy(path: string): Promise<void>;
}

/** Reads the rows of a Parquet file into memory, to be copied with so many threads. */
export async function copyRows(path: string, threads: number): Promise<CopiedRows> {
  const instance = await DuckDBInstance.create(":memory:", { threads: String(threads) });
  const connection = await instance.connect();
  const run = async (sql: string, path: string) => {
    await connection.run("SET VARIABLE path = $path", { path });
    await connection.run(sql);
  };
  await run("CREATE TABLE run AS FROM read_parquet(getvariable('path'))", path);
  return {
    async copy(path) {
      try {
        await run("COPY run TO (getvariable('path')) (FORMAT parquet, COMPRESSION zstd)", path);
      } catch (error) {
        throw ioError(`Cannot write "${path}": ${duckdbReason(error)}`);
      }
    },
    async [Symbol.asyncDispose]() {
      await Promise.resolve(connection.closeSync());
      instance.closeSync();
    },
  };
}
