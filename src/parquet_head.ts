/** What is given for a Parquet file and is none: told by its first bytes. */
import { inputError } from "./errors.ts";

const CONVERT = "DuckDB does it with COPY (FROM 'prices.csv') TO 'prices.parquet'";
/** What files of other kinds begin with, and what to do with them. */
const KINDS: readonly (readonly [start: RegExp, what: string])[] = [
  [/^PARE/, "it is encrypted; write it anew without encryption"],
  [/^$/, "it is empty, not a Parquet file; write it anew"],
  [/^\x1f\x8b|^\x28\xb5\x2f\xfd|^BZh|^\xfd7zXZ/, "it is a compressed file; unpack it first"],
  [/^PK\x03\x04/, "it is a ZIP or Excel file, not a Parquet file; write its table as Parquet"],
  [/^(ARROW1|FEA1|\xff{4})/, "it is an Arrow file, not a Parquet file; write it anew as Parquet"],
  [/^\s*[[{][^\0]*$/, "it is JSON, not a Parquet file; write it anew as Parquet"],
  [/^[^\0\n]*[,;\t][^\0\n]*(\n[^\0]*)?$/, `it is CSV, not a Parquet file; convert it: ${CONVERT}`],
];
const NO_PARQUET = "it is not a Parquet file; name one, or write it anew";

/** So many bytes tell. */
export const PARQUET_HEAD_BYTES = 512;

/** Why bytes are not the first of a readable Parquet file; undefined = they may be. */
export function parquetFault(bytes: Uint8Array): string | undefined {
  const head = new TextDecoder("latin1").decode(bytes.subarray(0, PARQUET_HEAD_BYTES));
  if (head.startsWith("PAR1")) return undefined;
  return KINDS.find(([start]) => start.test(head))?.[1] ?? NO_PARQUET;
}

/** Throws the exit-3 error for prices that begin with these bytes and are no Parquet file. */
export function refuseNoParquet(bytes: Uint8Array, path: string): void {
  const fault = parquetFault(bytes);
  if (fault !== undefined) throw inputError(`Cannot read prices "${path}": ${fault}`);
}
