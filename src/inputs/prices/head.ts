/** What is given for a Parquet file and is none: told by its first bytes. */
import { inputError } from "../../base/errors.ts";

/** What files of other kinds begin with, and what to do with them. */
const STARTS: readonly (readonly [what: string, ...starts: string[]])[] = [
  ["it is encrypted; write it anew without encryption", "PARE"],
  [
    "it is a compressed file; unpack it first",
    ...["\x1f\x8b", "\x28\xb5\x2f\xfd", "BZh", "\xfd7zXZ"],
  ],
  ["it is a ZIP or Excel file, not a Parquet file; write its table as Parquet", "PK\x03\x04"],
  ["it is an Arrow file, not a Parquet file; write it anew as Parquet", "ARROW1", "FEA1"],
];
const CSV = "it is CSV, not a Parquet file; convert it: DuckDB does it with " +
  "COPY (FROM 'prices.csv') TO 'prices.parquet'";
const NO_PARQUET = "it is not a Parquet file; name one, or write it anew";

/** So many bytes tell. */
export const PARQUET_HEAD_BYTES = 512;

/** Why bytes are not the first of a readable Parquet file; undefined = they may be. */
export function parquetFault(bytes: Uint8Array): string | undefined {
  const head = String.fromCharCode(...bytes.subarray(0, PARQUET_HEAD_BYTES));
  if (head.startsWith("PAR1")) return undefined;
  if (head === "") return "it is empty, not a Parquet file; write it anew";
  const kind = STARTS.find(([, ...starts]) => starts.some((start) => head.startsWith(start)));
  if (kind !== undefined) return kind[0];
  const isBinary = /[^\P{Cc}\t\r\n]/u.test(head);
  if (isBinary) return NO_PARQUET;
  if (/^\s*[[{]/.test(head)) return "it is JSON, not a Parquet file; write it anew as Parquet";
  return /^[^\n]*[,;\t]/.test(head) ? CSV : NO_PARQUET;
}

/** Throws the exit-3 error for prices that begin with these bytes and are no Parquet file. */
export function refuseNoParquet(bytes: Uint8Array, path: string): void {
  const fault = parquetFault(bytes);
  if (fault !== undefined) throw inputError(`Cannot read prices "${path}": ${fault}`);
}
