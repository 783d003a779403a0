/** Columns of a DuckDB result as typed arrays; going by single values would take ten times as long. */
import "./duckdb_library.ts";
import duckdb from "@duckdb/node-bindings";

/** An INTEGER column of a chunk. Missing values are undefined numbers. */
export function ints(chunk: duckdb.DataChunk, column: number): Int32Array {
  const rows = duckdb.data_chunk_get_size(chunk);
  const data = duckdb.vector_get_data(duckdb.data_chunk_get_vector(chunk, column), 4 * rows);
  return new Int32Array(data.buffer, data.byteOffset, rows);
}

/** A DOUBLE column of a chunk. Missing values are undefined numbers. */
export function doubles(chunk: duckdb.DataChunk, column: number): Float64Array {
  const rows = duckdb.data_chunk_get_size(chunk);
  const data = duckdb.vector_get_data(duckdb.data_chunk_get_vector(chunk, column), 8 * rows);
  return new Float64Array(data.buffer, data.byteOffset, rows);
}
