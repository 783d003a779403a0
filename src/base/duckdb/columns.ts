/** Columns of a DuckDB result as typed arrays; going by single values would take ten times as long. */
import "./library.ts";
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

/** How many bytes the texts of a VARCHAR or BLOB column of a chunk have together. */
export function textBytes(chunk: duckdb.DataChunk, column: number): number {
  const rows = duckdb.data_chunk_get_size(chunk);
  const vector = duckdb.data_chunk_get_vector(chunk, column);
  // A text is 16 bytes, the first four of which are its length.
  const data = duckdb.vector_get_data(vector, 16 * rows);
  const lengths = new Uint32Array(data.buffer, data.byteOffset, 4 * rows);
  const validity = duckdb.vector_get_validity(vector, 8 * Math.ceil(rows / 64));
  let bytes = 0;
  for (let row = 0; row < rows; row++) {
    const isThere = !validity || (validity[row >> 3]! >> (row & 7) & 1) === 1;
    if (isThere) bytes += lengths[4 * row]!;
  }
  return bytes;
}
